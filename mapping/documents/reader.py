"""The first stage: bytes of an export to JSON or XML, and what kind of export it is.

Takes a file's bytes and the path the user gave, gives a `Document`. Whatever can't be read is a
`DataError` with FILE:LINE that says what was found instead; a format is recognised by its content, never
by its name. Nothing here knows what definitions mean.
"""

from __future__ import annotations

import json
import marshal
import re
from collections.abc import Callable
from json.decoder import scanstring  # type: ignore[attr-defined]  # the C scanner; typeshed leaves it out
from typing import Any

from catalog.language.findings import DataError
from catalog.language.specs.encoding import EncodingError
from mapping.diagnostics.codes import finding
from mapping.diagnostics.progress import StageProgress, no_stage_progress

from .document import Document, Format, Json, NoExportError
from .encoding import to_text
from .formats import XML_START, json_format, refuse_other_xml
from .xml_tree import parse_xml

MAX_DEPTH = 200  # nesting of a CSN document; real exports need about 15
TELL_EVERY = 0xFFF  # objects
SMALL, SMALL_BYTES = 8, 400  # members; small objects that are alike are made once: a model repeats itself
ALIKE = 1 << 14  # how many of them are remembered


def read(raw: bytes, file: str, progress: StageProgress = no_stage_progress) -> Document:
    """The document in `raw`. Raises DataError."""
    objects = raw.count(b"{")
    text = _decode(raw, file)
    del raw  # the caller may have no other use for it either
    if XML_START.match(text):
        node = parse_xml(text, file)
        refuse_other_xml(node, file)
        return Document(file, node, Format.EDMX)
    root = _parse(text, file, _counting(objects, progress))
    kind = json_format(root, text, file)
    if isinstance(root, list):
        return Document(file, {"value": root}, kind, bare=True)
    root.pop("editorSettings", None)  # most of an export's bytes, and nothing of its data
    return Document(file, root, kind)


# --- bytes to text ---


def _decode(raw: bytes, file: str) -> str:
    try:
        return to_text(raw)
    except EncodingError as e:
        raise DataError(finding("CSN001", e.message, e.remedy, file=file, line=e.line)) from e


# --- text to JSON ---


class _DuplicateKeyError(ValueError):
    pass


def _counting(objects: int, progress: StageProgress) -> Callable[[list[tuple[str, Json]]], dict[str, Json]]:
    """Makes the objects of a text that has about so many, and reports how far it is."""
    done = 0
    alike: dict[bytes, dict[str, Json]] = {}

    def make(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        nonlocal done
        done += 1
        if not done & TELL_EVERY:
            progress(min(done / objects, 1.0))
        written = _written(pairs)
        known = alike.get(written)
        if known is not None:
            return known
        found = dict(pairs)
        if len(found) != len(pairs):
            raise _DuplicateKeyError
        if written:
            if len(alike) >= ALIKE:
                alike.clear()
            alike[written] = found
        return found

    return make


def _written(pairs: list[tuple[str, Json]]) -> bytes:
    """What only objects alike have in common; nothing for a large object, or one that holds large ones."""
    if len(pairs) > SMALL:
        return b""
    for _, value in pairs:
        kind = value.__class__
        if (kind is dict and not _is_name(value)) or (kind is list and not _are_names(value)):
            return b""
    written = marshal.dumps(pairs, 2)  # unlike ==, 1 and true differ
    return written if len(written) <= SMALL_BYTES else b""


def _is_name(value: Json) -> bool:
    """A text, or CSN's `{"=": column}` and `{"#": symbol}`."""
    if value.__class__ is dict and len(value) == 1:
        value = value.get("=", value.get("#"))
    return value.__class__ is str


def _are_names(values: list[Json]) -> bool:
    return len(values) <= SMALL and all(map(_is_name, values))


def _constant(word: str) -> Json:
    raise ValueError(f"{word} is no JSON")


_OTHER_TEXT: tuple[tuple[str, str, str], ...] = (
    # how the text starts, what that is, what to do
    (r"<!DOCTYPE html|<html", "a web page", "Log in, then download the export again"),
    (
        r"(namespace|using|entity|service|context|type|aspect|@)[\s(.]",
        "CDS source",
        "Compile it: cds compile FILE --to csn",
    ),
    (r"(---|%YAML|kind:)", "YAML", "Give the JSON export; specs are what import writes"),
    (r"PK\x03\x04", "a zip archive", "Unpack it and give the JSON files inside"),
)


def _parse(text: str, file: str, make: Callable[[list[tuple[str, Json]]], dict[str, Json]]) -> Json:
    if not text or text.isspace():
        raise DataError(finding("CSN002", "the file is empty", "Export the object again", file=file, line=1))
    try:
        root = json.loads(text, object_pairs_hook=make, parse_constant=_constant)
    except _DuplicateKeyError:
        raise DataError(_duplicate(text, file)) from None
    except RecursionError:
        raise DataError(_too_deep(text, file)) from None
    except json.JSONDecodeError as e:
        raise DataError(_syntax(text, file, e)) from e
    except ValueError as e:  # NaN, Infinity, numbers of thousands of digits
        raise DataError(
            finding("CSN002", f"not JSON: {e}", "Export the object again", file=file, line=1)
        ) from e
    if _SURROGATE.search(text):
        _refuse_lone_surrogates(text, file)
    return root


def _syntax(text: str, file: str, error: json.JSONDecodeError) -> Any:
    for pattern, what, remedy in _OTHER_TEXT:
        if re.match(r"\s*" + pattern, text, re.IGNORECASE):
            raise NoExportError(
                finding("CSN005", f"this is {what}, no export", remedy, file=file, line=1)
            ) from error
    at_end = not text[error.pos :].strip() or error.msg.startswith("Unterminated string")
    what = "the file ends too early" if at_end else f"not JSON: {error.msg} (column {error.colno})"
    remedy = "It was cut off: export or download it again" if at_end else "Export the object again"
    return finding("CSN002", what, remedy, file=file, line=error.lineno)


_MARK = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{\]}]', re.DOTALL)


def _too_deep(text: str, file: str) -> Any:
    depth, line, at = 0, 1, 0
    for match in _MARK.finditer(text):
        mark = text[match.start()]
        depth += (mark in "[{") - (mark in "]}")
        if depth > MAX_DEPTH:
            line, at = text.count("\n", 0, match.start()) + 1, match.start()
            break
    message = f"nested more than {MAX_DEPTH} deep (offset {at})"
    return finding(
        "CSN004", message, "No real model is: check where the file comes from", file=file, line=line
    )


def _duplicate(text: str, file: str) -> Any:
    """Where a key stands a second time; the slow scan, only when it is known that there is one."""
    seen: list[set[str]] = []
    for match in _MARK.finditer(text):
        mark = text[match.start()]
        if mark in "{[":
            seen.append(set())
        elif mark in "}]":
            seen.pop()
        elif _COLON.match(text, match.end()):
            key = scanstring(text, match.start() + 1, False)[0]
            if key in seen[-1]:
                line = text.count("\n", 0, match.start()) + 1
                return finding(
                    "CSN003", "a key appears twice in one object", "Keep one of them", file=file, line=line
                )
            seen[-1].add(key)
    return finding("CSN003", "a key appears twice in one object", "Keep one of them", file=file, line=1)


_COLON = re.compile(r"\s*:")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def _refuse_lone_surrogates(text: str, file: str) -> None:
    for match in _MARK.finditer(text):
        if text[match.start()] == '"' and _SURROGATE.search(match.group()):
            value = scanstring(text, match.start() + 1, False)[0]
            if any("\ud800" <= c <= "\udfff" for c in value):
                line = text.count("\n", 0, match.start()) + 1
                column = match.start() - text.rfind("\n", 0, match.start())
                message = f"half of a surrogate pair stands alone in the text at column {column}"
                raise DataError(
                    finding(
                        "CSN007",
                        message,
                        "Write the character itself, or both halves of its escape",
                        file=file,
                        line=line,
                    )
                )


# --- which format ---
