"""What was agreed with a client, as it is written in an engagement: approvals, weekly updates, surveys."""

from config.forms import Text
from config.marks import Branch
from config.sections import Page, Section
from config.spans import Months, TimeOfDay, Weekday
from config.urls import FormUrl
from rules.values import fold
from sync.engagement import Approval, SurveyFields, SurveyTerms, Weekly


class ApprovalSection(Section):
    field: Text
    approved: Text = "Approved"
    declined: Text = "Declined"

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        words = [str(node.get(key, cls.model_fields[key].default)) for key in ("approved", "declined")]
        if fold(words[0]) == fold(words[1]):
            page.blame(node.mark, f'yes and no are the same word, "{words[0]}"; give approved and declined one each')

    def approval(self) -> Approval:
        return Approval(self.field, self.approved, self.declined)


class WeeklySection(Section):
    day: Weekday
    at: TimeOfDay

    def weekly(self) -> Weekly:
        return Weekly(self.day, self.at)


class SurveyFieldsSection(Section):
    csat: Text | None = None
    nps: Text | None = None
    ces: Text | None = None
    comment: Text | None = None

    def survey_fields(self) -> SurveyFields:
        return SurveyFields(self.csat, self.nps, self.ces, self.comment)


class SurveySection(Section):
    """How often a survey goes, which form it leads to, and where its answers are written; one of them at least."""

    every: Months | None = None
    link: FormUrl | None = None
    fields: SurveyFieldsSection | None = None

    @classmethod
    def look_over(cls, node: Branch, page: Page) -> None:
        if not node:
            page.blame(node.mark, "nothing is said of surveys; write every: 6 months, or fields: with csat, nps or ces")

    def survey(self) -> SurveyTerms:
        return SurveyTerms(self.every, self.link, self.fields.survey_fields() if self.fields else SurveyFields())
