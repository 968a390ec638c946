"""Judges what the sandbox answers by the official descriptions, beside the requests, which they have a checker for."""

import json
import re
from dataclasses import dataclass

NULLABLE = (
    "assigned_by|assignee|avatar|color|date_closed|due_date|parent|points|priority|profilePicture|start_date|status"
)


@dataclass(frozen=True)
class Tolerated:
    """Something an answer may be although a description forbids it. `why` stands on docs/conformance.md, too."""

    source: str
    operation: str
    problem: str
    why: str

    def covers(self, source, operation, problem):
        return bool(
            re.fullmatch(self.source, source)
            and re.search(self.operation, operation)
            and re.fullmatch(self.problem, problem)
        )


DEFECTS = (
    Tolerated(
        "jira-(cloud|dc)",
        "",
        r".*/items/\*/(from|fromString|to|toString) is null where 'string' is described",
        "a change from nothing or to nothing holds null; described as text only",
    ),
    Tolerated(
        "jira-cloud",
        "/search/jql$",
        r"/nextPageToken is null where 'string' is described",
        "on the last page the token may be null; described as text only",
    ),
    Tolerated(
        "jira-cloud",
        "/changelog/bulkfetch$",
        r".*/changeHistories/\*/created is not .*'string'.*",
        "a change's time may be a number of milliseconds; described as text",
    ),
    Tolerated(
        "jira-dc",
        "",
        r".*/fields/\w+ is (null|not) .*'object'.*",
        "a field's value may be text, a number, a list or null; described as an object",
    ),
    Tolerated("jira-dc", "^GET ", r"/ is not .*'object'.*", "an answer is a list; described as one thing of it"),
    Tolerated(
        "clickup", "", rf".*/({NULLABLE}) is null where .* is described", "what is empty is null; described without"
    ),
    Tolerated(
        "clickup",
        "/list$",
        r"/lists/\*/(priority|status) None is valid under each .*",
        "priority and status of a list are described as exactly one of anything and null, and null is both",
    ),
    Tolerated(
        "clickup",
        "/task",
        r".*/(assignees|checklists|dependencies|tags|watchers)/\* is not .*'string'.*",
        "people, checklists, dependencies and tags are objects; described as text here and as objects elsewhere",
    ),
    Tolerated(
        "clickup",
        "/task",
        r".*/(time_estimate|priority) is (null|not) .*",
        "an estimate is a number and a priority an object; each operation describes them in another way",
    ),
    Tolerated("clickup", "/folder$", r"/folders is not .*'object'.*", "folders are a list; described as one folder"),
    Tolerated(
        "clickup",
        "/comment$",
        r"(/comments/\*)?/id is not .*'string'.*",
        "a comment's id may be a number; described as text",
    ),
)
PLAYED = (
    Tolerated("clickup", "/task", r".*/name is not .*'string'.*", "tests/sync/test_bad_tickets.py plays such a title"),
)


class Answers:
    """Judges answers one by one, by what the team's module `spec` reads from the descriptions.

    Of answers in one form, which differ in words and numbers no description speaks of, the first one is judged.
    """

    def __init__(self, spec):
        self._specs = {"jira-cloud": spec.cloud(), "jira-dc": spec.datacenter(), "clickup": spec.clickup()}
        self._words = {name: frozenset(_enumerated(one.doc)) for name, one in self._specs.items()}
        self._explain, self._forms = spec._explain, set()
        self.judged, self.used = 0, set()

    def problems(self, exchange):
        """Return what is wrong with an answer; nothing is wrong with what a fault said."""
        if exchange["fault"]:
            return []
        self.judged += 1
        source = self._specs[exchange["source"]]
        operation = source.find(exchange["method"], source.path_of(exchange["path"]))
        if operation is None:
            return []  # its request is judged for that
        described = operation.op["responses"].get(str(exchange["status"]))
        if described is None:
            return [] if exchange["status"] >= 400 else [f"status {exchange['status']} is not described"]
        schema = source._deref(described).get("content", {}).get("application/json", {}).get("schema")
        if schema is None or exchange["status"] == 204:
            return []
        return self._unlike(schema, source, (operation.name, exchange["status"]), json.loads(exchange["answer"]))

    def _unlike(self, schema, source, kind, answer):
        key = (source.source, kind, form(answer, self._words[source.source]))
        if key in self._forms:
            return []
        self._forms.add(key)
        errors = source._validator(("answer", *kind), schema).iter_errors(answer)
        found = dict.fromkeys(self._told(error) for error in errors)
        return [one for one in found if not self._is_tolerated(source.source, kind[0], one)]

    def _told(self, error):
        where = "/" + "/".join("*" if isinstance(part, int) else str(part) for part in error.absolute_path)
        if error.instance is None and error.validator == "type":
            return f"{where} is null where {error.validator_value!r} is described"
        [message] = self._explain(error)
        return f"{where} {message.partition(' ')[2]}"

    def _is_tolerated(self, source, operation, problem):
        reason = next((one for one in (*DEFECTS, *PLAYED) if one.covers(source, operation, problem)), None)
        self.used.add(reason)
        return reason is not None


def form(value, known):
    """Return what two answers share that differ only in words and numbers no description speaks of."""
    if isinstance(value, dict):
        return tuple((name, form(one, known)) for name, one in value.items())
    if isinstance(value, list):
        return frozenset(form(one, known) for one in value)
    return value if value in known else type(value)


def _enumerated(node):
    """Yield every word a description allows by name."""
    if isinstance(node, dict):
        yield from (one for one in node.get("enum", ()) if isinstance(one, str))
    for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _enumerated(one)
