"""The custom fields that the forty rules look at, as a site of the benchmarks has them: names, kinds and ids."""

CUSTOM = {
    "Acceptance criteria": "string",
    "Deliverable": "string",
    "Delivery notes": "string",
    "Impact": "option",
    "Probability": "option",
    "Mitigation": "string",
    "Points": "number",
    "Reviewer": "user",
    "Severity": "option",
    "Owner": "user",
    "Start date": "date",
}
IDS = {name: f"customfield_{10_200 + place}" for place, name in enumerate(CUSTOM)}
