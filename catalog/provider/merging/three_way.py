"""The structure that makes a live object what the program declares and keeps all that others wrote. Pure.

Three sides, all in Glue's spelling: what the program declares and declared (its members alone, see
`conversion.declared`), the object as the last run left it, and as it is now. Whose a member is stands in the
shapes (catalog/aws/shapes/fields.py); docs/ownership.md is written from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.aws.shapes.conversion import AsItIs, normal_value, spelt, to_outputs
from catalog.aws.shapes.fields import Field, Kind, Shape
from catalog.aws.shapes.table_formats import OPEN_FORMATS, kinds_of, pointers
from catalog.language.glue import parameters as glue_parameters

from .column_order import merged_order, moved
from .foreign_change import ForeignChange
from .parameters import merge_keys

Members = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sides:
    """One structure or member as each side has it; None for nothing."""

    now: Any
    before: Any
    last_run: Any
    live: Any

    def member(self, name: str) -> Sides:
        """The same of one member; what isn't known of the whole isn't known of the member."""
        return Sides(*(None if side is None else side.get(name) for side in self.all()))

    def all(self) -> tuple[Any, Any, Any, Any]:
        """The four in order."""
        return self.now, self.before, self.last_run, self.live


@dataclass(frozen=True, slots=True)
class Merged:
    """`structure`, without the empties that a request needs (see `conversion.filled`).

    `foreign`: what of other writers' work it writes over.
    """

    structure: dict[str, Any]
    foreign: tuple[ForeignChange, ...]


def merge(
    shape: Shape, now: Members, before: Members | None, last_run: Members | None, live: Members
) -> Merged:
    """`live`: those members that `shape` knows. `before` None: what was declared is not known (the state was
    lost), and ours is what we marked.
    """
    walk = _Walk(kinds_of(live), known=before is not None, remembered=last_run is not None)
    structure = walk.structure(shape, Sides(now, before, last_run, live), "")
    return Merged(structure, tuple(walk.foreign))


@dataclass(slots=True)
class _Walk:
    kinds: frozenset[str]
    known: bool
    remembered: bool
    foreign: list[ForeignChange] = field(default_factory=list)

    def structure(self, shape: Shape, sides: Sides, path: str) -> dict[str, Any]:
        """Member by member; those that the shape doesn't know stay as they are."""
        sides = Sides(*({} if side is None else side for side in sides.all()))
        other = self._is_other_thing(shape, sides)
        merged = {}
        for member in shape.fields:
            if member.output:
                continue
            of_member = sides.member(member.glue)
            if other and not member.identity:
                of_member = Sides(of_member.now, of_member.before, None, None)
            value = self.member(member, of_member, f"{path}.{member.name}" if path else member.name)
            if value is not None:
                merged[member.glue] = value
        rest = {} if other else {m: v for m, v in sides.live.items() if m not in shape.by_member}
        return merged | rest

    def _is_other_thing(self, shape: Shape, sides: Sides) -> bool:
        """Whether the live structure is about another thing than the declared one, as another SerDe is."""
        named = (f for f in shape.fields if f.identity and sides.now.get(f.glue) and sides.live.get(f.glue))
        return any(not _same(f, sides.now[f.glue], sides.live[f.glue]) for f in named)

    def member(self, member: Field, sides: Sides, path: str) -> Any:
        """The value to send; None for none."""
        if member.kind is Kind.MAP and member.by_key:
            return self._keys(sides, path)
        if member.kind is Kind.COLUMNS and member.shape:
            return self._columns(member, member.shape, sides, path)
        if sides.now is None:
            return self._undeclared(member, sides, path)
        if self._yields(member, sides):
            return sides.live
        if member.kind is Kind.OBJECT and member.shape:
            return self.structure(member.shape, sides, path)
        if member.yields_in & self.kinds and self.known:
            # a run between may have seen theirs: what the program said last is what it changes from
            sides = Sides(sides.now, sides.before, sides.before, sides.live)
        self._note(member, sides, path)
        return sides.now

    def _yields(self, member: Field, sides: Sides) -> bool:
        """Whether an engine's value stands: the program doesn't change its own."""
        # what is adopted was made by us: there a partition's place is ours, an engine's work still its own
        kinds = self.kinds if self.known else self.kinds & OPEN_FORMATS
        unchanged = not self.known or _same(member, sides.now, sides.before)
        return bool(member.yields_in & kinds) and unchanged and not _is_empty(sides.live)

    def _undeclared(self, member: Field, sides: Sides, path: str) -> Any:
        """Another's, AWS's or an engine's value stays; what the program declared until now goes."""
        if sides.live is None:
            return None
        if _is_empty(sides.before) or member.computed or member.yields_in & self.kinds:
            return AsItIs(sides.live) if member.kind is Kind.OBJECT else sides.live
        if member.kind is Kind.OBJECT and member.shape:
            return self.structure(member.shape, sides, path) or None
        self._note(member, sides, path)
        return None

    def _note(self, member: Field, sides: Sides, path: str) -> None:
        """Notes a change of another writer that the declared value (None: its removal) writes over."""
        now, before, last_run, live = (_normal(member, side) for side in sides.all())
        if live in (now, last_run) or not self.remembered:
            return
        # where they emptied it or wrote it in another spelling, nothing of theirs is lost by a new value
        respelt = spelt(member, live) == spelt(member, last_run)
        conflict = now != before and not _is_empty(sides.live) and not respelt
        self.foreign.append(
            ForeignChange(_plain(path), sides.last_run, sides.live, sides.now, conflict=conflict)
        )

    def _keys(self, sides: Sides, path: str) -> dict[str, str] | None:
        """A map in which each key is a member of its own."""
        now, before, last_run, live = (side or {} for side in sides.all())
        engines = pointers(self.kinds) & live.keys() if path == "parameters" else frozenset()
        merged = merge_keys(live, before if self.known else None, now) | {key: live[key] for key in engines}
        for key in {**live, **now}:
            if key not in engines and (key in now or key not in merged):
                of_key = Sides(now.get(key), before.get(key), last_run.get(key), live.get(key))
                self._note(_KEY, of_key, f"{path}.{key}")
        return merged if merged or sides.now is not None or sides.live is not None else None

    def _columns(self, member: Field, shape: Shape, sides: Sides, path: str) -> list[Any] | None:
        """A list of columns, each by its name: those of others stay, behind the one they stand behind."""
        if sides.now is None and (member.computed or (_is_empty(sides.before) and self.known)):
            return None if sides.live is None else [AsItIs(column) for column in sides.live]
        if sides.now is None and sides.live is None:
            return None
        now, before, last_run, live = ({c["Name"].lower(): c for c in side or ()} for side in sides.all())
        reordered = self.known and moved(now.keys() & before.keys(), [*now], [*before])
        engines = bool(member.yields_in & self.kinds) and bool(live) and not reordered
        found: dict[str, Any] = {}
        for name, column in {**live, **now}.items():
            of_column = Sides(*(side.get(name) for side in (now, before, last_run, live)))
            merged = self._column(member, shape, of_column, f"{path}.{column['Name']}", engines)
            if merged is not None:
                found[name] = merged
        self._note_order(sides, (now, before, last_run, live), path, engines)
        return [found[name] for name in merged_order([*now], [*live], found, engines=engines)]

    def _column(self, member: Field, shape: Shape, sides: Sides, path: str, engines: bool) -> Any:
        """One column; None where it is to go or, as its engine has it, stays away."""
        if sides.now is None:
            if self._is_others(member, sides):
                return AsItIs(sides.live)
            self._note(member, _listed(sides), path)
            return None
        if sides.live is not None:
            return self.structure(shape, sides, path)
        if sides.last_run is not None:
            if engines and _same(member, [sides.now], [sides.before or {}]):
                return None
            self._note(member, _listed(sides), path)
        return sides.now

    def _is_others(self, member: Field, sides: Sides) -> bool:
        if member.exact:
            return False
        if self.known:
            return sides.before is None
        return glue_parameters.COLUMN_PARAMETER not in (sides.live.get("Parameters") or {})

    def _note_order(self, sides: Sides, by_name: tuple[Members, ...], path: str, engines: bool) -> None:
        """Notes that another writer moved columns, where the program's order is written."""
        now, before, last_run, live = by_name
        common = [name for name in now if name in last_run and name in live]
        if (
            engines
            or not self.remembered
            or not moved(common, [*live], [*last_run])
            or not moved(common, [*live], [*now])
        ):
            return
        was, found, wanted = (
            [c["Name"] for c in side or ()] for side in (sides.last_run, sides.live, sides.now)
        )
        conflict = moved(common, [*now], [*before])
        self.foreign.append(ForeignChange(_plain(path), was, found, wanted, conflict=conflict))


_KEY = Field("key")


def _plain(path: str) -> str:
    """The path as people read it: columns without what holds them."""
    return path.removeprefix("storageDescriptor.") if path.startswith("storageDescriptor.columns") else path


def _listed(sides: Sides) -> Sides:
    """A column as a list of one, which is what its list's field describes."""
    return Sides(*(None if side is None else [side] for side in sides.all()))


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {}, 0, False)


def _normal(member: Field, value: Any) -> Any:
    if member.shape is not None and value:
        shape = member.shape
        plain = (
            to_outputs(shape, value) if member.kind is Kind.OBJECT else [to_outputs(shape, v) for v in value]
        )
        return normal_value(member, plain)
    return normal_value(member, value)


def _same(member: Field, one: Any, other: Any) -> bool:
    return bool(_normal(member, one) == _normal(member, other))
