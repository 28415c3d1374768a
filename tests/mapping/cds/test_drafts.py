"""Drafts of a service: what apps keep of unsaved changes is in no spec, and told once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mapping.odata.test_reader import imported as service
from tests.support.exports import Imported, imported

FLAGS = (
    '<Property Name="IsActiveEntity" Type="Edm.Boolean" Nullable="false" DefaultValue="true"/>'
    '<Property Name="HasActiveEntity" Type="Edm.Boolean" Nullable="false"/>'
    '<Property Name="HasDraftEntity" Type="Edm.Boolean" Nullable="false"/>'
)
KEY = (
    '<Key><PropertyRef Name="Plant"/><PropertyRef Name="IsActiveEntity"/></Key>'
    '<Property Name="Plant" Type="Edm.String" MaxLength="4" Nullable="false"/>'
)
OTHER = '<Property Name="Text" Type="Edm.String" MaxLength="40"/>'
NODE = '<Annotation Term="C.DraftNode"><Record/></Annotation>'
ADMINISTRATIVE = (
    '<EntityType Name="{0}"><Key><PropertyRef Name="DraftUUID"/></Key>'
    '<Property Name="DraftUUID" Type="Edm.Guid" Nullable="false"/>'
    '<Property Name="LastChangedByUser" Type="Edm.String" MaxLength="12"/></EntityType>'
)
LEADS = '<NavigationProperty Name="DraftAdministrativeData" Type="Self.{}"/>'
SIBLING = '<NavigationProperty Name="SiblingEntity" Type="Self.Plant"/>'


def plant(*members: str, name: str = "Plant") -> str:
    return f'<EntityType Name="{name}">{KEY}{FLAGS}{OTHER}{"".join(members)}</EntityType>'


def keys(found: Imported) -> list[str]:
    return [name for name, column in found.columns().items() if column.get("key")]


@pytest.mark.parametrize(
    "enabled",
    [
        plant(NODE),
        plant() + '<Annotations Target="Self.Plant"><Annotation Term="C.DraftRoot"/></Annotations>',
        plant() + '<EntityContainer Name="All"><EntitySet Name="Plants" EntityType="Self.Plant">'
        '<Annotation Term="C.DraftRoot"><Record><PropertyValue Property="EditAction" String="Edit"/></Record>'
        "</Annotation></EntitySet></EntityContainer>",
        plant(LEADS.format("DraftAdministrativeData"), SIBLING)
        + ADMINISTRATIVE.format("DraftAdministrativeData"),
        plant(LEADS.format("I_DraftAdministrativeDataType"))
        + ADMINISTRATIVE.format("I_DraftAdministrativeDataType"),
    ],
)
def test_a_draft_enabled_entity_has_the_columns_and_the_key_of_its_saved_rows(enabled: str) -> None:
    found = service(enabled)
    assert len(found.tables) == 1
    assert (keys(found), [*found.columns()]) == (["plant"], ["plant", "text"])
    assert "relationships" not in found.table
    assert len(found.messages("EDM009")) == 1
    assert "MAP012" not in found.codes()


def test_columns_that_are_merely_called_so_stay() -> None:
    found = service(plant())
    assert keys(found) == ["plant", "isactiveentity"]
    assert {"isactiveentity", "hasactiveentity", "hasdraftentity"} <= {*found.columns()}
    assert "EDM009" not in found.codes()


def test_a_column_of_another_type_stays_in_a_draft_enabled_entity() -> None:
    body = plant(NODE).replace(
        'Name="HasDraftEntity" Type="Edm.Boolean"', 'Name="HasDraftEntity" Type="Edm.String"'
    )
    assert [*service(body).columns()] == ["plant", "hasdraftentity", "text"]


def test_messages_about_drafts_are_no_column() -> None:
    messages = (
        '<Property Name="DraftMessages" Type="Collection(Self.DRAFT_DraftAdministrativeData_DraftMessage)"/>'
    )
    kind = '<ComplexType Name="DRAFT_DraftAdministrativeData_DraftMessage">' + OTHER + "</ComplexType>"
    assert [*service(plant(NODE, messages) + kind).columns()] == ["plant", "text"]


def test_a_table_that_is_called_as_administrative_data_stays_without_drafts() -> None:
    found = service(ADMINISTRATIVE.format("DraftAdministrativeData"))
    assert len(found.tables) == 1


def test_draft_enabled_entities_are_joined_by_their_own_key_alone() -> None:
    constraints = (
        '<ReferentialConstraint Property="IsActiveEntity" ReferencedProperty="IsActiveEntity"/>'
        '<ReferentialConstraint Property="Text" ReferencedProperty="Plant"/>'
    )
    navigation = f'<NavigationProperty Name="to_Plant" Type="Self.Plant">{constraints}</NavigationProperty>'
    found = service(plant(NODE) + plant(NODE, navigation, name="Stock"))
    spec = next(s for name, s in found.tables.items() if "stock" in str(name))
    assert [r["on"] for r in spec["relationships"]] == [{"text": "plant"}]


def test_an_entity_without_drafts_is_joined_by_the_key_of_saved_rows_from_both_sides() -> None:
    flag = '<ReferentialConstraint Property="IsActiveEntity" ReferencedProperty="IsActiveEntity"/>'
    key = '<ReferentialConstraint Property="Plant" ReferencedProperty="Plant"/>'
    to, back = (
        f'<NavigationProperty Name="to_{name}" Type="Self.{name}">{flag}{key}</NavigationProperty>'
        for name in ("Help", "Plant")
    )
    found = service(plant(NODE, to) + plant(back, name="Help"))
    joins = [r["on"] for spec in found.tables.values() for r in spec["relationships"]]
    assert joins == [{"plant": "plant"}, {"plant": "plant"}]
    assert "MAP014" not in found.codes()


# --- CSN ---


def csn(annotations: dict[str, Any], elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    own = {"Nr": {"key": True, "type": "cds.Integer"}, **elements}
    return {"Tour": {"kind": "entity", **annotations, "elements": own}, **more}


FLAG = {"type": "cds.Boolean", "key": True}


@pytest.mark.parametrize(
    "annotations",
    [{"@odata.draft.enabled": True}, {"@Common.DraftNode.PreparationAction": "draftPrepare"}],
)
def test_csn_compiled_for_odata_is_the_table_that_the_model_is(annotations: dict[str, Any]) -> None:
    drafts = {
        "IsActiveEntity": FLAG,
        "HasDraftEntity": {"type": "cds.Boolean"},
        "DraftAdministrativeData": {"type": "cds.Association", "target": "DRAFT.DraftAdministrativeData"},
        "DraftAdministrativeData_DraftUUID": {"type": "cds.UUID"},
        "SiblingEntity": {"type": "cds.Association", "target": "Tour"},
    }
    stop = {
        "kind": "entity",
        "elements": {
            "Stop": {"key": True, "type": "cds.Integer"},
            "tour": {
                "type": "cds.Association",
                "target": "Tour",
                "keys": [{"ref": ["Nr"]}, {"ref": ["IsActiveEntity"]}],
            },
        },
    }
    found = imported(csn(annotations, drafts, Stop=stop))
    stops, tour = found.tables.values()
    assert [c["name"] for c in tour["columns"]] == ["nr"]
    assert [c["name"] for c in stops["columns"]] == ["stop", "tour_nr"]
    assert found.messages("EDM009")
    assert "MAP030" not in found.codes()


def test_drafts_that_are_switched_off_leave_an_entity_as_it_is() -> None:
    found = imported(csn({"@odata.draft.enabled": False}, {"IsActiveEntity": FLAG}))
    assert [*found.columns()] == ["nr", "isactiveentity"]


def test_the_administrative_data_of_an_application_are_no_table() -> None:
    elements = {"DraftUUID": {"key": True, "type": "cds.UUID"}, "InProcessByUser": {"type": "cds.String"}}
    admin = {"DRAFT.DraftAdministrativeData": {"kind": "entity", "elements": elements}}
    found = imported(csn({}, {}, **admin))
    assert len(found.tables) == 1
    assert len(found.messages("EDM009")) == 1
