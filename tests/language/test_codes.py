"""The table of codes: complete, and no finding differs from it."""

import re
from pathlib import Path

import pytest

from catalog.language.codes import CODES, finding
from catalog.language.findings import Severity

ROOM = Path(__file__).resolve().parents[2] / "catalog"


def test_the_codes_of_the_table_are_those_that_the_modules_use() -> None:
    sources = [file.read_text("utf-8") for file in ROOM.rglob("*.py") if file.name != "codes.py"]
    used = {code for text in sources for code in re.findall(r'"((?:LINT|PROJ|SPEC|STACK)\d{3})"', text)}
    assert used == {*CODES}


@pytest.mark.parametrize("code", CODES)
def test_a_code_has_a_severity_and_a_meaning_of_its_own(code: str) -> None:
    severities, meaning = CODES[code]
    assert severities
    assert [other for other, (_, said) in CODES.items() if said == meaning] == [code]


def test_a_finding_has_the_first_severity_of_its_code_unless_it_asks_for_another() -> None:
    assert finding("SPEC020", "m").severity is Severity.ERROR
    assert finding("SPEC020", "m", severity=Severity.WARNING).severity is Severity.WARNING
    assert finding("SPEC017", "m").severity is Severity.WARNING


def test_a_severity_that_the_table_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="SPEC017 is never of severity error"):
        finding("SPEC017", "m", severity=Severity.ERROR)


def test_a_code_that_the_table_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="SPEC999"):
        finding("SPEC999", "m")
