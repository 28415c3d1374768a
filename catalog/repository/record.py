"""What was made: `.catalog-template.json`, in Git, so that an upgrade knows what people changed.

Pure: texts in, values out. Per file it has the SHA-256 of the text that the tool last wrote, or offered.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .answers import AnswerError, Answers, as_json, from_json
from .requirement import RequirementError

FILE = ".catalog-template.json"
LIMIT = 1 << 20  # bytes
FORMAT, FORMAT_VERSION = "catalog.template", 1
_HASH = re.compile(r"[0-9a-f]{64}")


class RecordError(Exception):
    """The record can't be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """The tool's version that wrote the files last, what it was told, and each file's hash."""

    tool: str
    answers: Answers
    files: Mapping[str, str]


def digest(text: str) -> str:
    """The SHA-256 of a file's text, in hex. How lines end does not count: Git may have changed that."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8", "surrogateescape")).hexdigest()


def dump(record: Record) -> str:
    """The text of the record."""
    document = {
        "about": "Written by catalog init and catalog upgrade, so that an upgrade keeps what people change.",
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "tool": record.tool,
        "answers": as_json(record.answers),
        "files": dict(sorted(record.files.items())),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def parse(text: str) -> Record:
    """What `dump` gave. Raises RecordError."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecordError("it is no JSON") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise RecordError(f"it is not of the format {FORMAT}")
    if document.get("version") != FORMAT_VERSION:
        raise RecordError("a newer version of the tool wrote it: install that")
    files, tool = document.get("files"), document.get("tool")
    if not isinstance(tool, str) or not isinstance(files, dict) or not all(map(_is_hash, files.values())):
        raise RecordError("its tool or files are not as the tool writes them")
    try:
        return Record(tool, from_json(document.get("answers")), files)
    except (AnswerError, RequirementError) as error:
        raise RecordError(f"answers: {error}") from error


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None
