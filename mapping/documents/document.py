"""A file that was read, and the formats it can have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalog.language.findings import DataError, Path

Json = Any


class Format(StrEnum):
    """The export formats, by the words their documentation uses."""

    DATASPHERE_CSN = "Datasphere CSN export"
    OBJECT_CSN = "CSN"
    CSN_INTEROP = "CSN Interop"
    EDMX = "OData V4 metadata"
    ASSETS = "catalog API: assets"
    SPACES = "catalog API: spaces"
    OBJECTS = "API: objects of a space"
    CONNECTIONS = "API: connections of a space"
    SPACE_DEFINITION = "space definition of the command line"


@dataclass(frozen=True, slots=True)
class Document:
    """One file that was read: a JSON object or an XML `Node`. Its text, often larger, is not kept.

    A list that stands alone in its file is wrapped as OData wraps one, in `value`: then `bare` is True.
    `inside` leads to the root where that is a part of the file.
    """

    file: str
    root: Any
    format: Format
    bare: bool = False
    inside: Path = ()

    def in_file(self, path: Path) -> Path:
        """The path in the file of what is at `path` in the root."""
        return (*self.inside, *(path[1:] if self.bare else path))


class NoExportError(DataError):
    """The file could be read and is something else than an export: no export that is broken."""
