"""What the gate says of a break: a finding with its place, the change, who suffers, and what to type. Pure
but for the lines of spec files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalog.language.changes.column_changes import ChangeColumnType
from catalog.language.changes.table_changes import ChangeFormat
from catalog.language.changes.verdicts.verdict import Judgement
from catalog.language.findings import Finding, Path, Severity
from catalog.language.specs.loader import Document
from catalog.language.specs.resolver import located

from .strictness import Strictness

SEVERITIES = {Strictness.ERROR: Severity.ERROR, Strictness.WARN: Severity.WARNING}
REASON_AND_UNTIL = "reason: ..., until: YYYY-MM-DD"
_PLAIN = re.compile(r"[A-Za-z0-9_./-]+(?:\([0-9]+(?:,[0-9]+)?\))?")
_LINES = 3  # of a change


def break_of_table(
    name: str,
    broken: Judgement,
    strict: Strictness,
    place: tuple[Path, Sequence[Document]],
    once: str = "",
) -> Finding:
    """`sales.orders: ~ column amount: int -> bigint: Spark 3.5 fails ...`. `once`: the day that its
    acceptance was good until.
    """
    path, documents = place
    entry = entry_text(broken.entry, REASON_AND_UNTIL)
    accept = f"to accept it: changes: {{accept: [{entry}]}}" if broken.entry else ""
    late = f"its acceptance was good until {once}" if once else ""
    remedy = "; ".join(part for part in (broken.remedy.rstrip("."), late, accept) if part)
    message = f"{name}: {changed(broken)}: {broken.reason}"
    found = Finding(broken.code, SEVERITIES[strict], message, remedy, path=path)
    return located(found, tuple(documents))


def changed(broken: Judgement) -> str:
    """The change as preview tells it, in one line; of a part of a type where in it."""
    change = broken.change
    if isinstance(change, ChangeFormat):
        return f"~ format: {change.old.name} -> {change.new.name}"
    lines = change.lines()
    of_part = isinstance(change, ChangeColumnType) and broken.path != change.column
    more = f" and {len(lines) - _LINES} more" if len(lines) > _LINES else ""
    return "; ".join(lines[:_LINES]) + more + (f" (at {broken.path})" if of_part else "")


def entry_text(entry: Mapping[str, Any], more: str) -> str:
    """An entry as it is written in a spec, on one line: `{code: CHG101, column: email, from: string}`."""
    members = [f"{key}: {_scalar(value)}" for key, value in entry.items()]
    return "{" + ", ".join([*members, more]) + "}"


def _scalar(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(k)}: {_scalar(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_scalar, value)) + "]"
    text = str(value)
    if isinstance(value, str) and (not _PLAIN.fullmatch(text) or _is_no_text(text) or "," in text):
        return json.dumps(text, ensure_ascii=False)
    return text


def _is_no_text(text: str) -> bool:
    """Whether YAML 1.2 or a reader of it may take the text for something else."""
    return (
        bool(re.fullmatch(r"[-+.0-9][-+.0-9eE_xo]*", text)) and not re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    ) or (text.lower() in ("true", "false", "null", "yes", "no", "on", "off"))


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


def heading(breaks: Iterable[Finding]) -> str:
    """`3 changes break readers, and nobody accepted them; nothing was registered`."""
    count = len([*breaks])
    what = (
        "1 change breaks readers, and nobody accepted it"
        if count == 1
        else (f"{count:,} changes break readers, and nobody accepted them")
    )
    return f"{what}; nothing was registered"
