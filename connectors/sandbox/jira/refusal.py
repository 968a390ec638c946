"""How Jira says no: a status, general messages and messages by field."""

from collections.abc import Mapping


class Refusal(Exception):
    """Raised anywhere below a route; becomes Jira's error answer."""

    def __init__(self, status: int, *messages: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(status, messages, errors)
        self.status = status
        self.messages = messages
        self.errors = dict(errors or {})


BAD_PAYLOAD = "Invalid request payload. Refer to the REST API documentation and try again."
NO_ISSUE = "Issue does not exist or you do not have permission to see it."
NO_COMMENT = "Can not find a comment for the id: {}."
NOT_SETTABLE = "Field '{}' cannot be set. It is not on the appropriate screen, or unknown."
ARCHIVED = "Issue is archived. It cannot be changed."
NOT_SILENT = "To discard the user notification either admin or project admin permissions are required."
TOO_LONG = "The entered text is too long. It exceeds the allowed limit of 32,767 characters."
LONGEST_TEXT = 32_767
