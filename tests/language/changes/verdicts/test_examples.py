"""Each example of a code of a change gives that code, and its entry is the one that accepts the change."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from catalog.language.changes.comparison import database_changes, table_changes
from catalog.language.changes.object_changes import DropDatabase, DropTable
from catalog.language.changes.verdicts.cases.codes import CODES
from catalog.language.changes.verdicts.explained import lines
from catalog.language.changes.verdicts.judge import judge, judge_objects
from catalog.language.changes.verdicts.verdict import Circumstances, Judgement, Verdict
from catalog.language.code_table import SHELL
from catalog.language.examples.changes import CATALOG_FILE, CHANGES, DATABASE_FILE, FILE
from tests.language.changes.verdicts.test_covered import declared
from tests.support.code_examples import edited

NO_EDIT = {
    "CHG106",
    "CHG209",
    "CHG515",
    "CHG607",
    "CHG610",
    "CHG999",
}  # what no edit of a spec gives alone
RENAMED = {"CHG102": {"total": "amount"}}
USUAL: dict[str, dict[str, Any]] = {
    FILE: {
        **{"kind": "Table", "database": "sales", "name": "orders"},
        "columns": [{"name": "order_id", "type": "string"}],
    },
    DATABASE_FILE: {"kind": "Database", "name": "sales"},
}


def spec(file: str, text: str) -> dict[str, Any]:
    """The whole spec of which a text has the keys that matter."""
    found = {**USUAL[file], **yaml.load(text, yaml.BaseLoader)}  # of texts alone
    if file == FILE:
        found["storage"] = {"location": "s3://lake/orders/", **found.get("storage", {})}
        for column in found["columns"]:
            column |= {key: column[key] == "true" for key in ("key", "nullable") if key in column}
    return found


def judged(code: str) -> tuple[Judgement, ...]:
    ((file, text),) = CHANGES[code].applied.items()
    (old, new) = (declared(spec(file, each))[1] for each in (text, edited(text, CHANGES[code].before[file])))
    if file == DATABASE_FILE:
        return judge_objects(database_changes(old, new))
    return judge(table_changes(old, new, RENAMED.get(code, {})), old, new, Circumstances())


def test_every_code_has_an_example_or_is_none_of_an_edit() -> None:
    assert {*CHANGES} | NO_EDIT == {*CODES}
    assert not {*CHANGES} & NO_EDIT


@pytest.mark.parametrize("code", [code for code, example in CHANGES.items() if example.applied])
def test_the_edit_gives_the_code_and_its_entry_accepts_it(code: str) -> None:
    of_code = [each for each in judged(code) if each.code == code]
    assert of_code
    ((file, edit),) = CHANGES[code].before.items()
    accepted = CHANGES[code].after[file].removeprefix(edit)
    if not accepted:
        assert {each.verdict for each in of_code} <= {Verdict.ADDITIVE, Verdict.COMPATIBLE}
        return
    (entry,) = yaml.load(accepted.replace("\n+", "\n")[1:], yaml.BaseLoader)["changes"]["accept"]
    assert {"reason", "until"} < {*entry}
    said = {key: value for key, value in entry.items() if key not in ("reason", "until")}
    broken = [each.entry for each in judged(code) if each.verdict is Verdict.BREAKING]
    assert [_as_text(one) for one in broken if one.get("code") == code] == [said]


def _as_text(value: Any) -> Any:
    """The value as a loader of texts reads it."""
    if isinstance(value, dict):
        return {key: _as_text(each) for key, each in value.items()}
    return [_as_text(each) for each in value] if isinstance(value, list | tuple) else str(value)


def test_what_goes_is_named_where_it_belongs() -> None:
    database = declared(USUAL[DATABASE_FILE])[1]
    table = declared(spec(FILE, "kind: Table"))[1]
    for code, change, file in (
        ("CHG601", DropTable(table), DATABASE_FILE),
        ("CHG606", DropDatabase(database), CATALOG_FILE),
    ):
        (found,) = judge_objects([change])
        text = CHANGES[code].after[file]
        (entry,) = yaml.safe_load(text.replace("\n+", "\n")[1:])["removed"]
        assert (found.code, found.verdict) == (code, Verdict.BREAKING)
        assert found.entry.items() <= entry.items()
        assert CHANGES[code].before[SHELL].startswith("git rm")


def test_a_line_of_a_case_has_its_formats_worst_first() -> None:
    assert [*lines("CHG104")] == [
        "a column added before others: breaking in Parquet by position, ORC, CSV; additive in Parquet, "
        "ORC by name, JSON, Avro, Iceberg and Delta"
    ]
    assert [*lines("CHG304")] == ["As CHG201 to CHG208, by the types inside"]
    assert "a column renamed: breaking in every format" in lines("CHG102")
