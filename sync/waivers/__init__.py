"""Commands in comments, and the waivers they give."""
