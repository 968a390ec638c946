"""Apollo Bank's work in Jira: a mobile banking app, nine tickets of which some keep the method and some do not."""

from datetime import timedelta

from connectors.sandbox.jira.service import JiraService

EPIC, API, LOGIN, CERTIFICATION = "APO-1", "APO-2", "APO-3", "APO-4"
LAST_ITEM = "Error codes are documented for every call"
SELF_ASSESSMENT = "Self-assessment"
REVIEW_PASSED = "Peer review: passed."


def plant(jira: JiraService) -> None:
    """Create Apollo's tickets with some days of past."""
    _home(jira)
    _deliverables_in_review(jira)
    _risks(jira)
    _daily_work(jira)
    _statement_export(jira)


def tick_last(jira: JiraService) -> None:
    """Bo closes the gap on the API contract."""
    jira.act("bo").tick(API, SELF_ASSESSMENT, LAST_ITEM)


def complete_login(jira: JiraService) -> None:
    """Dana reviews the login screens and moves them on."""
    jira.act("dana").comment(LOGIN, REVIEW_PASSED + "\nThe wording of the second error message is much clearer now.")
    jira.act("dana").move(LOGIN, "Complete")


def mitigate(jira: JiraService) -> None:
    """Ana writes down what is done about the certification."""
    plan = "Book the certification slot two weeks early and keep the sandbox issuer as fallback for the pilot group."
    jira.act("ana").set_field(CERTIFICATION, "Mitigation", plan)


def _home(jira: JiraService) -> None:
    now = jira.site.clock.now()
    jira.act("ana", now - timedelta(days=40)).create(
        project="APO",
        type="Epic",
        summary="Apollo mobile banking: delivery",
        status="In Progress",
        assignee="ana",
        description="Everything Apollo Bank was promised for the first release of the app. Ana keeps this page current.",
        fields={"Due date": now.date() + timedelta(days=60)},
    )


def _deliverables_in_review(jira: JiraService) -> None:
    now = jira.site.clock.now()
    contract = jira.act("ana", now - timedelta(days=21)).create(
        project="APO",
        type="Deliverable",
        summary="Payments API contract",
        status="Assigned",
        assignee="bo",
        parent=EPIC,
        description="The OpenAPI description of all payment calls, agreed with the bank's core team.",
        description_checklists={
            SELF_ASSESSMENT: [
                ("Every call has a request and a response example", True),
                ("Amounts and currencies follow the bank's style", True),
                (LAST_ITEM, False),
                ("A colleague has generated a client from it", True),
            ]
        },
        fields={
            "Due date": now.date() + timedelta(days=6),
            "Time tracking": 24,
            "Peer reviewer": "cy",
            "Client name for it": "Payments interface",
        },
    )
    login = jira.act("ana", now - timedelta(days=18)).create(
        project="APO",
        type="Deliverable",
        summary="Login screens",
        status="Assigned",
        assignee="cy",
        parent=EPIC,
        description="Sign-in with device binding, PIN and face recognition, in both languages.",
        description_checklists={
            SELF_ASSESSMENT: [
                ("Works with large text and screen readers", True),
                ("All error messages are in both languages", True),
                ("Tested on the three oldest supported phones", True),
            ]
        },
        fields={
            "Due date": now.date() + timedelta(days=3),
            "Time tracking": 40,
            "Peer reviewer": "dana",
            "Client name for it": "Sign-in and login screens",
        },
    )
    jira.act("bo", now - timedelta(days=15)).move(contract, "In Progress")
    jira.act("cy", now - timedelta(days=14)).move(login, "In Progress")
    jira.act("cy", now - timedelta(days=2)).attach(login, "login-screens-v3.pdf")
    jira.act("bo", now - timedelta(days=2)).attach(contract, "payments-openapi.yaml")
    jira.act("cy", now - timedelta(hours=26)).move(login, "In Review")
    jira.act("bo", now - timedelta(hours=20)).move(contract, "In Review")
    jira.act("bo", now - timedelta(hours=20)).comment(contract, "Ready for a second pair of eyes. The examples run.")


def _risks(jira: JiraService) -> None:
    now = jira.site.clock.now()
    certification = jira.act("dana", now - timedelta(days=9)).create(
        project="APO",
        type="Risk",
        summary="Card scheme certification may slip",
        assignee="ana",
        parent=EPIC,
        description="The scheme's lab is booked out. A later slot would move the pilot.",
        fields={
            "Probability": "High",
            "Impact": "High",
            "Risk owner": "ana",
            "Next review": now.date() + timedelta(days=9),
        },
    )
    jira.act("kim", now - timedelta(days=8)).comment(certification, "Thank you for telling us early. What can we do?")


def _daily_work(jira: JiraService) -> None:
    now = jira.site.clock.now()
    limits = jira.act("ana", now - timedelta(days=12)).create(
        project="APO",
        type="Story",
        summary="Customer sets a daily transfer limit",
        status="Assigned",
        assignee="cy",
        parent=EPIC,
        description="As a customer I choose how much may leave my account in a day, and can lower it at once.",
        description_checklists={SELF_ASSESSMENT: [("Limit is checked on the server", False)]},
        fields={"Due date": now.date() + timedelta(days=12), "Time tracking": 16, "Story points": 5},
    )
    jira.act("cy", now - timedelta(days=3)).move(limits, "In Progress")
    jira.act("ana", now - timedelta(days=5)).create(
        project="APO",
        type="Story",
        summary="Push message after every card payment",
        status="Assigned",
        parent=EPIC,
    )
    jira.act("ana", now - timedelta(days=11)).create(
        project="APO",
        type="Risk",
        summary="Only one engineer knows the device binding",
        assignee="dana",
        parent=EPIC,
        description="If Cy is away in the weeks before the release, nobody can fix the binding quickly.",
        fields={
            "Probability": "Medium",
            "Impact": "Medium",
            "Mitigation": "Bo pairs with Cy on Thursdays until the release, and the binding has a written guide.",
            "Risk owner": "dana",
            "Next review": now.date() + timedelta(days=14),
        },
    )
    bug = jira.act("bo", now - timedelta(days=4)).create(
        project="APO",
        type="Bug",
        summary="Balance shows the old amount after a rotation of the screen",
        status="Assigned",
        assignee="bo",
        parent=EPIC,
        description="Rotate the phone on the overview within a second after a transfer: the amount before it comes back.",
        fields={"Due date": now.date() + timedelta(days=5), "Time tracking": 4, "Priority": "High"},
    )
    jira.act("bo", now - timedelta(days=1)).move(bug, "In Progress")
    jira.act("bo", now - timedelta(days=1)).link(bug, "relates to", limits)


def _statement_export(jira: JiraService) -> None:
    now = jira.site.clock.now()
    export = jira.act("ana", now - timedelta(days=25)).create(
        project="APO",
        type="Deliverable",
        summary="Statement export",
        status="Assigned",
        assignee="bo",
        parent=EPIC,
        description="Customers download a year of statements as PDF or CSV.",
        description_checklists={
            SELF_ASSESSMENT: [("Opens in the bank's three readers", True), ("Sums match the ledger", True)]
        },
        fields={
            "Due date": now.date() + timedelta(days=8),
            "Time tracking": 20,
            "Client name for it": "Statement download",
        },
    )
    jira.act("bo", now - timedelta(days=10)).move(export, "In Progress")
    jira.act("bo", now - timedelta(days=3)).attach(export, "statement-export-samples.zip")
    jira.act("bo", now - timedelta(days=3)).move(export, "In Review")
    jira.act("bo", now - timedelta(days=2)).move(export, "Complete")
    jira.act("bo", now - timedelta(days=2)).comment(export, "Done and tested on my side.")
