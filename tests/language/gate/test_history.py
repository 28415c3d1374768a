"""Runs that were cut short, and changes that take back earlier ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.language.gate.history import begun, following
from catalog.language.gate.record import Record, decoded, encoded

from .stacks import codes, declared, judged
from .test_review import KEYS, UNTIL, amount, orders, step

X = {"name": "x", "type": "string"}
ROLLBACK = "to take back an earlier change: catalog rollback sales.orders --to COMMIT"


def with_columns(*columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return orders(columns=[{"name": "id", "type": "string"}, *columns], **more)


def half(before: Any, failed: Any) -> Record:
    """The record that is left of a run that began to make `failed` of `before`."""
    record = begun(failed.record(), before.record())
    assert record is not None
    assert decoded(encoded(record)) == record
    return record


def test_a_run_that_changes_nothing_leaves_the_record_as_it_is(tmp_path: Path) -> None:
    one, other = declared(tmp_path / "a", amount("int")), declared(tmp_path / "b", amount("int"))
    assert begun(other.record(), one.record()) is None
    assert following(other.record(), one.record()) == one.record()


@pytest.mark.parametrize("applied", ["a", "b"], ids=["nothing of it", "all of it"])
def test_a_column_of_a_run_that_failed_is_ours_if_it_was_made(tmp_path: Path, applied: str) -> None:
    made = {"a": declared(tmp_path / "a", with_columns()), "b": declared(tmp_path / "b", with_columns(X))}
    record = half(made["a"], made["b"])
    assert codes(judged(made[applied], made["b"], record=record)) == []
    dropped = judged(made[applied], declared(tmp_path / "c", with_columns()), record=record)
    assert codes(dropped) == ([("error", "CHG101")] if applied == "b" else [])


def test_a_type_of_a_run_that_failed_is_what_the_state_has(tmp_path: Path) -> None:
    narrow = step("CHG203", "int", "tinyint")
    one, other = declared(tmp_path / "a", amount("int")), declared(tmp_path / "b", amount("tinyint", narrow))
    record = half(one, other)
    again = declared(tmp_path / "c", amount("tinyint"))  # without its entry
    assert codes(judged(one, again, record=record)) == [("error", "CHG203")]
    assert codes(judged(other, again, record=record)) == []


def test_what_spark_added_is_others_also_after_a_run_that_failed(tmp_path: Path) -> None:
    one, other = declared(tmp_path / "a", with_columns()), declared(tmp_path / "b", with_columns(X))

    def with_theirs(outputs: Any) -> Any:
        if "storageDescriptor" not in outputs:
            return outputs
        descriptor = outputs["storageDescriptor"]
        columns = [*descriptor["columns"], {"name": "theirs", "type": "string"}]
        return {**outputs, "storageDescriptor": {**descriptor, "columns": columns}}

    assert codes(judged(other, other, record=half(one, other), refreshed=with_theirs)) == []


def test_partitions_of_a_run_that_failed_count_as_written(tmp_path: Path) -> None:
    def spec(last: str) -> dict[str, Any]:
        values = {"dt": {"from": "2026-01-01", "to": last}, "contributor": "c1"}
        return orders(partitions={"keys": KEYS, "values": values})

    few, many = (declared(tmp_path / last, spec(last)) for last in ("2026-01-02", "2026-01-05"))
    assert codes(judged(many, few, record=half(few, many))) == [("error", "CHG421")]
    assert codes(judged(few, many, record=half(few, many))) == []


def test_a_table_of_a_run_that_failed_is_known(tmp_path: Path) -> None:
    one = declared(tmp_path / "a", amount("int"))
    both = declared(tmp_path / "b", {**amount("int"), "more": {**amount("int")["orders"], "name": "more"}})
    record = half(one, both)
    assert codes(judged(both, one, record=record)) == [("error", "CHG601")]
    assert codes(judged(one, one, record=record)) == []


def test_a_revert_is_told_the_command_for_the_way_back(tmp_path: Path) -> None:
    first, added = declared(tmp_path / "a", with_columns()), declared(tmp_path / "b", with_columns(X))
    record = following(added.record(), first.record())
    (back,) = judged(added, declared(tmp_path / "c", with_columns()), record=record).findings
    assert ROLLBACK in back.remedy
    (drop,) = judged(added, declared(tmp_path / "d", with_columns()), record=added.record()).findings
    assert "catalog rollback" not in drop.remedy


def test_so_is_the_reverse_of_what_was_accepted(tmp_path: Path) -> None:
    rename = {"code": "CHG102", "from": "amount", "to": "total"}
    now = declared(tmp_path / "a", amount("int", rename, name="total", renamed_from="amount"))
    back = declared(tmp_path / "b", amount("int", renamed_from="total"))
    (found,) = judged(now, back).findings
    assert (found.code, ROLLBACK in found.remedy) == ("CHG102", True)
    moved = orders(storage={"format": "csv", "location": "s3://lake/new/"})
    accepted = {"accept": [{"code": "CHG505", "from": "s3://lake/orders/", "to": "s3://lake/new/", **UNTIL}]}
    moved["orders"]["changes"] = accepted
    (found,) = judged(declared(tmp_path / "c", moved), declared(tmp_path / "d", orders())).findings
    assert (found.code, ROLLBACK in found.remedy) == ("CHG505", True)


def test_a_drop_names_the_entry_of_removed(tmp_path: Path) -> None:
    one = declared(tmp_path / "a", {**amount("int"), "more": {**amount("int")["orders"], "name": "more"}})
    (found,) = judged(one, declared(tmp_path / "b", amount("int"))).findings
    assert "to accept it: catalog accept 'sales.more {code: CHG601}' --reason TEXT" in found.remedy
