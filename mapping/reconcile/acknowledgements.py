"""What becomes of `access.acknowledged`, which people write, when the export brings another control.

Without `controls` an acknowledgement is about all controls that the spec had when it was written. Before one
comes, or one restricts by other columns, import writes down which those are, so that it covers no more than
its author saw: `catalog check` then asks for the rest. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.language.checks.access import covered_by
from catalog.language.editing.edits import Edit
from catalog.language.findings import Finding, Path, listed
from catalog.language.specs.yaml_text import parse

from .conflicts import MergedFile

_SHOWN = 3  # controls that a message names
PLACE: Path = ("access", "acknowledged", "controls")


def narrowed(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> tuple[list[Edit], list[str]]:
    """The edit that writes down what people's acknowledgement covers, and the controls that it does not.

    `theirs` is the spec in the file, `ours` the export's; both are empty where nothing new comes.
    """
    before, after = _controls(theirs), _controls(ours)
    block = theirs.get("access")
    acknowledged = block.get("acknowledged") if isinstance(block, dict) else None
    new = [name for name, columns in after.items() if before.get(name) != columns]
    if not new or not isinstance(acknowledged, dict):
        return [], []
    if acknowledged.get("controls") is not None:
        return [], new  # they say themselves what it is about
    kept = {name: columns for name, columns in before.items() if name not in new}
    return [Edit(PLACE, kept, [*acknowledged][-1])], new


def uncovered(file: MergedFile, ours: Mapping[str, Any]) -> Iterator[Finding]:
    """MAP062: the controls that come and that the acknowledgement in the file is not about."""
    _, names = narrowed(file.spec, ours)
    if names:
        message = f"{', '.join(names)} now restricts rows in Datasphere, and is not acknowledged here"
        remedy = "Run catalog check, which says what to write below access"
        yield file.finding("MAP062", message, remedy, PLACE[:-1])


def lifted(file: MergedFile, new: str) -> Iterator[Finding]:
    """MAP063: the controls that the file names and its new text does not."""
    before = _controls(file.spec)
    names = [name for name in before if name not in _controls(parse(new, file.name))] if before else []
    if names:
        message = f"{listed(names, _SHOWN)} no longer restricts rows by the export: it goes out of the spec"
        remedy = "Import the export that has the control, unless all may now see all rows"
        yield file.finding("MAP063", message, remedy, PLACE[:1])


def _controls(spec: Mapping[str, Any]) -> dict[str, list[str]]:
    block = spec.get("access")
    controls = block.get("controls") if isinstance(block, dict) else None
    named = [c for c in controls if isinstance(c, dict) and "name" in c] if isinstance(controls, list) else []
    return covered_by([c for c in named if isinstance(c.get("columns", {}), dict)])
