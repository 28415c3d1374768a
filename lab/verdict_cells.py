"""The verdict table's tried cells beside what the lab saw: who edits one without the other is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalog.language.changes.verdicts.tried import Cell, tried_cells
from catalog.language.glue.types import Struct, parse, render
from lab.record import Results
from lab.trials.every import trials

NAMES = {each.change for each in trials()}


def trial_name(cell: Cell) -> str:
    """The lab's name of a cell's change: the case's own, or of a type change `int -> bigint`."""
    return cell.case if cell.case in NAMES else f"{_only_type(cell.old)} -> {_only_type(cell.new)}"


def _only_type(schema: str) -> str:
    table = parse(schema)
    assert isinstance(table, Struct)
    return ", ".join(render(kind) for _, kind in table.fields)


def deviations(results: Results, cells: Iterable[Cell] | None = None) -> Iterator[str]:
    """Each tried cell that does not hold, or that nobody tried; of the readers that took part."""
    for cell in tried_cells() if cells is None else cells:
        if cell.reader not in results.outcomes:
            continue
        name = trial_name(cell)
        seen = results.word(cell.reader, cell.mode, name)
        if seen is None:
            yield f"{_shown(cell)}: marked tried, but the lab has no trial {name!r}"
        elif seen != cell.outcome:
            yield f"{_shown(cell)}: the verdict table says {cell.outcome!r}, {name!r} gave {seen!r}"


def _shown(cell: Cell) -> str:
    return f"{cell.code} {cell.case}, {cell.mode}, {cell.reader}"
