"""`--report`: all that an import found and did, as JSON for programs or Markdown for people.

Findings that are printed once with a count are here one by one, each with its place. Pure: takes what the
import gave, gives text. The suffix of the file says which of the two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from catalog.language.findings import Finding, format_path
from catalog.language.visible import cut, line, visible_json
from mapping.specs.documents import Specs, TableFigures, TableSpec, totals
from mapping.store.writer import FileChange

from .outcome import Outcome

# Words with marks that mean nothing to Markdown; no URL, no address and no list can be made of them.
_WORDS = re.compile(r"(?!www\.)[^\W_](?:[^\W_]|[ ,;()%'\"]|[./-](?![./-])|:(?=[0-9 ]))*|", re.IGNORECASE)
_BACKTICKS = re.compile("`+")
STEP_LIMIT = 1000  # characters of a name in a place
FIGURES = ("columns", "mapped", "lossy", "unresolved")


def report(outcome: Outcome, result: str) -> dict[str, Any]:
    """All as data; `result` is the last line printed, which counts findings as they are printed."""
    coverage = outcome.coverage
    tables = outcome.specs.tables
    return {
        "result": result,
        "coverage": {
            "elements": coverage.elements,
            "carried": coverage.carried,
            "told": coverage.in_findings,
            "percent": coverage.percent,
            "missing": [
                dict(zip(("file", "definition", "element"), m, strict=True)) for m in coverage.missing
            ],
        },
        "totals": {"tables": len(tables), **_figures(totals(t.figures for t in tables))},
        "objects": [
            {"object": t.figures.source, "spec": spec_of(t, outcome.specs), **_figures(t.figures)}
            for t in tables
        ],
        "files": [{"file": str(c.path), "what": what(c)} for c in outcome.plan.changes if not c.record],
        "unchanged": outcome.plan.unchanged,
        "changes": outcome.plan.events,
        "findings": [_finding(f) for f in outcome.each or outcome.findings],
    }


def spec_of(table: TableSpec, specs: Specs) -> str:
    """Where an object's spec is, or the code of the error that it was refused for."""
    code = specs.refused.get(table.key)
    return f"(refused: {code})" if code else f"{table.database}/{table.name}"


def what(change: FileChange) -> str:
    """The one word for what happens to a file."""
    return "removed" if change.removes else "new" if change.is_new else "changed"


def _figures(figures: TableFigures) -> dict[str, int]:
    return {name: getattr(figures, name) for name in FIGURES}


def _finding(found: Finding) -> dict[str, Any]:
    steps = [cut(step, STEP_LIMIT) if isinstance(step, str) else step for step in found.path]
    place = {"file": found.file, "line": found.line, "path": steps}
    return {
        "code": found.code,
        "severity": str(found.severity),
        "message": cut(found.message),
        "todo": cut(found.remedy),
    } | {name: value for name, value in place.items() if value}


# --- as text ---


def to_json(data: dict[str, Any]) -> str:
    """The report for programs: what would not show as itself stands in it as JSON's own escape."""
    return visible_json(json.dumps(data, indent=1, ensure_ascii=False)) + "\n"


def to_markdown(data: dict[str, Any]) -> str:
    """The report for people: the same, a table a section."""
    counted = data["coverage"]
    lines = ["# Import", "", f"{data['result']}.", ""]
    lines += [
        f"Coverage: {counted['percent']:g} % of {counted['elements']} elements: {counted['carried']} in "
        f"specs, {counted['told']} in findings, {len(counted['missing'])} in neither.",
    ]
    objects = [[o[k] for k in ("object", "spec", *FIGURES)] for o in data["objects"]]
    lines += _section(
        "Elements in no spec and no finding", ("file", "definition", "element"), counted["missing"]
    )
    lines += ["", "## Objects", "", *_table(("object", "spec", *FIGURES), objects)]
    lines += _section("Files", ("file", "what"), data["files"])
    lines += _section("Changes", ("file", "what", "place", "base", "spec", "export"), data["changes"])
    columns = ("severity", "code", "file", "line", "place", "message", "todo")
    placed = [f | {"place": format_path(tuple(f["path"])) if "path" in f else ""} for f in data["findings"]]
    lines += _section("Findings", columns, placed)
    return "\n".join(lines) + "\n"


FORMATS: dict[str, Callable[[dict[str, Any]], str]] = {".json": to_json, ".md": to_markdown}


def _section(title: str, keys: Sequence[str], rows: Sequence[dict[str, Any]]) -> list[str]:
    if not rows:
        return []
    return ["", f"## {title}", "", *_table(keys, [[row.get(key, "") for key in keys] for row in rows])]


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    lines = [f"| {' | '.join(header)} |", "|" + "---|" * len(header)]
    return lines + [f"| {' | '.join(map(_cell, row))} |" for row in rows]


def _cell(value: Any) -> str:
    """A value inside a table: one line, nothing of it read as Markdown or HTML.

    What is more than words is code: there a link, an @name, an image and a formula are nothing but text.
    """
    text = line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    if _WORDS.fullmatch(text):
        return text
    fence = "`" * (max(map(len, _BACKTICKS.findall(text)), default=0) + 1)
    blank = " " if text[0] in "` " or text[-1] in "` " else ""
    text = text.replace("\\|", "\\\\x7c").replace("|", "\\|")  # a bar ends a cell, in code too
    return f"{fence}{blank}{text}{blank}{fence}"
