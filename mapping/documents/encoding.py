"""Bytes of an export to text, in any encoding that its mark, its zero bytes or its XML declaration tell.

JSON is UTF-8, UTF-16 or UTF-32 (RFC 4627, 3); XML is whatever its declaration says, and a mark goes before
that ("Extensible Markup Language (XML) 1.0", appendix F). What a shell wrote anew has another encoding than
its declaration says: UTF-16 or UTF-32 declared in a text of single bytes can't be right, and UTF-8 is taken.
"""

from __future__ import annotations

import codecs
import re

from catalog.language.specs.encoding import EncodingError

PROLOGUE = 400  # bytes in which a declaration ends, and its encoding's name is looked for
_MARKS = (  # longer ones first: UTF-32's begins as UTF-16's does
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZEROS: dict[tuple[bool, ...], str] = {
    # which of the first four bytes are zero, where the text begins with a character of ASCII
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
_DECLARED = re.compile(rb"""[ \t\r\n]*<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"']*)""")
# The names that people declare, without hyphens and underscores -> Python's codec
_SINGLE = {f"iso8859{n}": f"iso8859-{n}" for n in (*range(1, 12), *range(13, 17))}
_WINDOWS = {f"{name}{n}": f"cp{n}" for n in range(1250, 1259) for name in ("windows", "cp")}
CODECS = {
    **_SINGLE,
    **_WINDOWS,
    **{f"latin{n}": codec for n, codec in ((1, "iso8859-1"), (2, "iso8859-2"), (9, "iso8859-15"))},
    **dict.fromkeys(("usascii", "ascii", "ansix3.41968"), "ascii"),
    **dict.fromkeys(
        ("utf8", "utf16", "utf16le", "utf16be", "utf32", "utf32le", "utf32be", "iso10646ucs2"), "utf-8"
    ),
    **{name: name for name in ("gb2312", "gbk", "gb18030", "big5", "shiftjis", "eucjp", "euckr")},
    **{"koi8r": "koi8-r", "koi8u": "koi8-u"},
}


def encoding_of(raw: bytes) -> str:
    """Python's codec for the bytes of a file, of which the first 400 are enough. Raises EncodingError."""
    codec = _by_bytes(raw)
    declared = None if codec else _DECLARED.match(raw[:PROLOGUE])
    return _declared(declared[1].decode("latin-1")) if declared else codec or "utf-8"


def _by_bytes(raw: bytes) -> str:
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return codec
    return _ZEROS.get(tuple(byte == 0 for byte in raw[:4]), "")


def _declared(name: str) -> str:
    codec = CODECS.get(name.lower().replace("-", "").replace("_", ""))
    if codec:
        return codec
    said = f"the file says that it is {name}" if _is_known(name) else "the file says another encoding"
    remedy = 'Convert it to UTF-8, and write encoding="UTF-8" into its first line'
    raise EncodingError(f"{said}, which is not read", remedy, 1)


def _is_known(name: str) -> bool:
    """Whether this names an encoding at all: what does not may be anybody's word, and is not shown."""
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True


def to_text(raw: bytes) -> str:
    """The text in `raw`, without a mark. Raises EncodingError."""
    codec = encoding_of(raw)
    try:
        return raw.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as e:
        line = raw[: e.start].decode(codec, "replace").count("\n") + 1
        if "unexpected end" in e.reason or "truncated" in e.reason or "incomplete" in e.reason:
            message = "the file ends too early, inside of a character"
            raise EncodingError(message, "Get the whole file again", line) from e
        name = codecs.lookup(codec).name.upper()
        message = f"byte {raw[e.start]:#04x} at offset {e.start} is not {name}"
        remedy = "Save the file as UTF-8"
        if _DECLARED.match(raw[:PROLOGUE]):
            remedy += ', and write encoding="UTF-8" into its first line'
        raise EncodingError(message, remedy, line) from e
