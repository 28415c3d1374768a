"""Bytes of a file to text: UTF-8, with or without its mark; anything else is named, for people to convert it.

UTF-16 and UTF-32 are known by their marks, or by where the zero bytes of the first character stand: specs,
rules and exports all begin with a character of ASCII.
"""

from __future__ import annotations

UTF8_MARK = b"\xef\xbb\xbf"
# How a file starts, and what that is; longer marks first, for UTF-32's starts as UTF-16's does.
_MARKS = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_ZEROS: dict[tuple[bool, ...], str] = {
    # which of the first four bytes are zero
    (False, True, True, True): "UTF-32",
    (True, True, True, False): "UTF-32",
    (False, True, False, True): "UTF-16",
    (True, False, True, False): "UTF-16",
}


class EncodingError(ValueError):
    """The bytes are no UTF-8: what they are, what to do, and in which line it shows."""

    def __init__(self, message: str, remedy: str, line: int) -> None:
        super().__init__(message)
        self.message, self.remedy, self.line = message, remedy, line


def to_text(raw: bytes) -> str:
    """The text in `raw`, without a mark. Raises EncodingError."""
    other = _other(raw[:4])
    if other:
        raise EncodingError(
            f"the file is {other}, not UTF-8", f"Save it as UTF-8: iconv -f {other} -t UTF-8", 1
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        start = e.start + (len(UTF8_MARK) if raw.startswith(UTF8_MARK) else 0)
        line = raw.count(b"\n", 0, start) + 1
        if e.reason == "unexpected end of data":
            raise EncodingError(
                "the file ends too early, inside of a character", "Get the whole file again", line
            ) from e
        message = f"byte {raw[start]:#04x} at offset {start} is not UTF-8"
        raise EncodingError(message, "Save the file as UTF-8", line) from e


def _other(start: bytes) -> str:
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    return _ZEROS.get(tuple(byte == 0 for byte in start), "")
