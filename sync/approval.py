"""What an approval lets through: the kept plan, each of its actions checked again against what is planned now. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.account import EngagementAccount, Trouble
from sync.actions import Action, Refusal, Verb
from sync.remembered import KeptPlan

GOOD_FOR = timedelta(days=7)  # a plan is approved by somebody who still knows why


@dataclass(frozen=True, slots=True)
class Approval:
    """A digest somebody gave, and the plan that is kept under it."""

    digest: str
    kept: KeptPlan | None

    def concerns(self, engagement: str) -> bool:
        """Tell whether it speaks of an engagement: that of a whole run does of all, one of no plan does, too."""
        return self.kept is None or self.kept.engagement in {"", engagement}

    def trouble(self, engagement: str, now: datetime) -> Trouble | None:
        """Say why nothing can be approved by it, and what to do; None where it is good."""
        again = "run plan and use the digest it prints"
        if self.kept is None:
            return Trouble("approval", f"no plan with the digest {self.digest} is kept; {again}")
        if engagement in self.kept.used:
            return Trouble("approval", f"the plan {self.digest} was applied already; to do what is left, {again}")
        if now - self.kept.at > GOOD_FOR:
            told = f"the plan {self.digest} was printed {self.kept.at:%Y-%m-%d}, more than {GOOD_FOR.days} days ago"
            return Trouble("approval", f"{told}; {again}")
        return None


def approved(account: EngagementAccount, kept: Sequence[Action], own: Sequence[Action] = ()) -> EngagementAccount:
    """Reduce an account to what the kept plan held, ticket by ticket: where anything of a ticket's part is not the
    same any more, the whole part becomes a refusal (RULINGS M1).

    `own` are actions beside any plan, which take back what the bot said of the refused one.
    """
    then, today = _by_place(one for one in kept if one.engagement == account.name), _by_place(account.actions)
    same = {place for place, part in then.items() if _identities(part) == _identities(today.get(place, []))}
    agreed = tuple(one for one in account.actions if one.place in same or (one in own and one.place not in then))
    gone = [action for place, part in then.items() if place not in same for action in part]
    refused = (Refusal(one.ticket, one.verb, "the ticket changed since the plan was printed") for one in gone)
    told = {action.notice_id for action in agreed}
    return replace(
        account,
        actions=agreed,
        refusals=(*account.refusals, *refused),
        excesses=(),
        notices=tuple(notice for notice in account.notices if notice.id in told),
    )


def _by_place(actions: Iterable[Action]) -> dict[str, list[Action]]:
    parts: defaultdict[str, list[Action]] = defaultdict(list)
    for action in actions:
        parts[action.place].append(action)
    return dict(parts)


def _identities(part: Sequence[Action]) -> set[tuple[object, ...]]:
    """Return what must be the same. The comment tells the moment of a step that is taken now: that it is another
    minute is no other plan."""
    is_step = any(action.verb is Verb.ESCALATE for action in part)
    timeless = (replace(one, after=None) if is_step and one.verb is Verb.PUT_COMMENT else one for one in part)
    return {action.identity for action in timeless}
