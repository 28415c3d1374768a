"""Columns that were renamed upstream: their specs follow, or stay as they are until someone says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from catalog.language.editing.edits import Edit, patched
from mapping.reconcile.alignment import FORMER, IMPORTS_OWN
from mapping.reconcile.state import Incoming, ReconcileState, Spec
from mapping.specs.serialized import is_copied, serialize
from mapping.store.spec_files import SpecPath

from .choice import RenameChoice, RenamePolicy
from .columns import element_of, renamed_columns
from .follow import (
    at_place,
    event,
    hold_others,
    revise,
    revise_others,
    revise_records,
    spec_at,
    suggested,
    unsure,
)
from .following import others_columns, own_columns
from .matching import Pairs, entries_of


@dataclass(frozen=True, slots=True)
class _Renamed:
    """One column: as import last wrote it, and as the export has it."""

    old: Mapping[str, Any]
    new: Mapping[str, Any]
    at: int  # among those that import last wrote
    to: int  # among the export's


def follow_columns(state: ReconcileState, choice: RenameChoice) -> set[str]:
    """Takes, holds and tells renames of columns; gives the named ones that were taken, by their old names."""
    used: set[str] = set()
    for i, each in enumerate(state.incoming if choice.is_active else ()):
        stored = state.record.texts.get(each.key)
        if stored is None or stored == each.text or each.key.is_database or each.copy:
            continue
        base, now = state.record.spec(each.key) or {}, each.spec
        place = f"{each.key.space}.{each.key.object}"
        pairs = renamed_columns(base, now, choice.within(place))
        if choice.policy is RenamePolicy.IGNORE:
            pairs = Pairs(pairs.named)
        if pairs:
            _settle(state, i, pairs, choice, place)
            used |= {f"{place}.{element_of(base['columns'][old])}" for old in pairs.named}
    return used


def _settle(state: ReconcileState, i: int, pairs: Pairs[int], choice: RenameChoice, place: str) -> None:
    """Does what is to be done about the columns of the i-th spec that comes in."""
    each = state.incoming[i]
    base, now = state.record.spec(each.key) or {}, each.spec
    path = state.at.get(each.key)
    theirs = spec_at(state, path)
    taken: list[_Renamed] = []
    held: list[_Renamed] = []
    for at, to in {**pairs.named, **pairs.sure}.items():
        pair = _Renamed(base["columns"][at], now["columns"][to], at, to)
        by_hand = _has(theirs, pair.new["name"]) and not _has(theirs, pair.old["name"])
        stuck = _is_key(theirs, pair.old["name"])
        if path is not None and theirs is None and choice.takes(at in pairs.named):
            continue  # the merge tells that the file can't be read
        if by_hand or (choice.takes(at in pairs.named) and not stuck):
            taken.append(pair)
        else:
            held.append(pair)
            _suggest(state, pair, path, theirs, place, is_key=stuck)
    if taken:
        _take(state, each, taken, path, theirs, place)
    if held or pairs.unsure:
        _hold(state, i, held, pairs.unsure)
    for at, several in pairs.unsure.items():
        old, new = base["columns"][at], [element_of(now["columns"][to]) for to in several]
        where = f"{place}.{element_of(old)}"
        said = unsure(where, new, f"column {element_of(old)!r} of {place}", f"{old['name']} stays")
        state.plan.findings.append(at_place(state, "IMP025", said, path, _column(theirs, old)))
        state.plan.events.append(event(state, "rename not sure", where, ", ".join(new), path))


def _suggest(
    state: ReconcileState,
    pair: _Renamed,
    path: SpecPath | None,
    theirs: Spec | None,
    place: str,
    *,
    is_key: bool,
) -> None:
    old, new = element_of(pair.old), element_of(pair.new)
    like = "the same type and label" if pair.old.get("label") == pair.new.get("label") else "the same type"
    why = f"column {old!r} of {place} is gone and {new!r} is new in its place, with {like}"
    said = suggested(f"{place}.{old}", new, why, f"{pair.old['name']} stays")
    if is_key:
        message = f"{why}; it is a partition key here, which import does not rename: it stays as it is"
        remedy = f"Name it {pair.new['name']} under partitions.keys if its folders do; else --renames ignore"
        said = message, remedy
    state.plan.findings.append(at_place(state, "IMP023", said, path, _column(theirs, pair.old)))
    state.plan.events.append(event(state, "rename suggested", f"{place}.{old}", new, path))


# --- the export as if it had the old names ---


def _hold(
    state: ReconcileState, i: int, held: Sequence[_Renamed], several: Mapping[int, Sequence[int]]
) -> None:
    """The i-th spec that comes in has the old columns in place of the new ones; so has what names them."""
    each = state.incoming[i]
    base, now = state.record.spec(each.key) or {}, each.spec
    instead: dict[int, list[int]] = {pair.to: [pair.at] for pair in held}
    for at, places in several.items():
        for to in places:
            instead.setdefault(to, []).append(at)
    names = {
        now["columns"][to]["name"]: base["columns"][ats[0]]["name"]
        for to, ats in instead.items()
        if len(ats) == 1
    }
    table = ".".join(each.path)
    spec = _named(now, table, names)
    columns, put = [], set()
    for to, column in enumerate(spec["columns"]):
        for at in instead.get(to, ()):
            if at not in put:
                put.add(at)
                columns.append(base["columns"][at])
        if to not in instead:
            columns.append(column)
    state.incoming[i] = replace(each, text=serialize({**spec, "columns": columns}))
    hold_others(state, each.key, table, partial(others_columns, table=table, names=names))


def _named(spec: Spec, table: str, names: Mapping[str, str]) -> Spec:
    """A spec that names its own columns, and those of itself as another table, otherwise."""
    found: Spec = patched(spec, own_columns(spec, names))
    again: Spec = patched(found, others_columns(found, table, names))
    return again


# --- record and specs as if they had the new names ---


def _take(
    state: ReconcileState,
    each: Incoming,
    taken: Sequence[_Renamed],
    path: SpecPath | None,
    theirs: Spec | None,
    place: str,
) -> None:
    base = state.record.spec(each.key) or {}
    exported = {pair.old["name"]: pair.new["name"] for pair in taken}
    table = ".".join(each.path)
    spec = _named(base, f"{base.get('database')}.{base.get('name')}", exported)
    for pair in taken:
        column = spec["columns"][pair.at]
        source = {**column.get(IMPORTS_OWN, {}), "name": element_of(pair.new)}
        spec["columns"][pair.at] = {**column, "name": pair.new["name"], IMPORTS_OWN: source}
    text = serialize(spec, copied=is_copied(state.record.texts[each.key]))
    state.record.put(each.key, state.record.folder_of[each.key], text)
    revise_records(state, each.key, table, partial(others_columns, table=table, names=exported))
    renamed: dict[str, str] = {}
    followed = 0
    if path is not None and theirs is not None:
        renamed, followed = _follow(state, path, theirs, taken)
    for pair in taken:
        message = _now(pair, place, theirs, renamed)
        if followed:
            message += f"; {followed} other spec{'s' * (followed > 1)} follow{'s' * (followed == 1)}"
        state.plan.findings.append(at_place(state, "IMP024", (message, ""), path, _column(theirs, pair.old)))
        where = f"{place}.{element_of(pair.old)}"
        state.plan.events.append(event(state, "renamed", where, element_of(pair.new), path))


def _now(pair: _Renamed, place: str, theirs: Spec | None, renamed: Mapping[str, str]) -> str:
    message = f"column {element_of(pair.old)!r} of {place} is {element_of(pair.new)!r} now"
    if pair.old["name"] in renamed:
        return f"{message}: {pair.old['name']} is {pair.new['name']}, with all that people wrote"
    found = _index(theirs, pair.old)
    if theirs is None or found is None:
        return message
    return f"{message}: its name here stays {theirs['columns'][found].get('name')}"


def _follow(
    state: ReconcileState, path: SpecPath, theirs: Spec, taken: Sequence[_Renamed]
) -> tuple[dict[str, str], int]:
    """Makes the spec at `path` and others follow; gives what changed its name, and the others' number."""
    edits: list[Edit] = []
    renamed: dict[str, str] = {}
    for pair in taken:
        at = _index(theirs, pair.old)
        if at is None:
            at = next((j for j, c in _columns(theirs) if c.get("name") == pair.new["name"]), None)
        if at is None:  # people removed it, or made a partition key of it
            renamed |= {pair.old["name"]: pair.new["name"]} if _is_key(theirs, pair.new["name"]) else {}
            continue
        column = theirs["columns"][at]
        if isinstance(column.get(IMPORTS_OWN), dict):
            edits.append(Edit(("columns", at, IMPORTS_OWN, "name"), element_of(pair.new)))
        if column.get("name") == pair.new["name"]:  # people did it by hand
            renamed[pair.old["name"]] = pair.new["name"]
        if column.get("name") == pair.old["name"]:
            renamed[pair.old["name"]] = pair.new["name"]
            edits.append(Edit(("columns", at, "name"), pair.new["name"]))
            edits += _former(state, pair, theirs, at, taken)
    edits += own_columns(theirs, renamed)
    revise(state, path, edits)
    table = ".".join(path)
    after = spec_at(state, path)
    revise(state, path, others_columns(after or {}, table, renamed))
    names = partial(others_columns, table=table, names=renamed)
    return renamed, revise_others(state, path, table, names) if renamed else 0


def _former(
    state: ReconcileState, pair: _Renamed, theirs: Spec, at: int, taken: Sequence[_Renamed]
) -> Iterator[Edit]:
    """The edit that says what a column was called, unless another one is called so now."""
    old = pair.old["name"]
    others = [c.get("name") for j, c in _columns(theirs) if j != at] + [each.new["name"] for each in taken]
    if old not in others and not _is_key(theirs, old):
        yield Edit(("columns", at, FORMER), old, "name")


def _columns(spec: Spec | None) -> Iterator[tuple[int, Mapping[str, Any]]]:
    columns = (spec or {}).get("columns")
    for i, column in enumerate(columns if isinstance(columns, list) else ()):
        if isinstance(column, dict):
            yield i, column


def _index(spec: Spec | None, old: Mapping[str, Any]) -> int | None:
    """Where people's spec has a column that import last wrote: by its element, else by its name."""
    for key in (element_of, lambda column: column.get("name")):
        for i, column in _columns(spec):
            if key(column) == key(old):
                return i
    return None


def _column(spec: Spec | None, old: Mapping[str, Any]) -> tuple[Any, ...]:
    at = _index(spec, old)
    return () if at is None else ("columns", at)


def _keys(spec: Spec | None) -> Iterator[Mapping[str, Any]]:
    partitions = (spec or {}).get("partitions")
    yield from entries_of(partitions.get("keys") if isinstance(partitions, dict) else None)


def _has(spec: Spec | None, name: str) -> bool:
    """Whether people's spec has a column or partition key of this name."""
    named = [c.get("name") for _, c in _columns(spec)] + [key.get("name") for key in _keys(spec)]
    return name in named


def _is_key(spec: Spec | None, name: str) -> bool:
    return any(key.get("name") == name for key in _keys(spec))
