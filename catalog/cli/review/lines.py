"""The review as lines: sections by what is lost, groups in them, names that are never cut where it matters.

Pure: from what became of objects to lines with their meanings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import NamedTuple

from catalog.cli.terminal.console import Meaning
from catalog.engine.run_log import ObjectChange, label_of
from catalog.language.changes.forms import Impact
from catalog.language.glue.kinds import CATALOG_TABLE, KINDS, PARTITION_SET
from catalog.language.visible import cell, line

from .groups import Group, grouped, without_values
from .items import Item, Target, items

ORDER = {kind: number for number, kind in enumerate(KINDS)}  # databases first, their tables after them
SHOWN_NAMES = 3  # of objects that lose nothing
SHOWN_LINES = 40  # of a section in which nothing is lost
INDENT = "  "


class Line(NamedTuple):
    """A line and what its colour says."""

    text: str
    meaning: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Headings before and after a run, what the lines mean, and whether something may be lost: then all
    is shown.
    """

    before: str
    after: str
    meaning: Meaning
    sign: str = "~"
    lossy: bool = False


SECTIONS: Mapping[Impact, Section] = {
    Impact.REPLACE: Section(
        "to be replaced: deleted in Glue, then made anew",
        "replaced: deleted in Glue, then made anew",
        Meaning.REMOVED,
        "+-",
        True,
    ),
    Impact.DELETE: Section("to be deleted in Glue", "deleted in Glue", Meaning.REMOVED, "-", True),
    Impact.DROP: Section("columns to be dropped", "columns dropped", Meaning.REMOVED, "-", True),
    Impact.NARROW: Section("types to become narrower", "types made narrower", Meaning.WARNING, "~", True),
    Impact.OVERWRITE: Section(
        "to be written over what others changed",
        "written over what others changed",
        Meaning.WARNING,
        "~",
        True,
    ),
    Impact.CHANGE: Section("to be changed", "changed", Meaning.CHANGED),
    Impact.CREATE: Section("to be created", "created", Meaning.ADDED, "+"),
    Impact.NOTE: Section("also", "also", Meaning.MUTED, "*"),
}


@dataclass(frozen=True, slots=True)
class View:
    """How the lines are to be: after a run or before, how wide (None: no limit), with every name or not."""

    applied: bool = False
    width: int | None = None
    verbose: bool = False
    several: bool = False  # stacks, so that names need theirs


def review(changes: Mapping[str, Sequence[ObjectChange]], view: View, only_lossy: bool = False) -> list[Line]:
    """All that a run changes, stack by name; with `only_lossy` what it removes or may lose alone."""
    found = sorted(items(changes), key=lambda item: ORDER.get(item.target.kind, len(ORDER)))
    return [
        each
        for impact, section in SECTIONS.items()
        if section.lossy or not only_lossy
        for each in _section(section, [i for i in found if i.impact is impact], view)
    ]


def _section(section: Section, found: Sequence[Item], view: View) -> Iterator[Line]:
    if not found:
        return
    heading = section.after if view.applied else section.before
    yield Line(f"{heading} ({len(found):,}):", Meaning.HEADING)
    if section.lossy:
        texts = [text for group in grouped(found) for text in _whole(section, group, view)]
    else:
        plain = found if view.verbose else without_values(found)
        texts = [*_briefly(section, grouped(plain), view)]
    most = len(texts) if section.lossy or view.verbose else SHOWN_LINES
    for text in texts[:most]:
        yield from (Line(each, section.meaning) for each in _folded(text, view.width))
    if len(texts) > most:
        more = f"... and {len(texts) - most:,} more lines: --preview --verbose shows all"
        yield Line(INDENT + more, Meaning.MUTED)


def _whole(section: Section, group: Group, view: View) -> Iterator[str]:
    """Everything: each object by name, and what there is to say of it."""
    if not group.text:
        yield from (f"{section.sign} {_named(group.kind, target, view)}" for target in group.targets)
    else:
        named = [_name(target, view) for target in group.targets]
        yield from _wrapped(f"{line(group.text)} {_of(group.kind, named)}", named, view.width)
    yield from (f"    {line(detail)}" for detail in group.details)


def _briefly(section: Section, groups: Iterable[Group], view: View) -> Iterator[str]:
    """What many objects have in common first, then each other object with what is its own."""
    single: dict[Target, list[str]] = {}
    for group in groups:
        if len(group.targets) > 1:
            yield from _common(section, group, view)
        else:
            single.setdefault(group.targets[0], []).extend((group.text, *group.details))
    for target, texts in single.items():
        yield f"{section.sign} {_named(target.kind, target, view)}"
        yield from (f"    {line(text)}" for text in texts if text)


def _common(section: Section, group: Group, view: View) -> Iterator[str]:
    named = [_name(target, view) for target in group.targets]
    head = line(group.text) if group.text else f"{section.sign} {_counted(group, named)}:"
    where = _of(group.kind, named) if group.text else ""
    if view.verbose:
        yield from _wrapped(f"{head} {where}", named, view.width)
    elif _fits(f"{head} {where}{named[0]}, ...", view.width):
        yield f"{head} {where}" + _first(named, view.width, len(f"{INDENT}{head} {where}"))
    else:
        yield head
        yield f"    {where}" + _first(named, view.width, len(f"{INDENT}    {where}"))
    yield from (f"    {line(detail)}" for detail in group.details)


def _counted(group: Group, named: Sequence[str]) -> str:
    """`1,000 tables in 3 databases`."""
    number = f"{len(named):,} {_plural(group.kind)}"
    databases = {(target.stack, target.name.partition(".")[0]) for target in group.targets}
    inside = group.kind == CATALOG_TABLE.name and len(databases) > 1
    return f"{number} in {len(databases):,} databases" if inside else number


def _of(kind: str, named: Sequence[str]) -> str:
    """`in table `, `in 499 tables: `, to stand before the names."""
    word, where = (CATALOG_TABLE.name, "of") if kind == PARTITION_SET.name else (kind, "in")
    return f"{where} {label_of(word)} " if len(named) == 1 else f"{where} {len(named):,} {_plural(word)}: "


def _plural(kind: str) -> str:
    return KINDS[kind].plural if kind in KINDS else f"{kind}s"


def _named(kind: str, target: Target, view: View) -> str:
    return f"{label_of(kind)} {_name(target, view)}"


def _name(target: Target, view: View) -> str:
    return f"{line(target.name)} ({cell(target.stack)})" if view.several else line(target.name)


def _first(named: Sequence[str], width: int | None, before: int) -> str:
    """As many of the first names as there is room for, one at least."""
    shown = min(SHOWN_NAMES, len(named))
    while shown > 1 and width is not None and before + len(_listed(named, shown)) > width:
        shown -= 1
    return _listed(named, shown)


def _listed(named: Sequence[str], most: int) -> str:
    return ", ".join(named[:most]) + (", ..." if len(named) > most else "")


def _fits(text: str, width: int | None) -> bool:
    return width is None or len(INDENT) + len(text) <= width


def _folded(text: str, width: int | None) -> list[str]:
    """A line as lines that fit, broken between words: values may be long."""
    if _fits(text, width):
        return [INDENT + text]
    margin = INDENT + " " * (len(text) - len(text.lstrip()))
    return wrap(
        margin + text.lstrip(), width or 0, subsequent_indent=f"{margin}    ",
        break_long_words=False, break_on_hyphens=False, replace_whitespace=False,
    )  # fmt: skip


def _wrapped(head: str, named: Sequence[str], width: int | None) -> Iterator[str]:
    """All names; a line breaks between two of them only."""
    text = head + named[0]
    for name in named[1:]:
        text += ","
        if width is not None and len(INDENT) + len(text) + 2 + len(name) > width:
            yield text
            text = f"    {name}"
        else:
            text += f" {name}"
    yield text
