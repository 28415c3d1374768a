"""What a request is refused with: an error code of Glue's, a message and an HTTP status.

Raised anywhere below the WSGI layer and rendered there, once, as the JSON protocol's error.
"""

from __future__ import annotations


class Refusal(Exception):
    """A request that Glue would refuse, with the name of Glue's exception and the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def invalid_input(message: str) -> Refusal:
    """The refusal of a request that is well formed and still wrong."""
    return Refusal("InvalidInputException", message)


def not_found(message: str) -> Refusal:
    """The refusal of a request about something that isn't there."""
    return Refusal("EntityNotFoundException", message)


def already_exists(message: str) -> Refusal:
    """The refusal of a request for something that is there already."""
    return Refusal("AlreadyExistsException", message)


def limit_exceeded(message: str) -> Refusal:
    """The refusal of one thing too many."""
    return Refusal("ResourceNumberLimitExceededException", message)
