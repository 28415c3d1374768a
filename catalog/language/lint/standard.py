"""The standard set, `lint: {extends: standard}`: what nearly every team wants to be told of.

Written as people would write it into catalog.yaml; a layer changes or switches off a rule by its name. All
are warnings: a set that is switched on by one word stops no run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_CLASSES = [
    "public",
    "internal",
    "confidential",
    "restricted",
]  # those that the schemas name
_CLASS_MESSAGE = "Use one of these words, so that people and access rules can rely on them"

STANDARD: Mapping[str, Mapping[str, Any]] = {
    "database-description": {
        "of": "databases",
        "require": ["description"],
        "message": "Say in a sentence what data it is for",
    },
    "database-steward": {"of": "databases", "require": ["steward"]},
    "table-description": {
        "of": "tables",
        "require": ["description"],
        "message": "Say in a sentence what one row is",
    },
    "table-steward": {
        "of": "tables",
        "require": ["steward"],
        "message": "Write who answers for it, in the table or in defaults of its database.yaml",
    },
    "database-classification-values": {
        "of": "databases",
        "allow": {"classification": _CLASSES},
        "message": _CLASS_MESSAGE,
    },
    "table-classification-values": {
        "of": "tables",
        "allow": {"classification": _CLASSES},
        "message": _CLASS_MESSAGE,
    },
    "column-classification-values": {
        "of": "columns",
        "allow": {"classification": _CLASSES},
        "message": _CLASS_MESSAGE,
    },
    "dimension-key": {
        "of": "tables",
        "where": {"role": "dimension"},
        "require": ["primary_key"],
        "message": "Mark what identifies a row with key: true, so that joins on it are known to be safe",
    },
    # Athena user guide, "Name databases, tables, and columns": quotes around what begins with a digit
    "table-names": {
        "of": "tables",
        "match": {"name": "[a-z_].*"},
        "message": "Begin the name with a letter: in SQL this one needs quotes",
    },
    "column-names": {
        "of": "columns",
        "match": {"name": "[a-z_].*"},
        "message": "Begin the name with a letter: in SQL this one needs quotes",
    },
    # Redshift, which reads the catalog through Spectrum: identifiers of at most 127 bytes
    "table-name-length": {"of": "tables", "limit": {"name_length": 127}},
    "column-name-length": {"of": "columns", "limit": {"name_length": 127}},
    # binary fractions: sums of money come out differently by the order of rows
    "exact-amounts": {
        "of": "columns",
        "where": {"semantic": "amount"},
        "forbid_types": ["float", "double"],
        "message": "Use a decimal: sums of binary fractions differ from run to run",
    },
    # neither Athena's data types nor those of Redshift Spectrum have one of these
    "readable-types": {
        "of": "columns",
        "forbid_types": ["uniontype", "interval_year_month", "interval_day_time"],
        "message": "Use a struct, or a string: few engines can read this type",
    },
    "table-width": {"of": "tables", "limit": {"columns": 400}},
    "type-depth": {"of": "columns", "limit": {"type_depth": 8}},
}
