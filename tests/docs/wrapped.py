"""YAML of the documentation put where it belongs, so that the real loader can read it.

A block that is only part of a file says so in its first line, such as `# part of stageward.yaml`.
"""

from textwrap import indent

import yaml

from tests.docs.pages import ROOT, blocks

SOURCES = """\
sources:
  - {name: acme-jira, kind: jira, url: https://acme.example, user: bot@acme.example}
  - {name: studio, kind: clickup, team: "9001"}
"""
ENGAGEMENT = {"name": "apollo", "source": "acme-jira", "scope": "{project: APO}", "packs": "[delivery]"}
STAGES = "stages: [{stage: Work}, {stage: Review}]\n"


def kind_of(block):
    """Say what a block is: the words of its first comment, else what its keys tell."""
    first = block.text.partition("\n")[0]
    if first.startswith("# ") and first.removeprefix("# ") in FRAGMENTS:
        return first.removeprefix("# ")
    content = yaml.safe_load(block.text)
    if isinstance(content, list):
        return "a list of rules"
    return next((kind for key, kind in WHOLE.items() if key in content), None)


def pack_of(block):
    """Return a pack that holds the block, None where it is not made of rules."""
    match kind_of(block):
        case "a pack":
            return block.text
        case "a list of rules":
            return f"pack: shown\n{STAGES}rules:\n{indent(block.text, '  ')}"
        case "conditions":
            rule = f"- name: shown\n  says: As shown.\n  must:\n{indent(block.text, '    ')}"
            return f"pack: shown\n{STAGES}rules:\n{indent(rule, '  ')}"
    return None


def installation_of(block):
    """Return stageward.yaml with the block in it, None where it is not part of one."""
    match kind_of(block):
        case "a configuration":
            return block.text
        case "part of stageward.yaml":
            return _with_the_rest(block.text)
        case "part of an engagement":
            return _engaged(block.text)
    return None


def _engaged(fragment):
    own = yaml.safe_load(fragment)
    rest = "".join(f"{key}: {value}\n" for key, value in ENGAGEMENT.items() if key not in own)
    listed = "  - " + indent(rest + fragment, "    ").lstrip()
    return f"version: 1\n{SOURCES}engagements:\n{listed}"


def _with_the_rest(fragment):
    own = yaml.safe_load(fragment)
    engagement = ", ".join(f"{key}: {value}" for key, value in ENGAGEMENT.items())
    rest = {"version": "version: 1\n", "sources": SOURCES, "engagements": f"engagements:\n  - {{{engagement}}}\n"}
    return "".join(text for key, text in rest.items() if key not in own) + fragment


def lay_out(folder, installation):
    """Write an installation with the packs it names, the bundled ones or those the pages show; return its file."""
    content = yaml.safe_load(installation)
    packs = folder / content.get("packs_dir", "rules")
    packs.mkdir(parents=True)
    for name in {name for one in content["engagements"] for name in one["packs"]}:
        (packs / f"{name}.yaml").write_text(_shelf()[name], encoding="utf-8")
    file = folder / "stageward.yaml"
    file.write_text(installation, encoding="utf-8")
    return file


def lay_out_waivers(folder, block):
    """Write waivers with an installation in which their rules exist and their signers may sign; return its file."""
    waivers = yaml.safe_load(block.text)["waivers"]
    rules = "".join(
        f"- name: {name}\n  says: As shown.\n  must: [{{field: due, is: a date}}]\n  waivable_by: [delivery-manager]\n"
        for name in sorted({one["rule"] for one in waivers})
    )
    (folder / "rules").mkdir()
    (folder / "rules" / "delivery.yaml").write_text(f"pack: delivery\nrules:\n{rules}", encoding="utf-8")
    (folder / "waivers.yaml").write_text(block.text, encoding="utf-8")
    signers = ", ".join(sorted({one["by"] for one in waivers}))
    file = folder / "stageward.yaml"
    file.write_text(_engaged(f"roles: {{delivery-manager: [{signers}]}}\n"), encoding="utf-8")
    return file


def lay_out_examples(folder, block):
    """Write a file of examples beside the packs that the pages show; return the configuration."""
    file = lay_out(folder, _engaged("mode: observe\n"))
    (folder / "tests" / "rules").mkdir(parents=True)
    (folder / "tests" / "rules" / "shown.yaml").write_text(block.text, encoding="utf-8")
    return file


def _shelf():
    bundled = {file.stem: file.read_text(encoding="utf-8") for file in (ROOT / "config" / "rules").glob("*.yaml")}
    shown = [block.text for block in blocks("yaml") if kind_of(block) == "a pack"]
    return {**bundled, **{yaml.safe_load(text)["pack"]: text for text in shown}}


WHOLE = {"pack": "a pack", "version": "a configuration", "waivers": "waivers", "rule": "examples"}
FRAGMENTS = (
    "part of stageward.yaml",
    "part of an engagement",
    "part of wording.de.yaml",
    "a list of rules",
    "conditions",
)
