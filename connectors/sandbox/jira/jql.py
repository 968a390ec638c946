"""The part of JQL that a poller needs: bounded queries, compiled into a test and an order."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from connectors.sandbox.jira.model import Issue
from connectors.sandbox.jira.refusal import Refusal
from connectors.sandbox.jira.site import Site

Test = Callable[[Issue], bool]
TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<sign><=|>=|!=|[=<>(),])|(?P<word>[^\s=<>!(),"']+))"""
)
DATES = ("%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y-%m-%d")
RELATIVE = re.compile(r"-(\d+)([wdhm])")
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
SAME_FIELD = {"issuekey": "key", "issue": "key", "issuetype": "type", "labels": "labels"}
BOUND = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
BAD_DATE = (
    "Date value '{}' for field '{}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', "
    "'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
)
NO_VALUE = "The value '{}' does not exist for the field '{}'."
NO_FIELD = "Field '{}' does not exist or you do not have permission to view it."


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled query: which issues match, and how to put them in order."""

    test: Test
    order: Sequence[tuple[str, bool]]  # field, descending

    def run(self, issues: Sequence[Issue]) -> list[Issue]:
        """Return the matching issues in the query's order; without one, the newest first."""
        found = [issue for issue in issues if self.test(issue)]
        for name, descending in reversed(self.order or [("created", True)]):
            found.sort(key=ORDERS[name], reverse=descending)
        return found


ORDERS: dict[str, Callable[[Issue], tuple[str | float, ...]]] = {
    "updated": lambda issue: (issue.updated.timestamp(),),
    "created": lambda issue: (issue.created.timestamp(),),
    "id": lambda issue: (int(issue.id),),
    "key": lambda issue: (issue.project, int(issue.key.rpartition("-")[2])),
    "status": lambda issue: (issue.status,),
    "type": lambda issue: (issue.type.name,),
    "summary": lambda issue: (issue.text("summary"),),
}


def compile_jql(site: Site, text: str, zone: ZoneInfo) -> Query:
    """Compile a query of a user in a zone; raises Refusal 400 in Jira's words."""
    query, *order = re.split(r"(?i)\border\s+by\b", text, maxsplit=1)
    if not query.strip():
        raise Refusal(400, BOUND)
    reader = _Reader(list(_tokens(query)))
    test = _Clauses(site, zone, reader).alternatives()
    if reader.next is not None:
        raise Refusal(400, f"Error in the JQL Query: Expecting operator but got '{reader.next}'.")
    return Query(test, tuple(_orders("".join(order))))


def _orders(text: str) -> Iterator[tuple[str, bool]]:
    parts = [part.split() for part in text.split(",") if part.strip()]
    if len(parts) > 7:
        raise Refusal(400, "The order by clause has more than 7 fields.")
    for words in parts:
        name = _field(words[0])
        if name not in ORDERS:
            raise Refusal(400, NO_FIELD.format(words[0]))
        yield name, len(words) > 1 and words[1].lower() == "desc"


def _field(word: str) -> str:
    return SAME_FIELD.get(word.lower(), word.lower())


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool = False

    def __str__(self) -> str:
        return self.text

    def is_word(self, *words: str) -> bool:
        return not self.quoted and self.text.lower() in words


def _tokens(query: str) -> Iterator[_Token]:
    at = 0
    while query[at:].strip():
        found = TOKEN.match(query, at)
        if found is None:
            raise Refusal(400, f"Error in the JQL Query: The character at position {at + 1} is not understood.")
        at = found.end()
        quoted = found["quoted"]
        text = re.sub(r"\\(.)", r"\1", quoted[1:-1]) if quoted else found["sign"] or found["word"]
        yield _Token(text, quoted=bool(quoted))


class _Reader:
    """Walks over the tokens of a query."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._left = tokens[::-1]

    @property
    def next(self) -> _Token | None:
        return self._left[-1] if self._left else None

    def take(self) -> _Token:
        if not self._left:
            raise Refusal(400, "Error in the JQL Query: The query ends too early.")
        return self._left.pop()

    def took(self, *words: str) -> bool:
        """Take the next token if it is one of these words."""
        if self.next is not None and self.next.is_word(*words):
            self._left.pop()
            return True
        return False


class _Clauses:
    """Turns the tokens of a query into a test, from alternatives down to single clauses."""

    def __init__(self, site: Site, zone: ZoneInfo, reader: _Reader) -> None:
        self._site, self._zone, self._reader = site, zone, reader

    def alternatives(self) -> Test:
        tests = [self._all_of()]
        while self._reader.took("or"):
            tests.append(self._all_of())
        return lambda issue: any(test(issue) for test in tests)

    def _all_of(self) -> Test:
        tests = [self._one()]
        while self._reader.took("and"):
            tests.append(self._one())
        return lambda issue: all(test(issue) for test in tests)

    def _one(self) -> Test:
        if self._reader.took("not"):
            inner = self._one()
            return lambda issue: not inner(issue)
        if self._reader.took("("):
            test = self.alternatives()
            if not self._reader.took(")"):
                raise Refusal(400, "Error in the JQL Query: Expecting ')' before the end of the query.")
            return test
        return self._clause(self._reader.take().text)

    def _clause(self, spelled: str) -> Test:
        name = _field(spelled)
        negated = self._reader.took("not")
        sign = self._reader.take().text.lower()
        if name in ("updated", "created") and sign in SIGNS:
            return self._moment_test(name, sign)
        if name not in VALUES:
            raise Refusal(400, NO_FIELD.format(spelled))
        if sign == "is":
            return self._empty_test(name)
        values = self._values() if sign == "in" else [self._reader.take().text]
        if sign not in ("in", "=", "!="):
            raise Refusal(400, f"The operator '{sign}' is not supported by the '{spelled}' field.")
        wanted = {self._known(name, value).casefold() for value in values}
        negated = negated or sign == "!="
        return lambda issue: bool({one.casefold() for one in VALUES[name](issue)} & wanted) != negated

    def _empty_test(self, name: str) -> Test:
        negated = self._reader.took("not")
        if not self._reader.took("empty", "null"):
            raise Refusal(400, "Error in the JQL Query: The operator 'is' only takes EMPTY.")
        return lambda issue: bool(VALUES[name](issue)) == negated

    def _values(self) -> list[str]:
        if not self._reader.took("("):
            raise Refusal(400, "Error in the JQL Query: Expecting '(' after 'in'.")
        values = [self._reader.take().text]
        while self._reader.took(","):
            values.append(self._reader.take().text)
        if not self._reader.took(")"):
            raise Refusal(400, "Error in the JQL Query: Expecting ')' after a list of values.")
        return values

    def _known(self, name: str, value: str) -> str:
        """Return a value as issues hold it; refuses one that the site does not have."""
        site = self._site
        if name in ("project", "status", "type"):
            held = _words(site, name).get(value.casefold())
            if held is None:
                raise Refusal(400, NO_VALUE.format(value, name))
            return held
        if name == "key":
            key = site.old_keys.get(value.upper(), value.upper())
            if key not in {one.key for one in site.issues.values()}:
                raise Refusal(400, f"An issue with key '{value}' does not exist for field 'key'.")
            return key
        if name == "id" and value not in site.issues:
            raise Refusal(400, f"A value with ID '{value}' does not exist for the field 'id'.")
        return value

    def _moment_test(self, name: str, sign: str) -> Test:
        limit, compare = self._moment(name, self._reader.take().text), SIGNS[sign]
        return lambda issue: compare(issue.updated if name == "updated" else issue.created, limit)

    def _moment(self, name: str, value: str) -> datetime:
        if relative := RELATIVE.fullmatch(value):
            return self._site.clock.now() - timedelta(**{UNITS[relative[2]]: int(relative[1])})
        for form in DATES:
            try:
                return datetime.strptime(value, form).replace(tzinfo=self._zone)
            except ValueError:
                continue
        raise Refusal(400, BAD_DATE.format(value, name))


def _words(site: Site, name: str) -> dict[str, str]:
    """Map every way to name a project, status or type to the one issues hold."""
    match name:
        case "project":
            old = site.old_project_keys if site.switches.old_project_keys else {}
            now = {word.casefold(): one.key for one in site.projects.values() for word in (one.key, one.id, one.name)}
            return {key.casefold(): present for key, present in old.items()} | now
        case "status":
            return {word.casefold(): one.name for one in site.statuses for word in (one.name, one.id)}
        case _:
            return {word.casefold(): one.name for one in site.types for word in (one.name, one.id)}


SIGNS: dict[str, Callable[[datetime, datetime], bool]] = {
    ">=": lambda at, limit: at >= limit,
    ">": lambda at, limit: at > limit,
    "<=": lambda at, limit: at <= limit,
    "<": lambda at, limit: at < limit,
}
VALUES: dict[str, Callable[[Issue], Sequence[str]]] = {
    "project": lambda issue: (issue.project,),
    "key": lambda issue: (issue.key,),
    "id": lambda issue: (issue.id,),
    "type": lambda issue: (issue.type.name,),
    "status": lambda issue: (issue.status,),
    "labels": lambda issue: issue.labels,
    "assignee": lambda issue: (issue.text("assignee"),) if issue.text("assignee") else (),
    "parent": lambda issue: (issue.text("parent"),) if issue.text("parent") else (),
    "priority": lambda issue: (issue.text("priority"),) if issue.text("priority") else (),
}
