"""Requests and answers as values, and the refusal of a request before anything has looked at its body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from catalog.local.emulator import dumps

GLUE_TYPE = "application/x-amz-json-1.1"  # of the AWS JSON protocol; no web form can send it
JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"  # of the AWS query protocol, which is STS's
XML_TYPE = "text/xml"
STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body; names of headers are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    keep_alive: bool = True

    def header(self, name: str) -> str:
        """The value of a header, '' without it."""
        return self.headers.get(name.lower(), "")

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in small letters."""
        return self.header("content-type").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a body and what is said of it."""

    status: int
    body: bytes
    content_type: str = GLUE_TYPE
    headers: tuple[tuple[str, str], ...] = ()


class Rejected(Exception):
    """A request that isn't served; the connection ends with this answer."""

    def __init__(self, status: int, message: str, code: str = "AccessDeniedException") -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code


def error(status: int, code: str, message: str, media_type: str = GLUE_TYPE) -> Answer:
    """An error as the asker's protocol has it: XML for a query of STS's, else JSON."""
    if media_type == FORM_TYPE:
        text = f"<Type>Sender</Type><Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
        whole = f'<ErrorResponse xmlns="{STS_NAMESPACE}"><Error>{text}</Error></ErrorResponse>'
        return Answer(status, whole.encode(), XML_TYPE)
    body = dumps({"__type": code, "Message": message}).encode()
    return Answer(status, body, GLUE_TYPE, (("x-amzn-ErrorType", code),))
