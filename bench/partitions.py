"""Partitions of one table beside boto3's batches: a cross product of days and 35 contributors.

Declared as ranges. boto3 alone sends the same batches from as many threads, and lists with the same
segments. Calls are counted by the local catalog, state is weighed.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from . import direct, terraform
from .bars import Bar, Row
from .local_catalog import catalog
from .measure import best
from .stack import Stack

CONTRIBUTORS = 35
FIRST = date(2019, 1, 1)
COLUMNS = 20
THREADS = 8
MANY = 100_000
TERRAFORM_AT = 1000  # 5,000 did not end within eight minutes
WHERE: dict[str, Any] = {"DatabaseName": "lake", "TableName": "events"}
GLUE_COLUMNS = [{"Name": f"c{n}", "Type": "string"} for n in range(COLUMNS)]
BARS: dict[tuple[str, int], tuple[Bar, ...]] = {
    ("apply from empty", 5000): (Bar(boto3=1.5, plus=4, calls=50),),
    ("apply from empty", MANY): (Bar(boto3=1.5, plus=6, provider=300, state=50),),
    ("preview, no change", MANY): (Bar(plus=4),),
    ("add one day", MANY): (Bar(plus=6, calls=1),),
}


def measure(size: int, *, with_terraform: bool = True) -> list[Row]:
    """The rows for about so many partitions, as many as make whole days."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, catalog() as endpoint:
        stack = Stack(Path(name), endpoint)
        days = size // CONTRIBUTORS
        _declare(stack, 0)
        stack.up()
        _declare(stack, days)
        found = [_counted(stack, "apply from empty", size)]
        found.append(Row("preview, no change", size, best(2, stack.unchanged)))
        refreshed = best(2, lambda: stack.unchanged("--refresh"))
        found.append(Row("preview with refresh", size, refreshed, direct.timed(_list, stack)))
        _declare(stack, days + 1)
        found.append(_counted(stack, "add one day", size))
        _declare(stack, 0)
        found.append(_counted(stack, "remove all", size))
        theirs = direct.timed(_create, stack, _rows(days))
        found[0] = replace(found[0], boto3=theirs)
        if size == TERRAFORM_AT:
            found[0] = _beside_terraform(found[0], Path(name), stack, with_terraform)
        return [replace(row, bars=BARS.get((row.work, size), ())) for row in found]


def _beside_terraform(row: Row, folder: Path, stack: Stack, with_terraform: bool) -> Row:
    rows = _rows(TERRAFORM_AT // CONTRIBUTORS)
    _delete(stack, rows)
    where = folder / "terraform", stack.endpoint
    found = terraform.partitions(*where, WHERE, GLUE_COLUMNS, rows) if with_terraform else None
    return replace(row, terraform=found or terraform.RECORDED_PARTITIONS, recorded=found is None)


def _declare(stack: Stack, days: int) -> None:
    """The spec of the table, with that many days; none: a table without partitions."""
    columns = "".join(f"- {{name: c{n}, type: string, label: Column {n}}}\n" for n in range(COLUMNS))
    last = FIRST + timedelta(days=days - 1)
    contributors = f"{{from: 1, to: {CONTRIBUTORS}, format: c%02d}}"
    values = f"{{dt: {{from: {FIRST}, to: {last}}}, contributor: {contributors}}}"
    folder = stack.folder / "specs" / "lake"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "database.yaml").write_text("kind: Database\nname: lake\nphysical_name: lake\n")
    (folder / "events.yaml").write_text(
        'kind: Table\ndatabase: lake\nname: events\nstorage: {location: "s3://lake/events/"}\n'
        f"columns:\n{columns}partitions:\n"
        "  keys: [{name: dt, type: date}, {name: contributor, type: string}]\n  warn_above: 1000000\n"
        f"  values: {values if days else '[]'}\n"
    )


def _counted(stack: Stack, work: str, size: int) -> Row:
    before = stack.writing_calls()
    measured = stack.up()
    calls = stack.writing_calls() - before
    return Row(work, size, measured, calls=calls, state=stack.state_bytes() // 1000)


def _rows(days: int) -> list[tuple[str, str]]:
    return [
        (str(FIRST + timedelta(days=d)), f"c{c:02d}") for d in range(days) for c in range(1, CONTRIBUTORS + 1)
    ]


def _create(stack: Stack, rows: list[tuple[str, str]]) -> None:
    """BatchCreatePartition for all, as boto3 alone would."""

    def send(batch: list[tuple[str, str]]) -> None:
        answer = stack.glue.batch_create_partition(PartitionInputList=[_input(r) for r in batch], **WHERE)
        assert not answer["Errors"], answer["Errors"][:1]

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(send, (rows[at : at + 100] for at in range(0, len(rows), 100))))


def _input(row: tuple[str, str]) -> Any:
    location = f"s3://lake/events/dt={row[0]}/contributor={row[1]}/"
    return {"Values": list(row), "StorageDescriptor": {"Columns": GLUE_COLUMNS, "Location": location}}


def _delete(stack: Stack, rows: list[tuple[str, str]]) -> None:
    for at in range(0, len(rows), 25):
        values: Any = [{"Values": list(row)} for row in rows[at : at + 25]]
        stack.glue.batch_delete_partition(PartitionsToDelete=values, **WHERE)


def _list(stack: Stack) -> None:
    """GetPartitions for all, in ten segments."""

    def read(number: int) -> int:
        segment: Any = {"SegmentNumber": number, "TotalSegments": 10}
        pages = stack.glue.get_paginator("get_partitions").paginate(
            Segment=segment, ExcludeColumnSchema=True, **WHERE
        )
        return sum(len(page["Partitions"]) for page in pages)

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(read, range(10)))
