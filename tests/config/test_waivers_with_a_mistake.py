"""Every mistake of waivers.yaml is told where it stands (▲)."""

import pytest

WAIVER = (
    "rule: has-a-due-date, tickets: [APO-7], until: 2026-12-01, because: The client takes it., by: ana@acme.example"
)

WAIVERS_YAML = {
    "an unknown rule": (
        "{" + WAIVER.replace("rule: has", "rule: ▲hs") + "}",
        'there is no rule "hs-a-due-date"; choose one of: has-a-due-date — did you mean "has-a-due-date"?',
    ),
    "a missing key": ("▲{" + WAIVER.replace(", by: ana@acme.example", "") + "}", '"by" is missing'),
    "an empty key": ("{" + WAIVER.replace("[APO-7]", "▲[]") + "}", '"tickets" is empty'),
    "an unknown key": (
        "{" + WAIVER + ", ▲from: 2026-11-01}",
        '"from" is not a key here; choose one of: rule, tickets, until, because, by, stage',
    ),
    "a day that does not exist": (
        "{" + WAIVER.replace("2026-12-01", "▲2026-11-31") + "}",
        '"2026-11-31" is not a day of the calendar',
    ),
    "a word for a reason": (
        "{" + WAIVER.replace("The client takes it.", "▲because") + "}",
        '"because" needs a reason others understand: at least 10 signs',
    ),
    "somebody who may not": (
        "{" + WAIVER.replace("ana@", "▲bo@") + "}",
        '"bo@acme.example" may not waive this rule; it takes one of: project-manager',
    ),
    "longer than the rule allows": (
        "{" + WAIVER.replace("2026-12-01", "▲2026-12-23") + "}",
        'rule "has-a-due-date" can be waived for at most 30 days',
    ),
    "a stage that does not exist": (
        "{" + WAIVER + ", stage: ▲Reviw}",
        'there is no stage "Reviw"; choose one of: Work, Review — did you mean "Review"?',
    ),
}


@pytest.mark.parametrize(("text", "message"), WAIVERS_YAML.values(), ids=WAIVERS_YAML.keys())
def test_in_its_waivers_is_refused_at_the_place(text, message, configured, places):
    text = f"waivers:\n  - {text}\n"

    loaded = configured({"waivers.yaml": text}).load()

    assert [(m.file, (m.line, m.column), m.message) for m in loaded.mistakes] == [
        ("waivers.yaml", places(text)[0], message)
    ]
