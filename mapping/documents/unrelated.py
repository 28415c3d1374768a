"""Files met in a folder that begin as JSON or XML do and are no exports, as against exports that are broken.

`package.json` or an image in SVG beside the exports must not stop an import, a truncated export must. So
a file that could be read and is something else is unrelated; one that could not be read is unrelated only if
nothing in it is of an export. When in doubt it is a broken export. Pure: takes bytes and the error.
"""

from __future__ import annotations

import re

from catalog.language.findings import DataError
from mapping.diagnostics.codes import finding
from mapping.diagnostics.collector import Diagnostics

from .document import NoExportError

SKIPPED = "CSN020"
PROLOGUE_BYTES = 1 << 14  # where an XML document's root is looked for
_UNREADABLE = "not JSON"  # the message about a file that neither ends too early nor is blank
_XML = frozenset({"XML001", "XML002"})
# Members that exports and lists have, and metadata's element
_SIGNS = re.compile(
    rb'"(definitions|csnInteropEffective|businessLayerDefinitions|elements|@odata\.context|value)"|edmx',
    re.IGNORECASE,
)
_PROLOGUE = re.compile(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<([A-Za-z_][^\s<>/]*)")


def unrelated(raw: bytes, error: DataError) -> str:
    """What a file is that `error` was raised for, if it is no export at all; nothing for a broken export."""
    message = error.findings[0].message.removeprefix("this is ")
    if isinstance(error, NoExportError):
        return message
    codes = {each.code for each in error.findings}
    if b"\0" in raw[:4]:
        raw = raw.replace(b"\0", b"")  # UTF-16 and UTF-32, as far as ASCII goes
    if _SIGNS.search(raw):
        return ""
    if codes <= _XML:
        return "XML, but no OData metadata" if _ROOT.search(_PROLOGUE.sub(b"", raw[:PROLOGUE_BYTES])) else ""
    return message if message.startswith(_UNREADABLE) else ""


def report_skipped(file: str, what: str, line: int, diagnostics: Diagnostics) -> None:
    """The warning that a file of a folder is not read, with what it is."""
    message, remedy = (
        f"not an export, skipped: {what}",
        "Keep it elsewhere; --prune removes nothing beside it",
    )
    diagnostics.findings.append(finding(SKIPPED, message, remedy, file=file, line=line))
