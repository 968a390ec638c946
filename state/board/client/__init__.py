"""The status page of a client, behind a link of its own; and the badge of an engagement."""
