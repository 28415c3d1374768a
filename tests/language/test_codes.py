"""The tables of codes: complete, and no finding differs from them."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from catalog.aws.known_keys import KNOWN
from catalog.cli.frame.overview import ROWS
from catalog.language.changes.verdicts.explained import CODES as OF_CHANGES
from catalog.language.code_table import Code
from catalog.language.codes import CODES, finding
from catalog.language.findings import Severity
from catalog.language.stacks.settings import KEYS
from mapping.diagnostics.codes import CODES as OF_IMPORT

# Files of a project, of the folder of specs, of import.
FILES = re.compile(
    r"Pulumi\.yaml|Pulumi\.<stack>\.yaml|catalog_(?:rules|context)\.yaml|database\.yaml|catalog\.yaml|\.?import\.json|"
    r"(?:catalog_specs/)?<database>/<table>\.yaml|\.yaml"
)
OF_OTHERS = {"--secret", "--definitions"}  # options of Pulumi, and of the Datasphere CLI
ROOT = Path(__file__).resolve().parents[2]
ALL: Mapping[str, Code] = {**CODES, **OF_IMPORT, **OF_CHANGES}
COMMANDS = ROOT / "catalog" / "cli" / "commands"
OPTIONS = OF_OTHERS.union(
    *(re.findall(r'"(--[a-z-]+)"', file.read_text("utf-8")) for file in COMMANDS.glob("*.py"))
)
EMPTY = re.compile(  # a remedy that leaves open what to type
    r"(?:Correct|Fix|Repair|Check) (?:it|this|that|them|these|the (?:value|name|URI|error|file|problem)s?)\b"
)
WORDS = re.compile(
    r"(?:Write|Remove|Rename|Move|Put|Name|Run|Set|Add|Use|Make|Keep|Give|Choose|Shorten|Import|Export|Download|Save|"
    r"Mend|Change|Break|Bring|Flatten|Deploy|Do|If|Where|Nothing)\b"
)


def test_the_codes_of_the_table_are_those_that_the_modules_use() -> None:
    tables = ROOT / "catalog" / "language" / "codes.py", ROOT / "catalog" / "language" / "examples"
    files = [f for f in (ROOT / "catalog").rglob("*.py") if f != tables[0] and tables[1] not in f.parents]
    pattern = re.compile(r'"((?:LINT|LIVE|PROJ|SPEC|STACK)\d{3})"')
    used = {code for f in files for code in pattern.findall(f.read_text("utf-8"))}
    assert used == {*CODES}


@pytest.mark.parametrize("code", ALL)
def test_a_code_has_a_meaning_and_a_remedy_that_says_what_to_do(code: str) -> None:
    row = ALL[code]
    assert [other for other, one in ALL.items() if one.meaning == row.meaning] == [code]
    assert WORDS.match(row.remedy)
    assert not EMPTY.search(row.remedy)
    assert not row.remedy.endswith(".")


def remedies() -> list[str]:
    """Every text in the code of both rooms that reads as an empty remedy, with its file."""
    found = []
    for room in ("catalog", "mapping"):
        for file in (ROOT / room).rglob("*.py"):
            texts = re.findall(r'"((?:[^"\\]|\\.)*)"', file.read_text("utf-8"))
            found += [f"{file.relative_to(ROOT)}: {text}" for text in texts if re.match(EMPTY, text)]
    return found


def test_no_remedy_says_that_something_is_to_be_corrected_and_not_how() -> None:
    assert remedies() == []


@pytest.mark.parametrize("code", ALL)
def test_a_remedy_names_files_and_keys_that_there_are(code: str) -> None:
    remedy = ALL[code].remedy
    files = re.findall(r"\b[\w.<>/-]+\.(?:yaml|json|py)\b", remedy)
    assert [f for f in files if not FILES.fullmatch(f)] == []
    settings = re.findall(r"catalog:(\w+)", remedy)
    assert {*settings} <= {*KEYS}
    assert {*re.findall(r"aws:(\w+)", remedy)} <= KNOWN
    assert {*re.findall(r"catalog ([a-z]+)\b", remedy)} <= {*ROWS}
    assert {*re.findall(r"--[a-z]+", remedy)} <= OPTIONS


def test_a_finding_has_the_severity_of_its_code() -> None:
    assert finding("SPEC020", "m").severity is Severity.ERROR
    assert finding("SPEC031", "m").severity is Severity.WARNING


def test_a_teams_own_rule_alone_gives_another_severity() -> None:
    assert finding("LINT001", "m").severity is Severity.WARNING
    assert finding("LINT001", "m", severity=Severity.ERROR).severity is Severity.ERROR
    with pytest.raises(ValueError, match="SPEC017 is never of severity error"):
        finding("SPEC017", "m", severity=Severity.ERROR)


def test_a_code_that_the_table_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="SPEC999"):
        finding("SPEC999", "m")
