"""Where tickets stand on ladders of escalation: labels, steps as actions, and who is called. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rules.clauses import Told
from rules.ladder import Climb, CompiledLadder, Course, Rung, climb, steps_of
from rules.model import Outcome, Person, Ticket, Verdict
from rules.pack import Pack
from rules.policy import Policy
from rules.scene import Scene
from rules.values import fold, is_address
from sync.actions import Action, Verb
from sync.engagement import Engagement
from sync.remembered import KeptRung, OutboxEntry, Reached

UNSENT = frozenset({"held", "ready", "gathered", "in digest", "failed"})  # may still be kept from a client


@dataclass(frozen=True, slots=True)
class Stance:
    """One ticket on one ladder in a cycle.

    `told` says what the needs of the step ahead lack; `notices` are those written for that step;
    `hindrances` say why one could not be written. `called` holds the people of each role the newest step names.
    """

    ticket: Ticket
    climb: Climb
    told: Told | None = None
    notices: tuple[OutboxEntry, ...] = ()
    hindrances: tuple[str, ...] = ()
    called: Mapping[str, tuple[Person, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def kept(self) -> KeptRung:
        return KeptRung(self.ticket.id, self.climb.ladder.name, self.climb.rung)

    @property
    def moves(self) -> bool:
        """Tell whether a step is taken or left in this cycle."""
        ladder = self.climb.ladder
        return ladder.place(self.climb.rung) != ladder.place(self.climb.before)

    @property
    def heard(self) -> bool:
        """Tell whether the client was told something by this climb."""
        before = self.climb.before
        return before is not None and (before.warned or any(entry.state == "sent" for entry in self.notices))

    @property
    def must_be_told(self) -> bool:
        """Tell whether people of the team are to be told on the ticket, even where nothing else is said there."""
        waits = self.climb.waits in {Course.WAITS_FOR_NEEDS, Course.WAITS_FOR_NOTICE}
        return self.climb.course is not Course.STEPS_DOWN and (waits or self.climb.step is not None)

    def mark(self, kind: str) -> Reached:
        """Name what a notice of this climb tells, so that it is told once."""
        rung = self.climb.rung or self.climb.before
        since = rung.since.isoformat() if rung else ""
        step = self.climb.ahead.name if self.climb.ahead else ""
        return Reached(self.ticket.id, f"{self.climb.ladder.name}/{step}/{since}", kind)


def labels_of_steps(packs: tuple[Pack, ...], prefix: str) -> frozenset[str]:
    """Return every label, folded, that a step of a ladder could set."""
    return frozenset(fold(prefix + name) for step in steps_of(packs) for name in step.names_of("label"))


def labels_wanted(stances: Iterable[Stance], prefix: str) -> tuple[str, ...]:
    """Return the labels of all steps taken, each once."""
    taken = (step for stance in stances for step in stance.climb.ladder.taken(stance.climb.rung))
    return tuple(dict.fromkeys(prefix + name for step in taken for name in step.names_of("label")))


def steps_taken(stances: Iterable[Stance], engagement: Engagement) -> tuple[Action, ...]:
    """Return the steps up and down of one ticket as actions."""
    return tuple(_step(stance, engagement) for stance in stances if stance.moves)


def _step(stance: Stance, engagement: Engagement) -> Action:
    before, after = stance.climb.step_before, stance.climb.step
    return Action(
        engagement=engagement.name,
        ticket=stance.ticket.key,
        ticket_id=stance.ticket.id,
        verb=Verb.ESCALATE,
        before=before.name if before else None,
        after=after.name if after else None,
        because=stance.climb.because,
        ladder=stance.climb.ladder.name,
    )


def people_of(role: str, policy: Policy, known: Mapping[str, Person]) -> tuple[Person, ...]:
    """Return who holds a role; `known` are people met on tickets, by account id and folded address."""
    roles = policy.setting.roles
    members = roles.get(fold(role)) or roles.get(fold(role).replace(" ", "-"), ())
    return tuple(known.get(fold(member)) or _unmet(member) for member in members)


def _unmet(member: str) -> Person:
    return Person(email=member) if is_address(member) else Person(id=member)


def people_on(tickets: Iterable[Ticket]) -> dict[str, Person]:
    """Index everybody on some tickets by account id and by folded address; the same tickets give the same index."""
    return {
        name: person
        for ticket in sorted(tickets, key=lambda one: one.id)
        for person in _people_of(ticket)
        for name in _names_of(person)
    }


def met_on(tickets: Iterable[Ticket], members: frozenset[str]) -> dict[str, tuple[str, Person]]:
    """Index some people as `people_on` does, each with the id of the ticket that tells of them."""
    if not members:
        return {}
    return {
        name: (ticket.id, person)
        for ticket in sorted(tickets, key=lambda one: one.id)
        for person in _people_of(ticket)
        for name in _names_of(person)
        if name in members
    }


def _people_of(ticket: Ticket) -> Iterator[Person]:
    authors = (comment.author for comment in ticket.comments)
    people = (ticket.assignee, ticket.reporter, ticket.owner, *authors)
    return (person for person in people if person is not None)


def _names_of(person: Person) -> Iterator[str]:
    return (fold(name) for name in (person.id, person.email) if name)


@dataclass(frozen=True, slots=True)
class Look:
    """A look at the ladders of an engagement: where its tickets stand, the notices of its outbox, the people met."""

    ladders: tuple[CompiledLadder, ...]
    policy: Policy
    rungs: Mapping[tuple[str, str], Rung]
    entries: Mapping[str, OutboxEntry]
    people: Mapping[str, Person] = field(default_factory=lambda: MappingProxyType({}))

    def concerns(self, verdict: Verdict, ladder: CompiledLadder) -> bool:
        """Tell whether a ticket has to do with a ladder at all."""
        return (verdict.ticket, ladder.name) in self.rungs or bool(ladder.outcomes(verdict, Outcome.FAIL))

    def stance(self, verdict: Verdict, ladder: CompiledLadder, scene: Scene) -> Stance | None:
        rung = self.rungs.get((verdict.ticket, ladder.name))
        asked = [self.entries[one] for one in (rung.asked if rung else ()) if one in self.entries]
        notices = tuple(entry for entry in asked if entry.state != "withdrawn")
        sent = frozenset(entry.kind for entry in notices if entry.state == "sent")
        found = climb(ladder, rung, verdict, scene, sent)
        if found is None:
            return None
        told = found.told_of_needs(scene) if found.waits is Course.WAITS_FOR_NEEDS else None
        roles = (found.step.owner, *found.step.names_of("mention")) if found.step else ()
        called = {role: people_of(role, self.policy, self.people) for role in roles}
        ahead = () if found.course is Course.STEPS_UP else notices
        return Stance(scene.ticket, found, told, ahead, called=called)
