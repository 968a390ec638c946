"""What mail to the team tells of."""

from datetime import date

from rules.model import Waiver
from sync.account import EngagementAccount
from sync.actions import Action, Verb
from sync.limits import Excess
from sync.render.waiver_ending import Ending

REFUSED = EngagementAccount(
    "apollo",
    "jira",
    actions=(Action("apollo", "APO-1", "1", Verb.HOLD), Action("apollo", "APO-2", "2", Verb.HOLD)),
    excesses=(Excess("changes", 2, 1),),
)
ENDING = Ending("APO-9", "9", Waiver("has-owner", "APO-9", date(2026, 11, 25), "The owner is away", "Dana Weiss"))
