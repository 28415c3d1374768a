"""The definition of a view in several dialects, as an update has to repeat it to keep it. Pure.

Glue answers with ViewDefinition and takes ViewDefinitionInput, whose members are fewer; an update that
carries it has to say that the view is replaced (AWS Glue API: UpdateTable, ViewUpdateAction).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UPDATE: Mapping[str, Any] = {"ViewUpdateAction": "REPLACE", "Force": True}  # beside TableInput
MEMBERS = (
    *("IsProtected", "IsManaged", "Definer", "ViewVersionId", "ViewVersionToken", "RefreshSeconds"),
    *("LastRefreshType", "SubObjects", "SubObjectVersionIds", "SubObjectsStatistics", "SparkPipelineInfo"),
)
REPRESENTATION = ("Dialect", "DialectVersion", "ViewOriginalText", "ViewExpandedText", "ValidationConnection")


def repeated(live: Mapping[str, Any]) -> dict[str, Any]:
    """The member of TableInput that leaves a live table's view definition as it is; empty if it has none."""
    definition = live.get("ViewDefinition")
    if not definition:
        return {}
    representations = [
        {name: given[name] for name in REPRESENTATION if given.get(name)}
        for given in definition.get("Representations") or ()
    ]
    kept = {name: definition[name] for name in MEMBERS if definition.get(name)}
    return {"ViewDefinition": {**kept, "Representations": representations}}
