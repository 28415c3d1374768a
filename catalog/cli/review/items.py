"""One object's changes as items: what each does, in its own words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.engine.run_log import ObjectChange, label_of
from catalog.language.changes.forms import Impact, impact_of, of_a_set
from catalog.language.glue.kinds import PARTITION_SET

FORGOTTEN = "taken out of the stack's state, stays in Glue"
OTHERWISE = "~ changed"
CUT = " more"  # at the end of a set's line that names only some of it


@dataclass(frozen=True, slots=True)
class Target:
    """An object: its stack, the name of its kind, and its own."""

    stack: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a run does to an object. `text` is '' where it is all of the object.

    `details` stand below it: why an object is replaced, say.
    """

    impact: Impact
    target: Target
    text: str = ""
    details: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The word before the object's name."""
        return label_of(self.target.kind)


def items(changes: Mapping[str, Iterable[ObjectChange]]) -> list[Item]:
    """All items of several stacks."""
    return [item for stack, some in changes.items() for one in some for item in _items(stack, one)]


def _items(stack: str, change: ObjectChange) -> Iterator[Item]:
    target = Target(stack, change.kind, change.name)
    if change.operation == "delete":
        yield _deletion(target, change)
    elif change.operation == "replace":
        told = tuple(line for line in change.lines if impact_of(line) is not Impact.PROGRESS)
        yield Item(Impact.REPLACE, target, "", told)
    else:
        found = [*_of_lines(target, change.lines)]
        if change.operation == "create":
            yield from _creation(target, found)
        else:
            yield from found or [Item(Impact.CHANGE, target, OTHERWISE)]


def _deletion(target: Target, change: ObjectChange) -> Item:
    if change.stays or any(impact_of(line) is Impact.KEPT for line in change.lines):
        return Item(Impact.NOTE, target, FORGOTTEN)
    number = f"{change.partitions:,} partition{'' if change.partitions == 1 else 's'}"
    counted = change.kind == PARTITION_SET.name and change.partitions
    return Item(Impact.DELETE, target, f"- {number}" if counted else "")


def _creation(target: Target, found: Sequence[Item]) -> Iterator[Item]:
    """A set that says which partitions it makes is not named once more."""
    lines = [replace(i, impact=Impact.CREATE) if i.impact is Impact.CHANGE else i for i in found]
    if target.kind != PARTITION_SET.name or not lines:
        yield Item(Impact.CREATE, target)
    yield from lines


def _of_lines(target: Target, lines: Sequence[str]) -> Iterator[Item]:
    one_by_one = tuple(line for line in lines if impact_of(line) is Impact.DETAIL)
    for line in lines:
        impact = impact_of(line)
        if impact is Impact.DELETE or (impact is Impact.CHANGE and of_a_set(line)[1] != line):
            removed, rest = of_a_set(line)
            if removed:
                yield Item(Impact.DELETE, target, removed, _of(one_by_one, "-") if _is_cut(removed) else ())
            if rest:
                yield Item(Impact.CHANGE, target, rest, _of(one_by_one, "+~"))
        elif impact is Impact.KEPT:
            yield Item(Impact.NOTE, target, line)
        elif impact not in (Impact.DETAIL, Impact.PROGRESS):
            yield Item(Impact.CHANGE if impact is None else impact, target, line)


def _is_cut(text: str) -> bool:
    return text.endswith(CUT)


def _of(lines: Iterable[str], signs: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line[0] in signs)
