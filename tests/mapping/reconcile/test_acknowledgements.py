"""What people acknowledged, when the export brings controls, changes them or takes them away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.language.specs.yaml_text import parse
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.renames.choice import RenameChoice
from mapping.report.outcome import Outcome
from mapping.store.writer import perform
from tests.support.exports import STRING, entity
from tests.support.reimport import import_into

USAGE = "@DataWarehouse.dataAccessControl.usage"
BY_HAND = "  acknowledged: {by: ann@shop.example, reason: Only sales reads it, until: 2027-01-31}\n"


def uses(control: str, column: str) -> dict[str, Any]:
    return {"target": control, "on": [{"ref": [column]}, "=", {"ref": [control, column]}]}


class Repository:
    def __init__(self, root: Path) -> None:
        self.root, self.spec = root, root / "specs" / "sales" / "v.yaml"

    def bring_in(self, *usage: dict[str, Any]) -> Outcome:
        definition = entity({"ID": STRING, "TEAM": STRING, "COUNTRY": STRING}, **{USAGE: list(usage)})
        return import_into(self.root / "specs", {"V": definition})

    def acknowledge(self, more: str = "") -> None:
        text = self.spec.read_text()
        head, mark, rest = text.partition("storage:")
        self.spec.write_text(head + BY_HAND.replace("}", more + "}") + mark + rest)

    @property
    def access(self) -> dict[str, Any]:
        found: dict[str, Any] = parse(self.spec.read_text(), "v.yaml").get("access", {})
        return found


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    found = Repository(tmp_path)
    found.bring_in(uses("DAC_TEAM", "TEAM"))
    return found


def told(outcome: Outcome) -> list[str]:
    return [f.message for f in outcome.findings if f.code == "MAP062"]


def test_the_same_controls_leave_it_as_it_is(repository: Repository) -> None:
    repository.acknowledge()
    before = repository.spec.read_text()
    assert told(repository.bring_in(uses("DAC_TEAM", "TEAM"))) == []
    assert repository.spec.read_text() == before


def test_a_new_control_is_not_acknowledged_and_the_old_one_stays_so(repository: Repository) -> None:
    repository.acknowledge()
    outcome = repository.bring_in(uses("DAC_TEAM", "TEAM"), uses("DAC_COUNTRY", "COUNTRY"))
    assert told(outcome) == ["DAC_COUNTRY now restricts rows in Datasphere, and is not acknowledged here"]
    assert [control["name"] for control in repository.access["controls"]] == ["DAC_TEAM", "DAC_COUNTRY"]
    assert repository.access["acknowledged"]["controls"] == {"DAC_TEAM": ["team"]}
    assert repository.access["acknowledged"]["by"] == "ann@shop.example"


def test_a_control_by_other_columns_is_acknowledged_no_more(repository: Repository) -> None:
    repository.acknowledge()
    assert told(repository.bring_in(uses("DAC_TEAM", "COUNTRY"))) != []
    assert repository.access["controls"] == [{"name": "DAC_TEAM", "columns": {"country": "COUNTRY"}}]
    assert repository.access["acknowledged"]["controls"] == {}


def test_what_people_say_themselves_it_is_about_is_not_edited(repository: Repository) -> None:
    repository.acknowledge(", controls: {DAC_TEAM: [team]}")
    assert told(repository.bring_in(uses("DAC_TEAM", "TEAM"), uses("DAC_COUNTRY", "COUNTRY"))) != []
    assert repository.access["acknowledged"]["controls"] == {"DAC_TEAM": ["team"]}


def test_a_control_that_goes_leaves_the_acknowledgement(repository: Repository) -> None:
    repository.acknowledge()
    assert told(repository.bring_in()) == []
    assert "controls" not in repository.access
    assert repository.access["acknowledged"]["by"] == "ann@shop.example"


def test_without_an_acknowledgement_nothing_is_told_of_it(repository: Repository) -> None:
    assert told(repository.bring_in(uses("DAC_TEAM", "TEAM"), uses("DAC_COUNTRY", "COUNTRY"))) == []
    assert "acknowledged" not in repository.access


def lifted(outcome: Outcome) -> list[str]:
    return [f.message for f in outcome.findings if f.code == "MAP063"]


@pytest.mark.parametrize("is_edited", [False, True])
def test_a_control_that_goes_is_a_warning_of_its_own(repository: Repository, is_edited: bool) -> None:
    if is_edited:
        repository.acknowledge()
    repository.bring_in(uses("DAC_TEAM", "TEAM"), uses("DAC_COUNTRY", "COUNTRY"))
    outcome = repository.bring_in(uses("DAC_COUNTRY", "COUNTRY"))
    assert lifted(outcome) == ["DAC_TEAM no longer restricts rows by the export: it goes out of the spec"]
    assert lifted(repository.bring_in(uses("DAC_COUNTRY", "COUNTRY"))) == []
    assert "DAC_COUNTRY" in lifted(repository.bring_in())[0]


METADATA = (
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
    '<Schema Namespace="SALES" xmlns="http://docs.oasis-open.org/odata/ns/edm"><EntityType Name="V">'
    '<Property Name="ID" Type="Edm.String"/><Property Name="TEAM" Type="Edm.String"/>'
    '<Property Name="COUNTRY" Type="Edm.String"/></EntityType><EntityContainer Name="C">'
    '<EntitySet Name="V" EntityType="SALES.V"/></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>'
)


@pytest.mark.parametrize("is_edited", [False, True])
def test_metadata_alone_leaves_the_controls_that_csn_stated(repository: Repository, is_edited: bool) -> None:
    if is_edited:
        repository.acknowledge()
    before = repository.access
    path = repository.root / "v.xml"
    path.write_text(METADATA)
    for _ in range(2):
        outcome = run_import(inputs_of([path], "SALES"), repository.root / "specs")
        perform(outcome.plan.changes)
        assert lifted(outcome) == []
        assert repository.access == before
    assert lifted(repository.bring_in()) != []


@pytest.mark.parametrize("named", ["", ", controls: {DAC_TEAM: [team], OTHER: [id]}"])
def test_an_acknowledgement_follows_a_column_that_is_renamed(repository: Repository, named: str) -> None:
    repository.acknowledge(named)
    usage = [uses("DAC_TEAM", "CREW")]
    definition = entity({"ID": STRING, "CREW": STRING, "COUNTRY": STRING}, **{USAGE: usage})
    take = RenameChoice(named={"SALES.V.TEAM": "CREW"})
    outcome = import_into(repository.root / "specs", {"V": definition}, renames=take)
    assert told(outcome) == []
    assert list(repository.access["controls"][0]["columns"]) == ["crew"]
    expected = {"DAC_TEAM": ["crew"], "OTHER": ["id"]} if named else None
    assert repository.access["acknowledged"].get("controls") == expected
