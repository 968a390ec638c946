"""Who solved the like of a support ticket before, and which pages helped: suggested in its comment. Pure.

Likeness is the cosine of two texts' words, weighed by how rare a word is (TF-IDF: Manning, Raghavan and Schütze,
"Introduction to Information Retrieval", chapter 6). A ticket is compared only with those that were solved before it was
created, so that its suggestion stays the same until the ticket itself changes, whatever is solved later.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import log, sqrt

from rules.model import Person, Ticket
from rules.values import fold
from sync.comment import Block, Paragraph, Run
from sync.engagement import Engagement
from sync.field_texts import text_in
from sync.plan import Subject

SUPPORT = "support"
NEAREST = 5  # tickets that are asked
ENOUGH = 3  # similar tickets without which nothing is suggested
ALIKE = 0.25  # cosine from which on two tickets are similar
MOST_PAGES = 3
TITLE_COUNTS = 2  # times: a title is chosen with more care than a text
COMPONENTS = "Components"
WORD = re.compile(r"[^\W\d_]{3,}")
ADDRESS = re.compile(r"https?://[^\s<>\"'|\]]+")
BEHIND_AN_ADDRESS = ".,;:!?)"


@dataclass(frozen=True, slots=True)
class Solved:
    """A ticket that was solved, with how often each word stands in it."""

    ticket: Ticket
    at: datetime
    words: Mapping[str, int]


class Memory:
    """All solved tickets of an engagement, found by their words."""

    def __init__(self, tickets: Iterable[Ticket]) -> None:
        done = sorted((one for one in tickets if one.done and one.resolved), key=lambda one: (one.resolved, one.id))
        self._solved = [Solved(one, one.resolved, words_of(one)) for one in done if one.resolved]
        self._moments = [one.at for one in self._solved]
        self._places: defaultdict[str, list[int]] = defaultdict(
            list
        )  # in which tickets a word stands, the oldest first
        for place, one in enumerate(self._solved):
            for word in one.words:
                self._places[word].append(place)

    def similar(self, ticket: Ticket) -> tuple[Ticket, ...]:
        """Return the tickets most like one, of those solved before it was created; the most similar first."""
        if ticket.created is None:
            return ()
        known = bisect_left(self._moments, ticket.created)
        asked = words_of(ticket)
        shared = Counter(place for word in asked for place in self._before(word, known))
        alike = [(self._likeness(asked, self._solved[place].words, known), place) for place in shared]
        nearest = sorted((one for one in alike if one[0] >= ALIKE), key=lambda one: (-one[0], one[1]))
        return tuple(self._solved[place].ticket for _, place in nearest[:NEAREST])

    def _before(self, word: str, known: int) -> Sequence[int]:
        places = self._places.get(word, [])
        return places[: bisect_left(places, known)]

    def _likeness(self, one: Mapping[str, int], other: Mapping[str, int], known: int) -> float:
        common = sum(one[word] * other[word] * self._rarity(word, known) ** 2 for word in one.keys() & other.keys())
        return common / (self._length(one, known) * self._length(other, known))

    def _length(self, words: Mapping[str, int], known: int) -> float:
        return sqrt(sum((count * self._rarity(word, known)) ** 2 for word, count in words.items()))

    def _rarity(self, word: str, known: int) -> float:
        """Return a word's weight: 1 where it stands in every ticket, more the fewer it stands in."""
        places = self._places.get(word, [])
        return log((1 + known) / (1 + bisect_left(places, known))) + 1


def words_of(ticket: Ticket) -> Mapping[str, int]:
    """Count the words of a ticket's title, description, labels and components."""
    texts = [ticket.title] * TITLE_COUNTS + [ticket.description or "", *ticket.labels, text_in(ticket, COMPONENTS)]
    return Counter(word for text in texts for word in WORD.findall(ADDRESS.sub(" ", fold(text))))


def with_suggestions(subjects: Sequence[Subject], engagement: Engagement) -> tuple[Subject, ...]:
    """Return the tickets of an engagement; open ones of support get what was found for them among what is told there."""
    if not engagement.suggests or engagement.work_type != SUPPORT:
        return tuple(subjects)
    memory = Memory(one.ticket for one in subjects)
    return tuple(
        one if one.ticket.done else replace(one, notes=(*one.notes, *suggestions(one.ticket, memory, engagement)))
        for one in subjects
    )


def suggestions(ticket: Ticket, memory: Memory, engagement: Engagement) -> tuple[Block, ...]:
    """Say who solved the like of a ticket that nobody has yet, and which pages were at hand; nothing where too little is
    similar."""
    similar = memory.similar(ticket)
    if len(similar) < ENOUGH:
        return ()
    told = (_assignee(similar) if ticket.assignee is None else None, _pages(similar, engagement.knowledge))
    return tuple(one for one in told if one is not None)


def _assignee(similar: Sequence[Ticket]) -> Paragraph | None:
    """Name the one who solved most of them, where one did."""
    people = [one.assignee for one in similar if one.assignee is not None and not one.assignee.is_app]
    counts = Counter(_identity(one) for one in people).most_common(2)
    if not counts or counts[0][1] < 2 or (len(counts) > 1 and counts[0][1] == counts[1][1]):
        return None
    chosen, count = counts[0]
    solved = [one for one in similar if one.assignee is not None and _identity(one.assignee) == chosen]
    person = solved[0].assignee
    name = (person.name or person.email or chosen) if person else chosen
    runs = (
        Run("Suggestion", "strong"),
        Run(f": {name} resolved {count} of {len(similar)} similar tickets ("),
        *_listed([Run(one.key, href=one.url or None) for one in solved]),
        Run("). Whoever assigns decides."),
    )
    return Paragraph(runs)


def _identity(person: Person) -> str:
    return person.id or fold(person.email or person.name or "")


def _pages(similar: Sequence[Ticket], knowledge: Sequence[str]) -> Paragraph | None:
    """Name the pages of knowledge that stand in similar tickets, those in most of them first."""
    counts = Counter(page for one in similar for page in dict.fromkeys(_pages_in(one, knowledge)))
    pages = sorted(counts, key=lambda page: (-counts[page], page))[:MOST_PAGES]
    if not pages:
        return None
    links = _listed([Run(page, href=page) for page in pages])
    return Paragraph((Run("May help", "strong"), Run(", from similar tickets: "), *links))


def _pages_in(ticket: Ticket, knowledge: Sequence[str]) -> Iterator[str]:
    texts = [ticket.description or "", *(comment.text for comment in ticket.comments)]
    for found in (address for text in texts for address in ADDRESS.findall(text)):
        page = found.rstrip(BEHIND_AN_ADDRESS)
        if any(page == base or page.startswith(f"{base}/") for base in knowledge):
            yield page


def _listed(runs: Sequence[Run]) -> Iterator[Run]:
    for place, run in enumerate(runs):
        if place:
            yield Run(", ")
        yield run
