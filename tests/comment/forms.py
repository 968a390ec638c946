"""The four forms a comment takes, and what people read of each."""

from dataclasses import dataclass
from json import dumps

from connectors.clickup import remarks, richtext
from connectors.jira import text, wiki_text
from connectors.jira.adf import document
from connectors.jira.wiki import markup_of
from sync.comment import plain_text


@dataclass(frozen=True)
class Form:
    """`render` gives what is sent to a tracker; `read` the words of that, as our own reader gets them back."""

    render: object
    read: object
    ending: str

    def text(self, comment):
        """The form as text, for a file that people compare."""
        rendered = self.render(comment)
        return rendered + "\n" if isinstance(rendered, str) else dumps(rendered, indent=1, ensure_ascii=False) + "\n"


FORMS = {
    "adf": Form(document, text.plain_text, "adf.json"),
    "wiki": Form(markup_of, wiki_text.plain_text, "wiki.txt"),
    "clickup": Form(richtext.render, lambda runs: remarks.text({"comment": runs}), "clickup.json"),
    "plain": Form(plain_text, str, "txt"),
}
