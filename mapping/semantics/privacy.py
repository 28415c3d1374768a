"""What SAP's PersonalData vocabulary says beside a column's classification: whose data, and in which role.

The classification itself is a table in the rules (see `mapping.rules.classification`). What kind of entity or
field it is stays under `business.custom`, in the vocabulary's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from mapping.cds.annotation_types import SYMBOL, Kind
from mapping.cds.annotations import symbol
from mapping.rules.classification import spellings


class Business(Protocol):
    """The context of an object or a column, as far as these handlers add to it."""

    custom: dict[str, Any]


def _kept(key: str) -> Callable[[Business, Any], bool]:
    def handle(context: Business, value: Any) -> bool:
        return bool(context.custom.setdefault(key, symbol(value)) == symbol(value))

    return handle


def _in_both_spellings(keys: Mapping[str, str]) -> dict[str, Callable[[Any, Any], bool]]:
    return {each: _kept(key) for name, key in keys.items() for each in spellings(f"@PersonalData.{name}")}


PRIVACY_OF_OBJECTS = _in_both_spellings(
    {
        "entitySemantics": "personal_data_entity",
        "dataSubjectRole": "data_subject_role",
        "dataSubjectRoleDescription": "data_subject_role_description",
    }
)
PRIVACY_OF_COLUMNS = _in_both_spellings({"fieldSemantics": "personal_data_field"})
PRIVACY_TAKES: Mapping[str, Kind] = dict.fromkeys((*PRIVACY_OF_OBJECTS, *PRIVACY_OF_COLUMNS), SYMBOL)
