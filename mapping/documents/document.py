"""A file that was read, and the formats it can have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalog.language.findings import DataError

Json = Any


class Format(StrEnum):
    """The export formats, by the words their documentation uses."""

    DATASPHERE_CSN = "Datasphere CSN export"
    OBJECT_CSN = "CSN"
    CSN_INTEROP = "CSN Interop"
    EDMX = "OData metadata"
    ASSETS = "catalog API: assets"
    SPACES = "catalog API: spaces"


@dataclass(frozen=True, slots=True)
class Document:
    """One file that was read: a JSON object or an XML `Node`. Its text, often larger, is not kept."""

    file: str
    root: Any
    format: Format


class NoExportError(DataError):
    """The file could be read and is something else than an export: no export that is broken."""
