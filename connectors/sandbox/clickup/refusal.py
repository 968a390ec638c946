"""How ClickUp says no: a status, a text and a code."""


class Refusal(Exception):
    """Raised anywhere below a route; becomes ClickUp's error answer."""

    def __init__(self, status: int, text: str, code: str) -> None:
        super().__init__(status, text, code)
        self.status = status
        self.text = text
        self.code = code


def bad_input(text: str) -> Refusal:
    """Return the refusal of a request that is not understood."""
    return Refusal(400, text, "INPUT_003")


def no_access(what: str) -> Refusal:
    """Return the refusal for a container that is not there, or not for this token."""
    return Refusal(404, f"{what} not found", "ITEM_015")
