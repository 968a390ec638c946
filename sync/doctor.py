"""Looks an installation over before it is let loose: asks every port, goes on where one fails, writes nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache, partial
from typing import TypeVar

from rules.pack import Pack
from rules.policy import Policy
from sync.checkup import fields, hold, hooks, house, people, rights, source, stages, words
from sync.checkup.checks import Check, Place, Report
from sync.checkup.troubles import trouble
from sync.engagement import Engagement, MailPolicy
from sync.examination import Examiner, Extent, FieldFact, Grant, Hooking, MailServer, Sample, Secret, StoreExaminer
from sync.ports import PortError
from sync.reading import needs_of, policy_of, routes_of
from sync.service.agenda_store import Turn

NO_HOOKS = Hooking()


@dataclass(frozen=True, slots=True)
class Patient:
    """An installation to be looked over.

    `examiners` holds, by source, how to ask it, or the error that keeps it from being opened; `urls` the addresses of
    sources, None for a public one; `warnings` is how many `check` has. `turns` reads the agenda, by engagement.
    """

    engagements: tuple[Engagement, ...]
    packs: Mapping[str, Pack]
    examiners: Mapping[str, Examiner | PortError]
    urls: Mapping[str, str | None]
    store: StoreExaminer
    secrets: tuple[Secret, ...] = ()
    mail: MailPolicy | None = None
    mail_server: MailServer | None = None
    warnings: int = 0
    hooking: Hooking = NO_HOOKS
    turns: Callable[[], Mapping[str, Turn]] = dict


Tell = Callable[[str], None]
T = TypeVar("T")


def look_over(patient: Patient, tell: Tell) -> Report:
    """Look at everything; `tell` is told what comes next."""
    return Report(tuple(_checks(patient, tell)))


def _checks(patient: Patient, tell: Tell) -> Iterator[Check]:
    used = dict.fromkeys(name for one in patient.engagements for name in one.packs)
    yield from house.secrets(patient.secrets)
    yield from house.packs([patient.packs[name] for name in used], patient.warnings)
    yield from _going_on(Place("state"), "store", _store(patient))
    yield from _mail(patient, tell)
    asked: dict[str, Examiner] = {}
    for name in dict.fromkeys(one.source for one in patient.engagements):
        tell(f"{name} …")
        yield from _source(patient, name, asked)
        yield from _going_on(Place(hooks.AREA, source=name), "agenda", _webhooks(patient, name))
    for engagement in patient.engagements:
        tell(f"{engagement.name} …")
        yield from _engagement(patient, engagement, asked.get(engagement.source))
    for name, examiner in asked.items():
        yield from source.vital_signs(Place("source", source=name), examiner.pulse())


def _going_on(place: Place, name: str, checks: Iterable[Check], fix: str = "") -> Iterator[Check]:
    """Yield the checks of one part; where a port fails, the line that says so, and no more of this part."""
    try:
        yield from checks
    except PortError as error:
        yield trouble(place, name, error, fix)


def _store(patient: Patient) -> Iterator[Check]:
    yield from house.store(patient.store())


def _mail(patient: Patient, tell: Tell) -> Iterator[Check]:
    off = house.no_mail(patient.mail, patient.mail_server)
    if off is not None or patient.mail is None or patient.mail_server is None:
        yield from (off,) if off else ()
        return
    tell(f"{patient.mail_server.host} …")
    sender, failed = parseaddr(patient.mail.sender)[1], None
    try:
        patient.mail_server.examiner.examine(sender)
    except PortError as error:
        failed = error
    yield from house.mail(patient.mail_server, sender, failed)


def _source(patient: Patient, name: str, asked: dict[str, Examiner]) -> Iterator[Check]:
    """Open a source and ask who the bot is; one that answers is put among the `asked`."""
    place, examiner = Place("source", source=name), patient.examiners[name]
    if isinstance(examiner, PortError):
        yield trouble(place, "connection", examiner)
        return
    try:
        bot = examiner.identity()
    except PortError as error:
        yield trouble(place, "connection", error)
        return
    asked[name] = examiner
    yield place.ok("connection", f"answers at {patient.urls[name] or 'its public address'}")
    yield source.transport(place, patient.urls[name])
    yield source.identity(place, bot, [one for one in patient.engagements if one.source == name])


def _webhooks(patient: Patient, name: str) -> Iterator[Check]:
    """Read the agenda only where webhooks come in."""
    turns = patient.turns() if name in patient.hooking.sources else {}
    yield hooks.webhooks(Place(hooks.AREA, source=name), patient.hooking, patient.engagements, turns)


def _engagement(patient: Patient, engagement: Engagement, examiner: Examiner | None) -> Iterator[Check]:
    policy = policy_of(engagement, patient.packs)
    if examiner is None:
        place = Place("scope", engagement.name, engagement.source)
        fix = f"Mend source {engagement.source} first, then run doctor again."
        yield place.warn(f"{engagement.scope.kind} {engagement.scope.value}", "could not be looked at", fix)
    else:
        yield from _Visit(examiner, engagement, policy).checks()
    yield from people.contacts(engagement, policy, patient.mail)


@dataclass(frozen=True, slots=True)
class _Visit:
    """One engagement looked at through its source."""

    examiner: Examiner
    engagement: Engagement
    policy: Policy

    def checks(self) -> Iterator[Check]:
        place, scope = self._place("scope"), self.engagement.scope
        name = f"{scope.kind} {scope.value}"
        try:
            extent = self.examiner.extent(scope)
        except PortError as error:
            fix = f"Correct scope: of {self.engagement.name}, or let the bot's account see it."
            yield trouble(place, name, error, fix)
        else:
            yield _extent(place, name, extent)
            yield from self._in_scope(extent)
        yield from _going_on(self._place("links"), "wordings", self._links())
        if (key := self.engagement.home) is not None:
            fix = f"Make a ticket that stands for the whole engagement, and write its key as home: of {self.engagement.name}."
            yield from _going_on(self._place("home"), key, self._home(key), fix)
        for role, members in self.engagement.roles.items():
            for named in members:
                yield from _going_on(self._place("roles"), f"{role}: {named}", self._member(role, named))
        for role, groups in self.engagement.groups.items():
            for named in groups:
                fix = f"Correct the name under roles: of {self.engagement.name}, or let the bot's account see who is in it."
                yield from _going_on(self._place("roles"), f"{role}: {named}", self._group(role, named), fix)
        yield from people.unheld(self._place("roles"), self.engagement, self.policy)

    def _place(self, area: str) -> Place:
        return Place(area, self.engagement.name, self.engagement.source)

    def _in_scope(self, extent: Extent) -> Iterator[Check]:
        """Look at what hangs on the scope; every part goes on without the others."""
        scope, engagement, policy = self.engagement.scope, self.engagement, self.policy
        troubles: list[Check] = []
        grants = self._asked("permissions", lambda: self.examiner.grants(scope), troubles)
        facts = self._asked("fields", lambda: self.examiner.fields(scope), troubles)
        found = fields.resolve(needs_of(policy, engagement), facts)
        ids = [one.id for one in found.fields.values()]
        samples = self._asked("scope", lambda: self.examiner.samples(scope, ids), troubles)
        yield from troubles
        yield from rights.rights(engagement, grants)
        if facts:
            yield from fields.fields(engagement, policy, found, facts, samples)
        yield from stages.stages(engagement, policy, extent, samples)
        yield from _going_on(self._place("hold"), "ways", self._hold(extent, samples, grants, facts))
        yield from _going_on(self._place("labels"), "written", self._labels())

    def _asked(self, area: str, ask: Callable[[], tuple[T, ...]], troubles: list[Check]) -> tuple[T, ...]:
        """Return what the source tells; where it fails, nothing, and the line that says so among the troubles."""
        try:
            return ask()
        except PortError as error:
            troubles.append(trouble(self._place(area), "all", error))
            return ()

    def _hold(
        self, extent: Extent, samples: Sequence[Sample], grants: Sequence[Grant], facts: Sequence[FieldFact]
    ) -> Iterator[Check]:
        ways = None
        if hold.is_worth_trying(self.engagement, grants):
            routes = routes_of(self.policy, self.engagement)
            ask = cache(partial(self.examiner.ways, fills=routes.fills))
            ways = hold.Ways((*samples, *self._held(extent)), routes, ask)
        yield from hold.hold(self.engagement, hold.Ground(self.policy, extent, samples, facts), ways)

    def _held(self, extent: Extent) -> tuple[Sample, ...]:
        """Find tickets in the hold status, which may be none of those changed last."""
        there = [one for one in stages.statuses_of(extent.tracks) if self.policy.setting.is_hold(one)]
        if not there or all(track.is_free for track in extent.tracks):
            return ()
        return self.examiner.samples(self.engagement.scope, (), there[0])

    def _labels(self) -> Iterator[Check]:
        written = words.labels_written(self.engagement, self.policy)
        yield words.labels(self.engagement, written, self.examiner.labels(self.engagement.scope, written))

    def _links(self) -> Iterator[Check]:
        if words.wordings_asked(self.policy):
            yield from words.links(self.engagement, self.policy, self.examiner.wordings())

    def _home(self, key: str) -> Iterator[Check]:
        yield people.home(self._place("home"), key, self.examiner.home(key, self.engagement.scope))

    def _member(self, role: str, named: str) -> Iterator[Check]:
        yield people.member(self._place("roles"), role, named, self.examiner.people(named))

    def _group(self, role: str, named: str) -> Iterator[Check]:
        found = self.examiner.members(self.engagement.scope, named)
        yield people.group(self._place("roles"), role, named, found)


def _extent(place: Place, name: str, extent: Extent) -> Check:
    if extent.is_archived:
        return place.fail(
            name, f"{extent.name} is archived, so nothing can be written there", "Restore it, or correct the scope."
        )
    if extent.tickets is None:
        return place.ok(name, f"{extent.name}; how many tickets it has is not told")
    if extent.tickets == 0:
        return place.warn(name, f"{extent.name}, and the bot sees no ticket there", "Check that this is the right one.")
    return place.ok(name, f"{extent.name}, about {extent.tickets:,} ticket{'' if extent.tickets == 1 else 's'}")
