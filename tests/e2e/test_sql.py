"""SQL through a catalog that the real engine made: the right rows, from the right partitions' files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import duckdb
import pytest

from tests.support import repayments
from tests.support.engine import Engine, catalog
from tests.support.lake import NULL, PART, Athena, Lake
from tests.support.repayments import CONTRIBUTORS, Repayment, filled, location, spec, write_specs

pytestmark = pytest.mark.sql

ALL = "SELECT * FROM repayments"
DUE = "s3://local-lake/bnpl/due"
DUE_TABLE = {
    "kind": "Table",
    "database": "bnpl",
    "name": "instalments_due",
    "storage": {"format": "parquet", "location": "s3://${lake}/bnpl/due/"},
    "columns": [{"name": "order_id", "type": "string"}, {"name": "due_amount", "type": "decimal(15,2)"}],
    "partitions": {
        "keys": [{"name": "due_on", "type": "date"}, {"name": "contributor", "type": "string"}],
        "values": {"due_on": ["2026-01-01", "2026-01-02"], "contributor": ["c01", "Kedai Runcit/Ipoh"]},
        "location": "{contributor}/day-{due_on}/",
    },
}
JOINED = """
    SELECT contributor, sum(due_amount), sum(amount) FILTER (NOT is_reversal)
    FROM instalments_due JOIN repayments USING (order_id, contributor)
    WHERE due_on = '2026-01-01' AND dt = '2026-01-01'
    GROUP BY contributor ORDER BY contributor
"""


@pytest.fixture(scope="module")
def athena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Athena]:
    """Both tables, made by `pulumi up`, over a lake with files."""
    folder = tmp_path_factory.mktemp("sql")
    write_specs(folder / "specs", spec(), DUE_TABLE)
    lake = Lake(folder / "lake")
    repayments.write_files(lake)
    with catalog() as endpoint:
        Engine(folder, folder / "specs", endpoint).up()
        yield Athena(lake, endpoint, "bnpl")


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def files_of(lake: Lake, rows: list[Repayment]) -> set[Path]:
    """The one file of each partition that has one of the rows."""
    return {lake.path(location(row.dt, row.contributor)) / PART for row in rows}


def is_of(contributor: str, row: Repayment) -> bool:
    return row.contributor == contributor


WANTED: dict[str, Callable[[Repayment], bool]] = {
    "": lambda row: True,
    "dt = '2026-01-02'": lambda row: row.dt == date(2026, 1, 2),
    "dt = '2030-01-01'": lambda row: False,
    "dt >= '2025-12-31' and contributor in ('c01', '滙豐')": lambda row: (
        row.dt >= date(2025, 12, 31) and row.contributor in ("c01", "滙豐")
    ),
    "dt between '2025-12-31' and '2026-01-01' and contributor = 'c02'": lambda row: (
        date(2025, 12, 31) <= row.dt <= date(2026, 1, 1) and row.contributor == "c02"
    ),
    "contributor like 'c0%' or dt = '2026-01-03'": lambda row: (
        (row.contributor or "").startswith("c0") or row.dt == date(2026, 1, 3)
    ),
    **{f"contributor = {quoted(c)}": partial(is_of, c) for c in CONTRIBUTORS if c},
}


@pytest.mark.parametrize("expression", WANTED)
def test_a_query_gets_just_the_rows_it_asks_for_and_opens_just_their_files(
    athena: Athena, expression: str
) -> None:
    expected = [row for row in filled() if WANTED[expression](row)]
    where = f"WHERE {expression}" if expression else ""
    found = athena.query(f"{ALL} {where} ORDER BY repayment_id", repayments=expression)
    assert found == expected
    assert athena.opened == files_of(athena.lake, expected)


def test_the_partition_of_null_has_null_for_its_key(athena: Athena) -> None:
    expected = [row for row in filled() if row.contributor is None]
    where = "WHERE contributor IS NULL ORDER BY repayment_id"
    assert athena.query(f"{ALL} {where}", repayments=f"contributor = '{NULL}'") == expected
    assert athena.opened == files_of(athena.lake, expected)
    assert athena.query(f"{ALL} {where}", repayments="") == expected


def test_files_that_no_partition_names_are_in_no_answer(athena: Athena) -> None:
    for place in repayments.STRAYS:
        assert athena.lake.path(f"{repayments.ROOT}/{place}{PART}").exists()
    found = athena.query("SELECT count(*), sum(amount) FROM repayments", repayments="")
    assert found == [(len(filled()), sum(row.amount for row in filled()))]


def test_a_query_never_meets_a_damaged_file_of_a_partition_it_does_not_need(athena: Athena) -> None:
    damaged = athena.lake.path(location(*repayments.EMPTY)) / PART
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"PAR1 and then the disk was full")
    try:
        count = "SELECT count(*) FROM repayments WHERE contributor = 'c02'"
        sound = "contributor = 'c02' and dt < '2026-01-03'"
        assert athena.query(f"{count} AND dt < '2026-01-03'", repayments=sound) == [(12,)]
        with pytest.raises(duckdb.Error, match=PART):
            athena.query(count, repayments="contributor = 'c02'")
    finally:
        damaged.unlink()
        damaged.parent.rmdir()


def test_columns_that_older_partitions_lack_read_as_null(athena: Athena) -> None:
    found = athena.query(
        """SELECT dt, count(*), count(channel), count(is_reversal), any_value(typeof(instalment_no))
        FROM repayments WHERE contributor = '滙豐' GROUP BY dt ORDER BY dt""",
        repayments="contributor = '滙豐'",
    )
    assert found == [
        (date(2025, 12, 30), 3, 0, 0, "INTEGER"),
        (date(2025, 12, 31), 3, 0, 0, "INTEGER"),
        (date(2026, 1, 1), 3, 3, 3, "INTEGER"),
        (date(2026, 1, 2), 3, 3, 3, "INTEGER"),
        (date(2026, 1, 3), 3, 3, 3, "INTEGER"),
    ]


def test_what_is_due_meets_what_was_repaid_across_two_layouts(athena: Athena) -> None:
    columns = ["order_id string", "due_amount decimal(15,2)"]
    due = {"c01/day-2026-01-01": "o-0-1", "Kedai Runcit%2FIpoh/day-2026-01-01": "o-1-1"}
    files = {
        athena.lake.write(f"{DUE}/{place}/", columns, [(order, Decimal(250))]) for place, order in due.items()
    }
    athena.lake.write(f"{DUE}/c01/day-2026-01-02/", columns, [("o-0-1", Decimal(9999))])
    found = athena.query(JOINED, instalments_due="due_on = '2026-01-01'", repayments="dt = '2026-01-01'")
    assert found == [
        ("Kedai Runcit/Ipoh", Decimal("250.00"), Decimal("101.01")),
        ("c01", Decimal("250.00"), Decimal("1.01")),
    ]
    assert files <= athena.opened
    assert len(athena.opened) == 2 + len(CONTRIBUTORS)


def test_the_next_answer_follows_the_spec(tmp_path: Path, endpoint: str) -> None:
    one_day = {"values": {"dt": "2026-01-02", "contributor": CONTRIBUTORS}, "except": {"contributor": "c01"}}
    write_specs(tmp_path / "specs", spec(**one_day))
    athena = Athena(Lake(tmp_path / "lake"), endpoint, "bnpl")
    repayments.write_files(athena.lake)
    engine = Engine(tmp_path, tmp_path / "specs", endpoint)
    engine.up()
    contributors = "SELECT dt, count(DISTINCT order_id) FROM repayments GROUP BY dt ORDER BY dt"
    assert athena.query(contributors, repayments="") == [(date(2026, 1, 2), 3 * (len(CONTRIBUTORS) - 1))]
    write_specs(tmp_path / "specs", spec(values={"dt": "2026-01-03", "contributor": ["c01", "滙豐"]}))
    engine.up()
    assert athena.query(contributors, repayments="") == [(date(2026, 1, 3), 6)]
    assert athena.query(contributors, repayments="dt = '2026-01-02'") == []
