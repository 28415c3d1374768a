"""Tables and columns under another name: one break, told with both names, and accepted as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.specs import DATABASE

from .stacks import codes, declared, judged
from .test_review import UNTIL, amount, orders

ENTRY = {"code": "CHG601", "from": "sales.orders", "to": "sales.bookings"}


def bookings(**more: Any) -> dict[str, Any]:
    """The same table under another name, with a column less."""
    spec = orders(columns=[{"name": "id", "type": "string"}])["orders"]
    return {"bookings": {**spec, "name": "bookings", "renamed_from": "sales.orders", **more}}


def test_a_table_under_another_name_is_one_break_with_both_names(tmp_path: Path) -> None:
    (found,) = judged(declared(tmp_path / "a", amount("int")), declared(tmp_path / "b", bookings())).findings
    assert found.code == "CHG601"
    assert found.file.endswith("sales/bookings.yaml")
    assert "~ table sales.orders: renamed sales.orders -> sales.bookings: " in found.message
    entry = "{code: CHG601, from: sales.orders, to: sales.bookings}"
    assert f"catalog accept 'sales.bookings {entry}' --reason TEXT" in found.remedy


@pytest.mark.parametrize(
    ("entry", "found"),
    [(ENTRY, []), ({**ENTRY, "to": "sales.other"}, [("error", "CHG601")])],
    ids=["its own", "of another rename"],
)
def test_it_is_accepted_as_a_whole(tmp_path: Path, entry: dict[str, Any], found: list[Any]) -> None:
    now = declared(tmp_path / "b", bookings(changes={"accept": [{**entry, **UNTIL}]}))
    seen = judged(declared(tmp_path / "a", amount("int")), now)
    assert codes(seen) == found
    assert [each.name for each in seen.goes] == ([] if found else ["sales.orders"])


def test_a_column_of_the_same_element_of_an_export_is_renamed(tmp_path: Path) -> None:
    source = {"source": {"name": "NETWR"}}
    now = declared(tmp_path / "b", amount("int", name="net", **source))
    (found,) = judged(declared(tmp_path / "a", amount("int", **source)), now).findings
    assert "~ column amount: renamed amount -> net: " in found.message
    assert "{code: CHG102, from: amount, to: net}" in found.remedy
    other = declared(tmp_path / "c", amount("int", name="net", source={"name": "BRUTTO"}))
    apart = judged(declared(tmp_path / "d", amount("int", **source)), other)
    assert [f.code for f in apart.findings if f.code in ("CHG101", "CHG102")] == ["CHG101"]


def test_what_renamed_from_says_goes_before_the_source(tmp_path: Path) -> None:
    def columns(*named: tuple[str, str, str]) -> dict[str, Any]:
        found = [{"name": name, "type": "string", "source": {"name": source}} for name, source, _ in named]
        for column, (_, _, old) in zip(found, named, strict=True):
            column.update({"renamed_from": old} if old else {})
        return orders(columns=found)

    before = declared(tmp_path / "a", columns(("id", "ID", ""), ("b", "B", ""), ("c", "C", "")))
    now = declared(tmp_path / "b", columns(("id", "ID", ""), ("x", "B", "c")))
    told = sorted(f.message.partition(":")[2].strip() for f in judged(before, now).findings)
    assert [line.partition(": Athena")[0] for line in told] == [
        "- column b: string",
        "~ column c: renamed c -> x",
    ]


def test_where_a_database_s_later_tables_lie_breaks_nobody(tmp_path: Path) -> None:
    now = {**DATABASE, "location": "s3://lake/new/", "permissions": "iam"}
    before = declared(tmp_path / "a", amount("int"))
    assert codes(judged(before, declared(tmp_path / "b", amount("int"), database=now))) == []


def test_a_database_under_another_name_in_glue_is_a_rename_of_each_table(tmp_path: Path) -> None:
    now = {**DATABASE, "physical_name": "shop_${environment}"}
    before = declared(tmp_path / "a", amount("int"))
    (found,) = judged(before, declared(tmp_path / "b", amount("int"), database=now)).findings
    assert "renamed sales_dev.orders -> shop_dev.orders" in found.message
