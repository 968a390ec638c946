"""The kinds of notices to clients, what contacts may receive, and what each kind needs to be seen."""

NOTICE_KINDS = (
    "milestone",
    "delivery",
    "delay",
    "weekly",
    "scope-change",
    "client-warning",
    "formal-escalation",
    "survey",
)
LADDER_NOTICES = ("client-warning", "formal-escalation")
RECEIVES = ("milestones", "delays", "weekly", "delivery", "approvals", "survey", "escalation")
