"""Data access controls among the definitions: what one says, and that it is no table.

The Datasphere CLI (`objects data-access-controls read`) and exports of protected views hold them as entities
with `@DataWarehouse.dataAccessControl.definition`: `sourceEntity` lists who may see what, `principalElement`
is its column of users; `restrictionElements` are there where permissions are operators and values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapping.cds.access_annotations import DEFINITION
from mapping.cds.annotations import reference, says_nothing
from mapping.model import Control

_SAID = frozenset({"sourceEntity", "principalElement", "restrictionElements"})


def is_control(definition: Mapping[str, Any]) -> bool:
    """Whether a definition is a control: it has no rows."""
    return not says_nothing(definition.get(DEFINITION))


def control_of(definition: Mapping[str, Any], label: str) -> Control:
    """What a control's definition says."""
    stated = definition[DEFINITION]
    stated = stated if isinstance(stated, dict) else {}
    source = reference(stated.get("sourceEntity"))
    return Control(label, _kind(stated) if source else "", source, reference(stated.get("principalElement")))


def unsaid(definition: Mapping[str, Any]) -> list[str]:
    """Members of the definition that no spec has a place for."""
    stated = definition[DEFINITION]
    return sorted(stated.keys() - _SAID) if isinstance(stated, dict) else []


def _kind(stated: Mapping[str, Any]) -> str:
    if not says_nothing(stated.get("restrictionElements")):
        return "operator-and-values"
    return "hierarchy" if any("hierarchy" in name.lower() for name in stated) else "single-values"
