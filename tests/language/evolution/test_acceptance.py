"""Entries of `changes.accept`: one change of one thing each, with a reason and an end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.evolution.acceptance import acceptances
from catalog.language.evolution.entries import ELSEWHERE, ENTRY_FIELDS, FORMS, HARMLESS
from catalog.language.findings import Violation
from catalog.language.specs import yaml_text

TODAY = date(2026, 11, 30)
USUAL = {"reason": "All reports cast it", "until": "2027-01-31"}


def found(*entries: dict[str, Any], today: date | None = TODAY) -> list[Violation]:
    return [*acceptances({"accept": [{**USUAL, **entry} for entry in entries]}, frozenset(), today)]


def codes(*entries: dict[str, Any]) -> list[str]:
    return [violation.code for violation in found(*entries)]


def example(code: str) -> dict[str, Any]:
    """The entry that a remedy shows for a code, read as people would paste it."""
    entry: dict[str, Any] = yaml_text.parse(f"{{code: {code}, {FORMS[code].example}}}", "example")
    return entry


@pytest.mark.parametrize("code", FORMS)
def test_the_example_of_each_code_is_an_entry_of_it(code: str) -> None:
    assert found(example(code)) == []


@pytest.mark.parametrize("code", FORMS)
def test_an_entry_without_a_field_that_it_needs_is_refused(code: str) -> None:
    whole = {k: v for k, v in example(code).items() if k not in FORMS[code].may}
    for name in FORMS[code].needs:
        (violation,) = found({k: v for k, v in whole.items() if k != name})
        assert (violation.code, violation.path) == ("SPEC038", ("changes", "accept", 0))
        assert violation.message.startswith(f"{code} without {name}")
        assert code in violation.remedy


@pytest.mark.parametrize("code", FORMS)
def test_an_entry_with_a_field_that_it_can_not_have_is_refused(code: str) -> None:
    others = {"column": "a", "parameter": "p", "from": "x", "to": "y", "values": [["a"]]}
    for name in (name for name in ENTRY_FIELDS if name not in FORMS[code].fields):
        (violation,) = found({**example(code), name: others[name]})
        assert (violation.code, violation.path[-1]) == ("SPEC038", name)


def test_a_code_is_accepted_by_an_entry_elsewhere_or_never() -> None:
    assert not {*FORMS} & HARMLESS
    assert not ({*FORMS} | HARMLESS) & {*ELSEWHERE}


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("CHG602", "breaks no reader"),
        ("CHG606", "is not accepted by an entry"),
        ("CHG607", "is not accepted by an entry"),
        ("chg201", "'chg201' found"),
        ("CHG20", "is no code of a change that breaks readers"),
        ("SPEC012", "is no code of a change that breaks readers"),
        ("all", "is no code of a change that breaks readers"),
    ],
)
def test_a_code_that_no_entry_accepts_is_refused(code: str, says: str) -> None:
    (violation,) = found({"code": code, "column": "amount", "from": "int", "to": "bigint"})
    assert (violation.code, violation.path) == ("SPEC037", ("changes", "accept", 0, "code"))
    assert says in violation.message


@pytest.mark.parametrize(
    ("entry", "code", "place", "says"),
    [
        ({"code": "CHG201", "column": "a", "from": "int", "to": "datetime"}, "SPEC012", "to", "no Glue type"),
        ({"code": "CHG101", "column": "a", "from": "text"}, "SPEC012", "from", "no Glue type"),
        ({"code": "CHG303", "column": "a.b", "from": "text"}, "SPEC012", "from", "no Glue type"),
        ({"code": "CHG402", "column": "dt", "from": "string", "to": "day"}, "SPEC012", "to", "no Glue type"),
        (
            {"code": "CHG201", "column": "a", "from": 5, "to": "int"},
            "SPEC038",
            "from",
            "a Glue type expected",
        ),
        ({"code": "CHG101", "column": "a", "from": None}, "SPEC038", "from", "nothing found"),
        ({"code": "CHG501", "from": None, "to": "csv"}, "SPEC038", "from", "nothing found"),
        ({"code": "CHG201", "column": "a", "from": "int", "to": "INTEGER"}, "SPEC038", "to", "no change"),
        ({"code": "CHG403", "from": ["dt"], "to": ["dt"]}, "SPEC038", "to", "no change"),
        ({"code": "CHG421", "values": {}}, "SPEC038", "values", "no partitions"),
    ],
)
def test_what_an_entry_says_is_a_change(entry: dict[str, Any], code: str, place: str, says: str) -> None:
    (violation,) = found(entry)
    assert (violation.code, violation.path[-1]) == (code, place)
    assert says in violation.message


def test_a_type_that_engines_of_others_know_can_be_left_behind() -> None:
    assert found({"code": "CHG209", "column": "place", "from": "geometry", "to": "string"}) == []


@pytest.mark.parametrize("code", ["CHG501", "CHG505", "CHG507", "CHG999"])
def test_a_parameter_may_come_and_go(code: str) -> None:
    named = {"code": code, "parameter": "skip.header.line.count"}
    assert found({**named, "from": None, "to": "1"}, {**named, "from": "1", "to": None}) == []
    assert found({**named, "to": "1"}, {**named, "from": "1"}) == []
    assert codes(named, {**named, "from": None}) == ["SPEC038", "SPEC038"]


def test_a_renamed_field_has_two_names_and_no_type() -> None:
    assert found({"code": "CHG303", "column": "address.zip", "from": "zip", "to": "postcode"}) == []


@pytest.mark.parametrize("until", ["2027-02-30", "soon", "20270131", "2027-W04-7", "31.01.2027", ""])
def test_an_end_that_is_no_day_is_refused(until: str) -> None:
    (violation,) = found({**example("CHG201"), "until": until})
    assert (violation.code, violation.path[-1]) == ("SPEC039", "until")


def test_a_reason_of_blanks_is_none() -> None:
    (violation,) = found({**example("CHG201"), "reason": " \t"})
    assert (violation.code, violation.path[-1]) == ("SPEC039", "reason")


@pytest.mark.parametrize(
    ("until", "past"), [("2026-11-29", True), ("2026-11-30", False), ("2026-12-01", False)]
)
def test_an_entry_counts_to_the_end_of_its_last_day(until: str, past: bool) -> None:
    assert codes({**example("CHG201"), "until": until}) == ["SPEC040"] * past


def test_where_nobody_knows_the_day_nothing_is_past() -> None:
    assert found({**example("CHG201"), "until": "2020-01-01"}, today=None) == []


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.lists(st.text(max_size=4), max_size=3)
)


@given(
    st.sampled_from([*FORMS, *HARMLESS, *ELSEWHERE, "x"]),
    st.fixed_dictionaries({}, optional=dict.fromkeys(ENTRY_FIELDS, VALUES)),
)
def test_any_entry_that_fits_the_schema_gets_findings_and_no_exception(code: str, fields: Any) -> None:
    assert {violation.path[:3] for violation in found({"code": code, **fields})} <= {("changes", "accept", 0)}
