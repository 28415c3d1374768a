"""What the gate says of a break: a finding with its place, the change, who suffers, and what to type. Pure
but for the lines of spec files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from shlex import quote
from typing import Any

from catalog.language.changes.column_changes import ChangeColumnType
from catalog.language.changes.finding_text import finding_text
from catalog.language.changes.table_changes import ChangeFormat
from catalog.language.changes.verdicts.verdict import Judgement
from catalog.language.findings import Finding, Path, Severity
from catalog.language.specs.loader import Document
from catalog.language.specs.resolver import located

from .strictness import Strictness

SEVERITIES = {Strictness.ERROR: Severity.ERROR, Strictness.WARN: Severity.WARNING}
WAY_BACK = "to take back an earlier change: catalog rollback {} --to COMMIT"
IN_THE_WAY = "LIVE"  # codes of what is there already
_LINES = 3  # of a change


def break_of_table(
    name: str,
    broken: Judgement,
    strict: Strictness,
    place: tuple[Path, Sequence[Document]],
    once: str = "",
    *,
    is_way_back: bool = False,
) -> Finding:
    """`sales.orders: ~ column amount: int -> bigint: Spark 3.5 fails ...`. `once`: the day that its
    acceptance was good until; `is_way_back`: the table may have been so before.
    """
    path, documents = place
    late = f"its acceptance was good until {once}" if once else ""
    back = WAY_BACK.format(name) if is_way_back else ""
    remedy = said_after(broken.remedy, late, back, to_accept(name, broken.entry))
    message = f"{name}: {changed(broken)}: {broken.reason}"
    found = Finding(broken.code, SEVERITIES[strict], message, remedy, path=path)
    return located(found, tuple(documents))


def said_after(remedy: str, *more: str) -> str:
    """A remedy with what else there is to say, each where it says something."""
    return "; ".join(part for part in (remedy.rstrip("."), *more) if part)


def to_accept(name: str, entry: Mapping[str, Any]) -> str:
    """The command that writes the entry which accepts a break: to be pasted as it is."""
    if not entry:
        return ""
    return f"to accept it: catalog accept {quote(finding_text(name, entry))} --reason TEXT"


def changed(broken: Judgement) -> str:
    """The change as preview tells it, in one line; of a part of a type where in it."""
    change = broken.change
    if isinstance(change, ChangeFormat):
        return f"~ format: {change.old.name} -> {change.new.name}"
    lines = change.lines()
    of_part = isinstance(change, ChangeColumnType) and broken.path != change.column
    more = f" and {len(lines) - _LINES} more" if len(lines) > _LINES else ""
    return "; ".join(lines[:_LINES]) + more + (f" (at {broken.path})" if of_part else "")


def path_of(broken: Judgement, data: Mapping[str, Any]) -> Path:
    """Where in the table's spec a break comes from: the thing itself, or the block that lacks it."""
    column = broken.path.partition(".")[0].partition("[")[0]
    at = next((i for i, c in enumerate(data.get("columns") or ()) if c.get("name") == column), None)
    if at is not None and broken.code.startswith(("CHG1", "CHG2", "CHG3", "CHG6")):
        return ("columns", at)
    group = broken.code[:4]
    paths: Mapping[str, Path] = {"CHG4": ("partitions", "keys"), "CHG5": ("storage",)}
    if broken.code in ("CHG421", "CHG422"):
        return ("partitions", "values")
    if broken.code in ("CHG411", "CHG412"):
        return ("partitions", "projection")
    if broken.code == "CHG505":
        return ("storage", "location")
    if broken.path in (data.get("parameters") or {}):
        return ("parameters", broken.path)
    return paths.get(group, ("columns",) if group in ("CHG1", "CHG2", "CHG3") else ("name",))


def heading(refusals: Iterable[Finding]) -> str:
    """`3 changes break readers, and nobody accepted them; nothing was registered`, with what else refuses."""
    found = [*refusals]
    there = sum(f.code.startswith(IN_THE_WAY) for f in found)
    count = len(found) - there
    parts = []
    if count:
        whom = "1 change breaks readers, and nobody accepted it"
        many = f"{count:,} changes break readers, and nobody accepted them"
        parts.append(whom if count == 1 else many)
    if there:
        parts.append(
            "1 object is in Glue already" if there == 1 else f"{there:,} objects are in Glue already"
        )
    hint = ". Entries belong into the same pull request; more of each: catalog explain CODE" if count else ""
    return f"{'; '.join(parts)}; nothing was registered{hint}"
