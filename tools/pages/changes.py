"""docs/changes.md: what a change means to who reads a table, from the table of verdicts itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from catalog.language.changes.verdicts.access import MODES
from catalog.language.changes.verdicts.cases.codes import CODES, NOTHING
from catalog.language.changes.verdicts.cases.sources import SOURCES
from catalog.language.changes.verdicts.explained import (
    FORMATS,
    INSIDE,
    INSIDE_LINE,
    WORDS,
    cases_of,
    verdict_of,
)
from catalog.language.changes.verdicts.readers import DEFAULT_READERS, READERS, shown
from catalog.language.changes.verdicts.row import ALL, Case, Row
from catalog.language.changes.verdicts.verdict import PartitionSchema, Verdict
from tools.pages.markdown import NOTE, table

HEAD = """\
# What breaks readers

You get to look up what a change of a spec means to who reads the table, and what to do about it. How a
preview tells it, and how people live with it, is in
[Changes that break readers](review-and-apply.md#changes-that-break-readers).

{note}

Each change has a code and a verdict:

- *additive*: there is something more, and who asks for nothing new sees no difference
- *compatible*: queries give what they gave
- *breaking*: a query fails, or gives other rows or values; so is what is not known here

The worst engine among the table's `readers` counts; where none are named, these are
{readers}.
`readers:` of a spec, or under `defaults:` of `database.yaml` and `catalog.yaml`, takes
{names}.
Where a run changes the format, or how columns are found, every change of a column in it is breaking.

A break is accepted by an entry in the spec of its table, in the same pull request. It names the code, the
object, and what it was and becomes; a preview prints it, and `catalog accept` writes it. It holds for this
change alone, in every stack:

```text
changes:
  accept:
    - {{code: CHG201, column: amount, from: int, to: bigint, reason: its readers agreed, until: 2027-01-31}}
```

A table that goes has its entry in `database.yaml`, a database in `catalog.yaml`, under `removed:`.
`catalog explain CHG201` prints what stands here of a code, with an example.
"""
PARTITIONS = """\
## Partitions that keep their columns

A partition in Glue has columns of its own. What stands there after a run decides, for Athena above all:
"""
SCHEMAS: Mapping[PartitionSchema, tuple[str, str]] = {
    PartitionSchema.NONE: ("no partitions", "files are read by the table's columns"),
    PartitionSchema.OLD: ("`cascade: false`", "partitions keep the columns of before"),
    PartitionSchema.NEW: ("`cascade: true`", "partitions get the columns of the table"),
    PartitionSchema.AUTO: (
        "`cascade` left out",
        "added columns and fields reach partitions, and each keeps its own type of a changed column",
    ),
    PartitionSchema.PROJECTED: ("projection", "Athena looks at the table's columns alone"),
}
LETTERS = {Verdict.ADDITIVE: "A", Verdict.COMPATIBLE: "C", Verdict.BREAKING: "**B**"}
KEY = """\
In the tables A is additive, C compatible and **B** breaking, for the default readers of a table without
partitions. ORC is by position in Athena unless `orc.column.index.access` is `false`, and by name elsewhere;
`parquet.column.index.access` does the reverse for Parquet. Below a code are the rows that a verdict comes
from, the first that fits counts. A mark says how far each can be trusted: *documented* by who makes the
reader, *read* in its source, *tried* here ([what engines read](lab.md)), or *inferred*.
"""


def page() -> str:
    """The whole page."""
    head = HEAD.format(
        note=NOTE.format(source="the table that judges"),
        readers=shown(DEFAULT_READERS),
        names=", ".join(f"`{name}`" for name in READERS),
    )
    lines = [head, PARTITIONS, *table(("declared", "after a run"), SCHEMAS.values()), KEY]
    for group in dict.fromkeys(code.group for code in CODES.values()):
        lines += [f"## {group}\n", *_overview(group)]
        for name in (name for name, code in CODES.items() if code.group == group):
            lines += _section(name)
    lines += ["## Sources\n", *table(("key", "source"), SOURCES.items())]
    return "\n".join(lines).rstrip("\n") + "\n"


def _overview(group: str) -> Iterator[str]:
    rows = []
    for name, code in CODES.items():
        if code.group != group:
            continue
        if name == INSIDE:
            rows.append((f"[{name}](#{name.lower()})", INSIDE_LINE, *("" for _ in FORMATS)))
        for case in cases_of(name):
            letters = (LETTERS[verdict_of(case, mode)] for mode in FORMATS)
            rows.append((f"[{name}](#{name.lower()})", case.title, *letters))
    yield from table(("code", "change", *FORMATS.values()), rows)


def _section(name: str) -> Iterator[str]:
    code = CODES[name]
    yield f"### {name}\n"
    yield f"{_sentence(code.meaning)} {_sentence(code.remedy)}\n"
    if code.note not in (NOTHING, code.remedy):
        yield f"Where it breaks nobody: {_sentence(code.note[0].lower() + code.note[1:])}\n"
    if name == INSIDE:
        yield f"{_sentence(INSIDE_LINE)}\n"
    for case in cases_of(name):
        yield f"*{case.title}*\n"
        yield from table(HEADINGS, map(_row, _merged(case)))


HEADINGS = ("format", "reader", "partitions", "verdict", "what happens", "source", "mark", "remedy")


def _merged(case: Case) -> list[Row]:
    """The rows of a case; those that differ in the reader alone, and follow each other, are one."""
    found: list[Row] = []
    for row in case.rows:
        before = found[-1] if found else None
        if (
            before
            and ALL not in (row.readers, before.readers)
            and replace(before, readers=row.readers) == row
        ):
            found[-1] = replace(row, readers=f"{before.readers} {row.readers}")
        else:
            found.append(row)
    return found


def _row(row: Row) -> tuple[str, ...]:
    trait = f" ({row.trait})" if row.trait else ""
    return (
        ("any" if row.modes == ALL else ", ".join(MODES[mode] for mode in row.modes.split())) + trait,
        "any" if row.readers == ALL else shown(row.readers.split()),
        ""
        if row.partitions == ALL
        else ", ".join(SCHEMAS[PartitionSchema[s]][0] for s in row.partitions.split()),
        WORDS[row.verdict],
        row.because,
        row.source,
        row.mark,
        row.remedy,
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
