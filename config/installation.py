"""The models of stageward.yaml (CONTRACT section 2); sources and engagements have files of their own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from config.boarding import BoardSection
from config.engagements import Digest, EngagementSection, Notices
from config.forms import (
    Address,
    Count,
    Share,
    Text,
    Texts,
    WorkType,
    looks_like,
    read_branch,
    read_count,
    read_some,
    read_text,
    wrong,
)
from config.mailing import MailSection
from config.mistakes import quoted
from config.retention import RetentionSection
from config.sections import Kept, Section
from config.service import ServiceSection
from config.sources import SourceSection
from config.spans import Interval, Scan
from config.targets import StepUpSection, Targets
from config.urls import PagesUrl, PingUrl, StateUrl
from config.values import Schedule
from rules.measures.case import Colleague
from sync.engagement import Engagement, Limits, MailMode, MailPolicy
from sync.notices import MILESTONE

MOST_THREADS = 64


def _read_version(value: object) -> int:
    text = read_text(value)
    if text != "1":
        raise wrong(f"version {quoted(text)} is not known; this is version 1")
    return 1


def _read_prefix(value: object) -> str:
    """Read what all labels of the bot begin with; an empty one would lay hands on others' labels (E15)."""
    text = read_text(value)
    if re.search(r"[\s,]", text):
        raise wrong("{key} cannot hold spaces or commas; trackers would take it apart")
    return text


def _read_weekly_hours(value: object) -> float:
    text = read_text(value)
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)(?: hours)? per week", " ".join(text.split()), re.ASCII)
    if not found or float(found[1]) > 168:
        raise wrong(f"{{key}} needs hours such as 32 per week, not {quoted(text)}")
    return float(found[1])


def _read_threads(value: object) -> int:
    count = read_count(value)
    if not 1 <= count <= MOST_THREADS:
        raise wrong(f"{{key}} needs a whole number from 1 to {MOST_THREADS}, not {count}")
    return count


Version = Annotated[int, BeforeValidator(_read_version), WithJsonSchema({"enum": [1, "1"]})]
Prefix = Annotated[
    str, BeforeValidator(_read_prefix), looks_like(r"[^\s,]+", "Write it without spaces or commas, such as gate:.")
]
WeeklyHours = Annotated[
    float,
    BeforeValidator(_read_weekly_hours),
    looks_like(r"\s*[0-9]{1,3}(\.[0-9]{1,2})?(\s+hours)?\s+per\s+week\s*", "Write hours such as 32 per week."),
]


BUILT_IN: Mapping[str, Mapping[str, MailMode]] = MappingProxyType({"support": {MILESTONE: MailMode.OFF}})
"""Kinds of mail that some kinds of work go without, unless a file says otherwise (docs/methods.md, S002-63)."""
Threads = Annotated[
    int,
    BeforeValidator(_read_threads),
    looks_like("([1-9]|[1-5][0-9]|6[0-4])", f"Write a whole number from 1 to {MOST_THREADS}.", number=True),
]


class StateSection(Section):
    url: StateUrl = "sqlite:///stageward.db"


class ScheduleSection(Section):
    every: Interval = Schedule().every
    full_scan: Scan = Schedule().full_scan
    parallel: Threads = Schedule().parallel
    alarm_after: Count = Schedule().alarm_after
    ping: PingUrl | None = None
    hint_pause: Interval = Schedule().hint_pause

    def schedule(self) -> Schedule:
        return Schedule(self.every, self.full_scan, self.parallel, self.alarm_after, self.ping, self.hint_pause)


class LimitsSection(Section):
    changes: Count = Limits().changes
    share: Share = Limits().share
    share_from: Count = Limits().share_from
    mails: Count = Limits().mails

    def limits(self) -> Limits:
        return Limits(self.changes, self.share, self.share_from, self.mails)


class LabelsSection(Section):
    prefix: Prefix = "gate:"


class ColleagueSection(Section):
    hours: WeeklyHours | None = None
    skills: Texts = ()

    def colleague(self) -> Colleague:
        return Colleague(self.hours, self.skills)


class WorkTypeSection(Section):
    """What engagements of one kind of work have in common."""

    notices: Notices = Field(default_factory=dict)


class InstallationSection(Section):
    """The whole of stageward.yaml."""

    version: Version
    state: StateSection | None = None
    schedule: ScheduleSection | None = None
    retention: RetentionSection | None = None
    limits: LimitsSection | None = None
    labels: LabelsSection | None = None
    sources: Annotated[tuple[Kept[SourceSection], ...], BeforeValidator(read_some)]
    mail: MailSection | None = None
    board: BoardSection | None = None
    service: ServiceSection | None = None
    engagements: Annotated[tuple[Kept[EngagementSection], ...], BeforeValidator(read_some)]
    work_types: Annotated[dict[WorkType, WorkTypeSection], BeforeValidator(read_branch)] = Field(default_factory=dict)
    packs_dir: Text = "rules"
    templates_dir: Text | None = None
    rule_pages: PagesUrl | None = None
    targets: Targets = Field(default_factory=dict)
    step_up: StepUpSection | None = None
    team: Annotated[dict[Text, Address], BeforeValidator(read_branch)] = Field(default_factory=dict)
    digest: Digest = Field(default_factory=dict)
    people: Annotated[dict[Address, ColleagueSection], BeforeValidator(read_branch)] = Field(default_factory=dict)


def notices_of(root: InstallationSection, work_type: WorkType | None) -> Mapping[str, MailMode]:
    """Return how far kinds of mail go in a kind of work, where an engagement says nothing itself: what the file says,
    else what is built in."""
    if work_type is None:
        return {}
    said = root.work_types.get(work_type)
    return {**BUILT_IN.get(work_type, {}), **(said.notices if said else {})}


def mail_policy(root: InstallationSection, engagements: Sequence[Engagement], limits: Limits) -> MailPolicy | None:
    """Return how mail goes, by all that the file says of it; None where it says nothing."""
    if root.mail is None:
        return None
    return replace(
        root.mail.policy(),
        team=MappingProxyType(root.team),
        windows=MappingProxyType({one.name: one.client.sending_hours for one in engagements}),
        most=limits.mails,
        board=root.board.url if root.board else None,
    )
