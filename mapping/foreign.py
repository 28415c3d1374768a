"""Files met in a folder that begin as JSON or XML do and are no exports: told from exports that are broken.

`package.json` or an image in SVG beside the exports must not stop an import, a truncated export must. So
a file that could be read and is something else is foreign; one that could not be read is foreign only if
nothing in it is of an export. When in doubt it is a broken export. Pure: takes bytes and the error.
"""

from __future__ import annotations

import re

from catalog.findings import DataError

from .codes import finding
from .notes import Notes
from .reading import NoExportError

_TRUNCATED = "the file ends too early"
_XML = frozenset({"XML001", "XML002"})
# Members that exports and lists have, and metadata's element
_SIGNS = re.compile(
    rb'"(definitions|csnInteropEffective|businessLayerDefinitions|elements|@odata\.context|value)"|edmx',
    re.IGNORECASE,
)
_PROLOGUE = re.compile(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<([A-Za-z_][^\s<>/]*)")


def is_foreign(raw: bytes, error: DataError) -> bool:
    """Whether a file that `error` was raised for is no export at all."""
    if isinstance(error, NoExportError):
        return True
    codes = {each.code for each in error.findings}
    if _SIGNS.search(raw):
        return False
    if codes <= _XML:
        return _ROOT.search(_PROLOGUE.sub(b"", raw)) is not None
    return codes == {"CSN002"} and not any(_TRUNCATED in each.message for each in error.findings)


def tell_skipped(file: str, error: DataError, notes: Notes) -> None:
    """The warning that a file of a folder is not read, with what it is."""
    for each in error.findings:
        message = f"not an export, skipped: {each.message.removeprefix('this is ')}"
        notes.found.append(
            finding("CSN018", message, "Leave it, or keep it elsewhere", file=file, line=each.line)
        )
