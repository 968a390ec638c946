"""Engagements as they stand in stageward.yaml."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from config.agreed import ApprovalSection, SurveySection, WeeklySection
from config.days_off import Holidays
from config.forms import (
    Address,
    OneOrMany,
    SomeTexts,
    Text,
    Texts,
    Truth,
    WorkType,
    Zone,
    one_of,
    read_branch,
    read_row,
    read_some,
)
from config.marks import TRUTHS, Branch, Scalar
from config.members import Members, groups_in, people_in
from config.neighbours import BillingSection, Knowledge
from config.notices import NOTICE_KINDS, RECEIVES
from config.sections import Kept, Page, Section
from config.sending_hours import SendingSection
from config.spans import Day, Hours, Interval, Weekday
from config.targets import StepUpSection, Targets
from config.values import Terms
from rules.values import fold
from sync.engagement import (
    Client,
    ClientVisible,
    Contact,
    Engagement,
    HoldBy,
    Limits,
    MailHours,
    MailMode,
    Mode,
    Scope,
    ScopeKind,
    SurveyTerms,
    WorkWeek,
)
from sync.render.wording import LANGUAGES

MODES = tuple(mode.value for mode in Mode)
RULE_MODES = tuple(mode.value for mode in Mode if mode is not Mode.OFF)
HOLDS = ("status", "flag", "return")
MAIL_MODES = tuple(mode.value for mode in MailMode)
DIGESTS = ("daily", "weekly", "monthly", "quarterly")

Digest = Annotated[dict[Text, Annotated[str, one_of(*DIGESTS)]], BeforeValidator(read_branch)]


class ContactSection(Section):
    name: Text
    email: Address
    receives: Annotated[tuple[Annotated[str, one_of(*RECEIVES)], ...], BeforeValidator(read_row)] = ()

    def contact(self) -> Contact:
        return Contact(self.name, self.email, self.receives)


class WorkSection(Section):
    days: Annotated[tuple[Weekday, ...], BeforeValidator(read_some)] = WorkWeek().days
    hours: Hours = (WorkWeek().opens, WorkWeek().closes)


class ClientSection(Section):
    name: Text
    timezone: Zone = ZoneInfo("UTC")
    contacts: Annotated[tuple[Kept[ContactSection], ...], BeforeValidator(read_row)] = ()
    holidays: Holidays | None = None
    work: WorkSection | None = None
    language: Annotated[str, one_of(*LANGUAGES)] = "en"
    mail: SendingSection | None = None

    def client(self) -> Client:
        hours = self.work.hours if self.work else (WorkWeek().opens, WorkWeek().closes)
        days = tuple(sorted(set(self.work.days))) if self.work else WorkWeek().days
        week = WorkWeek(days, hours[0], hours[1], self.holidays.days() if self.holidays else ())
        contacts = tuple(one.contact() for one in self.contacts)
        mail = self.mail.hours() if self.mail else MailHours()
        return Client(self.name, self.timezone, contacts, week, self.language, mail)


class ScopeSection(Section):
    """What of a source belongs to the engagement: exactly one of these (RULINGS E2)."""

    project: Text | None = None
    jql: Text | None = None
    list: Text | None = None
    folder: Text | None = None
    space: Text | None = None

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        _look_for_exactly_one(cls.allowed_keys(), node, page)

    def scope(self) -> Scope:
        kind = ScopeKind(next(key for key in self.node if key in self.allowed_keys()))
        return Scope(kind, str(self.node[kind.value]))


class HoldSection(Section):
    """How a blocked ticket is held: by a status, the flag or a return, exactly one of them (RULINGS E3)."""

    status: Text | None = None
    flag: Truth = False
    return_: Truth = Field(default=False, alias="return")
    fills: Annotated[dict[Text, Text], BeforeValidator(read_branch)] = Field(default_factory=dict)

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        _look_for_exactly_one(HOLDS, node, page, beside=("fills",))
        for key in ("flag", "return"):
            value = node.get(key)
            if isinstance(value, Scalar) and TRUTHS.get(value) is False:
                page.blame(value.mark, f'"{key}: false" holds nothing; say true, or choose another way to hold')
        if "flag" in node and "fills" in node:
            page.blame(node.key_marks["fills"], "a flag asks for no field; leave this out")

    def hold(self) -> HoldBy:
        return HoldBy(self.status, self.flag, self.return_, MappingProxyType(self.fills))


def _look_for_exactly_one(keys: tuple[str, ...], node: Branch, page: Page, beside: tuple[str, ...] = ()) -> None:
    named = [key for key in node if key in keys]
    for key in named[1:]:
        page.blame(node.key_marks[key], f'"{named[0]}" stands here already; choose one of: {", ".join(keys)}')
    if not named and all(key in beside for key in node):
        page.blame(node.mark, f"nothing is chosen here; choose one of: {', '.join(keys)}")


class VisibleSection(Section):
    types: Texts = ()
    fields: Texts = ()
    title: Text = "none"
    called: Text = ""

    def visible(self) -> ClientVisible:
        return ClientVisible(self.types, self.fields, self.title, self.called)


class CommentSection(Section):
    visible_to: Text


class FieldSection(Section):
    field: Text


Notices = Annotated[
    dict[Annotated[str, one_of(*NOTICE_KINDS)], Annotated[MailMode, one_of(*MAIL_MODES)]], BeforeValidator(read_branch)
]


RuleModes = Annotated[dict[Text, Annotated[Mode, one_of(*RULE_MODES)]], BeforeValidator(read_branch)]


class EngagementSection(Section):
    name: Text
    source: Text
    scope: ScopeSection
    packs: SomeTexts
    client: ClientSection | None = None
    home: Text | None = None
    work_type: WorkType | None = None
    mode: Annotated[Mode, one_of(*MODES)] = Mode.OBSERVE
    every: Interval | None = None
    rollout: Annotated[Mode, one_of(Mode.OBSERVE.value)] | None = None
    rules: RuleModes = Field(default_factory=dict)
    stages: Annotated[dict[Text, OneOrMany], BeforeValidator(read_branch)] = Field(default_factory=dict)
    fields: Annotated[dict[Text, Text], BeforeValidator(read_branch)] = Field(default_factory=dict)
    client_visible: VisibleSection | None = None
    hold: HoldSection | None = None
    comment: CommentSection | None = None
    approval: ApprovalSection | None = None
    roles: Annotated[dict[Text, Members], BeforeValidator(read_branch)] = Field(default_factory=dict)
    enforce_since: Day | None = None
    baseline: FieldSection | None = None
    notices: Notices = Field(default_factory=dict)
    weekly: WeeklySection | None = None
    survey: SurveySection | None = None
    targets: Targets = Field(default_factory=dict)
    step_up: StepUpSection | None = None
    billing: BillingSection | None = None
    suggest: Truth = False
    knowledge: Knowledge = ()
    digest: Digest = Field(default_factory=dict)

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        for key in ("stages", "roles", "rules"):
            names = node.get(key)
            if isinstance(names, Branch):
                _look_for_twins(names, page)

    def engagement(
        self, limits: Limits, label_prefix: str, rule_pages: str | None, notices: Mapping[str, MailMode]
    ) -> Engagement:
        """Return the engagement under the installation's limits and label prefix; `rule_pages` is where comments lead,
        `notices` how far kinds of mail go in its kind of work, where it says nothing itself."""
        return Engagement(
            name=self.name,
            source=self.source,
            scope=self.scope.scope(),
            packs=self.packs,
            client=self.client.client() if self.client else Client(self.name),
            mode=self.mode,
            observes_new=self.rollout is not None,
            rules=MappingProxyType({fold(name): mode for name, mode in self.rules.items()}),
            home=self.home,
            work_type=self.work_type,
            stages=MappingProxyType(self.stages),
            fields=MappingProxyType(self.fields),
            roles=MappingProxyType({role: people_in(named) for role, named in self.roles.items()}),
            groups=MappingProxyType({fold(role): groups_in(named) for role, named in self.roles.items()}),
            client_visible=self.client_visible.visible() if self.client_visible else ClientVisible(),
            hold=self.hold.hold() if self.hold else None,
            enforce_since=self.enforce_since,
            notices=MappingProxyType({**notices, **self.notices}),
            label_prefix=label_prefix,
            limits=limits,
            rule_pages=rule_pages,
            comment_visible_to=self.comment.visible_to if self.comment else None,
            approval=self.approval.approval() if self.approval else None,
            billing=self.billing.billing() if self.billing else None,
            suggests=self.suggest,
            knowledge=self.knowledge,
            baseline_field=self.baseline.field if self.baseline else None,
            weekly=self.weekly.weekly() if self.weekly else None,
            survey=self.survey.survey() if self.survey else SurveyTerms(),
            digest=MappingProxyType(self.digest),
        )

    def terms(self) -> Terms:
        return Terms(
            targets=MappingProxyType(self.targets),
            step_up=self.step_up.step_up() if self.step_up else None,
        )


def _look_for_twins(names: Branch, page: Page) -> None:
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(fold(name), name)
        if other != name:
            page.blame(names.key_marks[name], f'"{name}" and "{other}" are the same name, as case does not count')
