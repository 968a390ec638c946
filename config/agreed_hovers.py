"""What an editor shows over the keys that say what was agreed with a client, and how long it is kept."""

from collections.abc import Mapping

AGREED_HOVERS: Mapping[str, Mapping[str, str]] = {
    "ApprovalSection": {
        "field": "The field, by its name.",
        "approved": "What is written where the client says yes.",
        "declined": "What is written where the client says no.",
    },
    "WeeklySection": {"day": "The day of the week.", "at": 'The time of day, such as "15:00".'},
    "BillingSection": {"when": "The stage that tells the client has accepted.", "webhook": "Where the record is sent."},
    "RetentionSection": {
        "versions": "Versions of tickets that are over, between the first and the newest; 2 years.",
        "ledger": "Receipts of what was written; 2 years.",
        "outbox": "Notices that are over, with their text; 2 years.",
        "requests": "What people asked for on pages; 2 years.",
        "answers": "Clients' answers to surveys; 7 years.",
        "measures": "The figures of each day; 2 years.",
        "runs": "What each run did; 90 days.",
        "trail": "Who did what when, from the oldest end; 7 years.",
    },
    "SurveySection": {
        "every": "How often, such as 6 months.",
        "link": "The form clients fill in; without it they reply.",
        "fields": "Fields that hold clients' answers.",
    },
    "SurveyFieldsSection": {
        "csat": "Field with the satisfaction, 0 to 10.",
        "nps": "Field with the recommendation, 0 to 10.",
        "ces": "Field with the ease, 1 to 7.",
        "comment": "Field with what the client said.",
    },
}
