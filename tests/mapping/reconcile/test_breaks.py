"""What an import's changes mean for readers: a break is a warning with its own code, the rest is info."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.language.findings import Severity, exit_status
from tests.support.exports import STRING, entity, rules_of
from tests.support.reimport import codes, columns_in, import_into, rewrite

INTEGER = {"type": "cds.Integer"}
SMALL = {"type": "cds.Int16"}
AMOUNT = {"type": "cds.Decimal", "precision": 15, "scale": 2}
LESS = {"type": "cds.Decimal", "precision": 13, "scale": 2}
BEFORE = {"id": INTEGER, "amount": AMOUNT, "phone": STRING}

CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("a narrower integer", {**BEFORE, "id": SMALL}, ["CHG203"]),
    ("a narrower decimal", {**BEFORE, "amount": LESS}, ["CHG203"]),
    ("a column that is gone", {"id": INTEGER, "amount": AMOUNT}, ["CHG101"]),
    ("text instead of a number", {**BEFORE, "id": STRING}, ["CHG204"]),
    ("all at once", {"id": SMALL, "amount": LESS}, ["CHG101", "CHG203", "CHG203"]),
    ("another column", {**BEFORE, "note": STRING}, []),
    ("another label", {**BEFORE, "phone": {**STRING, "@EndUserText.label": "Phone"}}, []),
]


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize(("after", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_break_is_a_warning_and_the_spec_is_written(
    specs: Path, after: dict[str, Any], expected: list[str], edited: bool
) -> None:
    import_into(specs, {"T": entity(BEFORE)})
    if edited:
        rewrite(specs / "sales" / "t.yaml", ("columns:", "# theirs\ncolumns:"))
    outcome = import_into(specs, {"T": entity(after)})
    breaks = [f for f in outcome.findings if f.code.startswith("CHG")]
    assert sorted(f.code for f in breaks) == expected
    assert {f.severity for f in breaks} <= {Severity.WARNING}
    assert exit_status(outcome.findings) == 0
    assert exit_status(outcome.findings, strict=True) == bool(expected)
    assert "IMP011" in codes(outcome)
    assert list(columns_in(specs / "sales" / "t.yaml")) == [*after]


def test_a_break_names_who_suffers_the_place_and_what_to_do(specs: Path) -> None:
    import_into(specs, {"T": entity(BEFORE)})
    outcome = import_into(specs, {"T": entity({**BEFORE, "amount": LESS})})
    (found,) = [f for f in outcome.findings if f.code == "CHG203"]
    assert found.message.startswith("column amount: decimal(15,2) -> decimal(13,2)")
    assert any(reader in found.message for reader in ("Athena", "Spark", "Redshift"))
    assert found.remedy
    line = (specs / "sales" / "t.yaml").read_text("utf-8").splitlines()[found.line - 1]
    assert "amount" in line


def test_readers_of_the_database_count(specs: Path) -> None:
    import_into(specs, {"T": entity(BEFORE)})
    database = specs / "sales" / "database.yaml"
    database.write_text(database.read_text("utf-8") + "defaults:\n  readers: [spark-4.0]\n", "utf-8")
    outcome = import_into(specs, {"T": entity({**BEFORE, "id": {"type": "cds.Integer64"}})})
    assert not [f for f in outcome.findings if f.code.startswith("CHG")]  # Spark 4.0 widens as it reads
    outcome = import_into(specs, {"T": entity({**BEFORE, "id": INTEGER})})
    assert [f.code for f in outcome.findings if f.code.startswith("CHG")] == ["CHG203"]


def test_a_spec_of_people_that_is_no_spec_any_more_is_not_judged(specs: Path) -> None:
    import_into(specs, {"T": entity(BEFORE)})
    rewrite(specs / "sales" / "t.yaml", ("type: int,", "type: no such type,"))
    outcome = import_into(specs, {"T": entity({**BEFORE, "note": STRING})})
    assert [f.code for f in outcome.findings if f.code.startswith("CHG")] == []


def test_a_column_of_the_same_element_is_renamed_and_not_dropped(specs: Path) -> None:
    import_into(specs, {"T": entity(BEFORE)})
    rules = rules_of("columns: [{objects: '*/*', columns: phone, rename: telephone}]")
    outcome = import_into(specs, {"T": entity(BEFORE)}, rules=rules)
    (found,) = [f for f in outcome.findings if f.code.startswith("CHG")]
    assert found.code == "CHG102"
    assert found.message.startswith("column phone: renamed phone -> telephone")
    assert list(columns_in(specs / "sales" / "t.yaml")) == ["id", "amount", "telephone"]
