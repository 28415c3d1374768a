"""Partitions of a spec with their CSV file: what is read is what the file and the block say."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.compiler import compile_specs
from catalog.language.declarations.partition_set import partition_set_declarations
from catalog.language.partitions.keys import NULL
from catalog.language.partitions.values import read
from catalog.language.specs import partitions as spec_partitions
from catalog.language.specs.partitions import rows_of
from catalog.language.stacks.settings import read_settings
from catalog.language.stacks.shards import Shard
from tests.support.specs import TABLE, table, write_project

KEYS = ("dt", "n", "name")
TYPES = ("date", "int", "string")
START = date(2026, 1, 30)
texts = st.text(st.sampled_from('a/:=% ü,"\n#'), min_size=1, max_size=4)
days = st.tuples(st.integers(0, 4), st.integers(0, 3)).map(
    lambda t: (START + timedelta(t[0]), START + timedelta(sum(t)))
)
spans = st.tuples(st.integers(-3, 3), st.integers(0, 5), st.integers(1, 3))
Naive = tuple[Any, set[str]]  # what is written, and the values that it means


def day_range(ends: tuple[date, date]) -> Naive:
    first, last = ends
    every = {(first + timedelta(n)).isoformat() for n in range((last - first).days + 1)}
    return {"from": first.isoformat(), "to": last.isoformat()}, every


def number_range(given: tuple[int, int, int]) -> Naive:
    first, length, step = given
    written = {"from": first, "to": first + length, "by": step}
    return written, {str(n) for n in range(first, first + length + 1) if (n - first) % step == 0}


SIDES: dict[str, st.SearchStrategy[Naive]] = {
    "dt": days.map(day_range) | days.map(lambda d: (d[0].isoformat(), {d[0].isoformat()})),
    "n": spans.map(number_range)
    | st.lists(st.integers(-2, 2), min_size=1).map(lambda n: (n, set(map(str, n)))),
    "name": st.lists(texts | st.none(), min_size=1, max_size=3).map(
        lambda n: (n, {NULL if t is None else t for t in n})
    ),
}


@st.composite
def products(draw: st.DrawFn, *, parts: bool = False) -> tuple[Any, list[set[str] | None]]:
    """A product as written, and the values of each key; None for a key that is left out."""
    sides = {k: draw(SIDES[k]) for k in KEYS if not parts or draw(st.booleans())}
    return {k: w for k, (w, _) in sides.items()}, [sides[k][1] if k in sides else None for k in KEYS]


rows = st.tuples(days.map(lambda d: d[0].isoformat()), st.integers(-2, 2).map(str), texts)


@given(
    st.lists(products(), max_size=3),
    st.lists(rows, max_size=3, unique=True),
    st.lists(products(parts=True).filter(lambda p: p[0]), max_size=2),
)
def test_ranges_products_tuples_and_exclusions_mean_what_they_say(
    given_products: list[Any], listed: list[tuple[str, ...]], less: list[Any]
) -> None:
    block = {
        "keys": [{"name": k, "type": t} for k, t in zip(KEYS, TYPES, strict=True)],
        "values": [*(w for w, _ in given_products), *map(list, listed)],
        "except": [w for w, _ in less],
    }
    found = read(block)
    expected = {row for _, sides in given_products for row in product(*sides)} | set(listed)
    for _, sides in less:
        expected -= {
            row for row in expected if all(s is None or v in s for v, s in zip(row, sides, strict=True))
        }
    assert found.violations == ()
    assert set(found.values) == expected
    assert len(found.values) == len(expected)


@given(st.lists(rows, max_size=6), st.permutations(KEYS))
def test_a_csv_file_means_the_same_whatever_the_order_of_its_columns(
    listed: list[tuple[str, ...]], order: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(order)
            writer.writerows([row[KEYS.index(k)] for k in order] for row in listed)
        found = rows_of(file.parent, file.name, KEYS)
        assert [row for _, row in found] == [list(row) for row in listed]
        ends = [line.count("\n") for line in ("", *(",".join(row) for row in listed))]
        assert [line for line, _ in found] == [n + 1 + sum(ends[: n + 1]) for n in range(1, len(listed) + 1)]


def test_a_tables_csv_file_is_read_once_for_checks_declaration_and_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = {**TABLE["partitions"], "values": "rows.csv"}
    root = write_project(tmp_path, {"orders": table(partitions=block)})
    (root / "catalog_specs" / "sales" / "rows.csv").write_text("dt,contributor\n2026-01-01,c01\n")
    reads: list[str] = []

    def counted(folder: Path, name: str, keys: Sequence[str]) -> list[tuple[int, list[str]]]:
        reads.append(name)
        return rows_of(folder, name, keys)

    monkeypatch.setattr(spec_partitions, "rows_of", counted)
    settings = read_settings(root, "dev")
    catalog, findings = compile_specs(root, settings)
    (declared,) = partition_set_declarations(catalog.tables[0], "shop/dev")
    assert findings == []
    assert declared.properties["values"] == [["2026-01-01", "c01"]]
    assert Shard(settings, catalog).counts() == (1, 1, 1)
    assert reads == ["rows.csv"]
