"""Repayments of a BNPL lender by day and contributor, as files of a lake, as rows, and as specs.

Where the files lie is written out by hand, as Spark would have put them there, not computed by the code under
test. Contributors have names that don't go into a folder's name as they are; the files of 2025 have fewer
columns; and there are files that no partition names.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.lake import Lake
from tests.support.specs import write_yaml

ROOT = "s3://local-lake/bnpl/repayments"
FOLDERS = {
    "c01": "contributor=c01",
    "Kedai Runcit/Ipoh": "contributor=Kedai Runcit%2FIpoh",
    "50% off: a=b": "contributor=50%25 off%3A a%3Db",
    "O'Neil & Söhne": "contributor=O%27Neil & Söhne",
    "滙豐": "contributor=滙豐",
    None: "contributor=__HIVE_DEFAULT_PARTITION__",
}
ELSEWHERE = "c02"  # the contributor whose partitions have a location of their own
CONTRIBUTORS = [*FOLDERS, ELSEWHERE]
FIRST, LAST = date(2025, 12, 30), date(2026, 1, 3)
DAYS = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
EXCLUDED = (date(2026, 1, 2), "c01")
EMPTY = (date(2026, 1, 3), "c02")  # a partition whose files have not come yet

COLUMNS_2025 = ["repayment_id string", "order_id string", "instalment_no smallint", "amount decimal(15,2)"]
COLUMNS = [*COLUMNS_2025[:2], "instalment_no int", COLUMNS_2025[3], "channel string", "is_reversal boolean"]


class Repayment(NamedTuple):
    """A row of the table: its columns, then its partition keys."""

    repayment_id: str
    order_id: str
    instalment_no: int
    amount: Decimal
    channel: str | None
    is_reversal: bool | None
    dt: date
    contributor: str | None


def location(day: date, contributor: str | None) -> str:
    """Where the files of a partition lie."""
    if contributor == ELSEWHERE:
        return f"{ROOT}/from-partners/{day}/{contributor}/"
    return f"{ROOT}/dt={day}/{FOLDERS[contributor]}/"


def rows(day: date, contributor: str | None) -> list[Repayment]:
    """Three repayments, the last of them a reversal; before 2026 nobody recorded channels and reversals."""
    place = CONTRIBUTORS.index(contributor)
    known = day.year >= 2026
    return [
        Repayment(
            repayment_id=f"{day:%m%d}-{place}-{n}",
            order_id=f"o-{place}-{n}",
            instalment_no=n,
            amount=Decimal(100 * place + day.day) + Decimal(n) / 100,
            channel=("card", "transfer", "wallet")[n - 1] if known else None,
            is_reversal=n == 3 if known else None,
            dt=day,
            contributor=contributor,
        )
        for n in (1, 2, 3)
    ]


def filled() -> list[Repayment]:
    """The rows of all declared partitions, by ID."""
    pairs = [(day, c) for day in DAYS for c in CONTRIBUTORS if (day, c) not in (EXCLUDED, EMPTY)]
    return sorted(row for day, c in pairs for row in rows(day, c))


def write_files(lake: Lake) -> None:
    """The files of all partitions, of some that are none, and what Spark leaves beside them."""
    for day, contributor in {(row.dt, row.contributor) for row in filled()}:
        columns = COLUMNS if day.year >= 2026 else COLUMNS_2025
        lake.write(location(day, contributor), columns, [r[: len(columns)] for r in rows(day, contributor)])
    for place in STRAYS:
        lake.write(f"{ROOT}/{place}", COLUMNS, [("stray", "o", 1, Decimal(1_000_000), "card", False)])
    lake.path(f"{location(LAST, 'c01')}_SUCCESS").touch()


STRAYS = (
    "",  # the table's own folder
    "dt=2026-01-02/contributor=c01/",  # excluded
    "dt=2026-01-04/contributor=c01/",  # a day that nobody declared
    "dt=2026-01-01/contributor=c02/",  # what would be its folder by Hive's rule, but its location is another
    "dt=2026-01-01/contributor=Kedai Runcit/Ipoh/",  # not escaped
    "dt=2026-01-01/contributor=c01/_temporary/0/",  # a writer that died
)


def spec(**changed: Any) -> dict[str, Any]:
    """The table's spec, with these members of its partitions changed."""
    partitions = {
        "keys": [{"name": "dt", "type": "date"}, {"name": "contributor", "type": "string"}],
        "values": {"dt": {"from": str(FIRST), "to": str(LAST)}, "contributor": CONTRIBUTORS},
        "except": {"dt": str(EXCLUDED[0]), "contributor": EXCLUDED[1]},
        "overrides": [
            {"where": {"dt": {"from": str(FIRST), "to": "2025-12-31"}}, "columns": _columns(COLUMNS_2025)},
            {"where": {"contributor": ELSEWHERE}, "location": "from-partners/{dt}/{contributor}/"},
        ],
    }
    return {
        "kind": "Table",
        "database": "bnpl",
        "name": "repayments",
        "storage": {"format": "parquet", "location": "s3://${lake}/bnpl/repayments/"},
        "columns": _columns(COLUMNS),
        "partitions": {k: v for k, v in {**partitions, **changed}.items() if v is not None},
    }


def write_specs(folder: Path, *tables: dict[str, Any]) -> None:
    """A database with these tables."""
    write_yaml(folder / "bnpl" / "database.yaml", {"kind": "Database", "name": "bnpl", "description": "BNPL"})
    for table in tables:
        write_yaml(folder / "bnpl" / f"{table['name']}.yaml", table)


def _columns(described: list[str]) -> list[dict[str, str]]:
    return [dict(zip(("name", "type"), column.split(" ", 1), strict=True)) for column in described]
