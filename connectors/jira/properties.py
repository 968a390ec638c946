"""Issue properties: small JSON values kept on a ticket beside its fields, seen by nobody in the tracker's pages.

Anybody who may browse the ticket can read them over the API, so nothing private belongs there.
"""

from connectors.jira.client import JiraSite
from sync.ports import Missing, Refused


class Properties:
    """Reads and writes properties of the tickets of a site; a key is text of at most 255 signs."""

    def __init__(self, site: JiraSite) -> None:
        self._site = site

    def read(self, ticket_id: str, key: str) -> object | None:
        """Return a property's value, or None where the ticket has none. A ticket that is gone has none either."""
        what = f"property {key} of ticket {ticket_id}"
        try:
            answer = self._site.get("issue", ticket_id, "properties", key, what=what)
        except Missing:
            return None
        return self._site.mapping(answer, what).get("value")

    def write(self, ticket_id: str, key: str, value: object) -> None:
        """Set a property; writing the same value again does no harm. Raises Refused where it is empty, or longer than Jira takes (32,768 signs of JSON)."""
        what = f"property {key} of ticket {ticket_id}"
        if value is None or value == "":
            raise Refused(self._site.source, what, 0, "a property cannot be empty")
        self._site.put("issue", ticket_id, "properties", key, what=what, body=value, params={}, repeatable=True)
