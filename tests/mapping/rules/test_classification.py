"""Privacy annotations become the classification of columns, by a table in the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.language.findings import DataError
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.rules.business_context import read_context
from mapping.rules.loader import read_rules
from tests.support.exports import STRING, entity, imported, rules_of

PERSONAL = {"@PersonalData.isPotentiallyPersonal": True}
SENSITIVE = {"@PersonalData.IsPotentiallySensitive": True}


def business(annotations: dict[str, Any], rules: str = "", **more: Any) -> dict[str, Any]:
    found = imported({"T": entity({"X": {**STRING, **annotations}})}, rules=rules_of(rules), **more)
    assert "MAP030" not in found.codes()
    said: dict[str, Any] = found.columns()["x"].get("business", {})
    return said


@pytest.mark.parametrize(
    ("annotations", "classification"),
    [
        (PERSONAL, "personal"),
        (SENSITIVE, "sensitive"),
        ({**PERSONAL, **SENSITIVE}, "sensitive"),
        ({"@PersonalData.IsPotentiallyPersonal": True}, "personal"),
        ({"@PersonalData.isPotentiallyPersonal": False}, None),
        ({"@PersonalData.isPotentiallyPersonal": None}, None),
        ({}, None),
    ],
)
def test_what_may_be_personal_or_sensitive_is_classified_so(
    annotations: dict[str, Any], classification: str | None
) -> None:
    assert business(annotations).get("classification") == classification


@pytest.mark.parametrize("value", [{"#": "DataSubjectID"}, "DataSubjectID", "#DataSubjectID"])
def test_what_identifies_a_person_is_personal_and_its_role_is_kept(value: Any) -> None:
    assert business({"@PersonalData.FieldSemantics": value}) == {
        "classification": "personal",
        "custom": {"personal_data_field": "DataSubjectID"},
    }


def test_another_role_of_a_field_is_kept_and_classifies_nothing() -> None:
    said = business({"@PersonalData.fieldSemantics": {"#": "EndOfBusinessDate"}})
    assert said == {"custom": {"personal_data_field": "EndOfBusinessDate"}}


def test_what_kind_of_entity_it_is_stays_with_the_table() -> None:
    annotations = {
        "@PersonalData.EntitySemantics": "DataSubject",
        "@PersonalData.DataSubjectRole": "Customer",
    }
    found = imported({"T": entity(**annotations)})
    assert found.table["business"]["custom"] == {
        "personal_data_entity": "DataSubject",
        "data_subject_role": "Customer",
    }
    assert found.codes() == []


def test_the_table_of_the_rules_takes_the_place_of_the_default() -> None:
    restricted = '["@acme.privacy: high", "@acme.secret"]'
    rules = f'classification: {{restricted: {restricted}, internal: "@acme.privacy: low"}}'
    assert business({"@acme.privacy": "high"}, rules) == {"classification": "restricted"}
    assert business({"@acme.privacy": {"#": "low"}}, rules) == {"classification": "internal"}
    assert business({"@acme.secret": True, "@acme.privacy": "low"}, rules) == {"classification": "restricted"}


def test_a_value_that_the_table_has_no_class_for_is_told() -> None:
    rules = rules_of('classification: {internal: "@acme.privacy: low"}')
    found = imported({"T": entity({"X": {**STRING, "@acme.privacy": "high"}})}, rules=rules)
    assert [f.message for f in found.findings] == [
        'annotation @acme.privacy with the value "high" has no place in a column\'s spec'
    ]


def test_an_empty_table_classifies_nothing_and_the_annotations_are_told() -> None:
    found = imported({"T": entity({"X": {**STRING, **PERSONAL}})}, rules=rules_of("classification: {}"))
    assert "business" not in found.columns()["x"]
    assert found.codes() == ["MAP030"]


def test_the_context_file_goes_before_what_the_export_says() -> None:
    text = b"kind: Context\nentries:\n  - {objects: SALES/T, columns: X, classification: restricted}\n"
    assert business(PERSONAL, context=read_context(text, "c.yaml")) == {"classification": "restricted"}


def test_a_foreign_key_is_classified_as_its_association_says() -> None:
    customer = {"type": "cds.Association", "target": "C", "keys": [{"ref": ["ID"]}], **PERSONAL}
    found = imported({"T": entity({"customer": customer}), "C": entity({"ID": {**STRING, "key": True}})})
    assert found.columns("sales.t")["customer_id"]["business"] == {"classification": "personal"}


def test_a_column_of_a_model_has_the_classification_of_the_fact_it_comes_from() -> None:
    query = {"SELECT": {"from": {"ref": ["F"]}, "columns": [{"ref": ["MAIL"]}]}}
    definitions = {"F": entity({"MAIL": {**STRING, **PERSONAL}}), "M": entity({"MAIL": {}}, query=query)}
    assert imported(definitions).columns("sales.m")["mail"]["business"] == {"classification": "personal"}


@pytest.mark.parametrize("text", ["PersonalData.isPotentiallyPersonal", "@", "@: x", ""])
def test_what_is_no_annotation_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(DataError, match="an annotation expected"):
        read_rules(f"kind: Rules\nclassification: {{personal: [{text!r}]}}\n".encode(), "rules.yaml")


def structure(**fields: dict[str, Any]) -> dict[str, Any]:
    return {"elements": {name: {**STRING, **annotations} for name, annotations in fields.items()}}


NESTED = {"elements": {"inner": structure(a=PERSONAL), "b": STRING}}


@pytest.mark.parametrize(
    ("kind", "classification"),
    [
        (structure(a=PERSONAL, b={}), "personal"),
        (structure(a=PERSONAL, b=SENSITIVE), "sensitive"),
        (structure(a={"@PersonalData.isPotentiallyPersonal": False}), None),
        (structure(a={"@PersonalData.fieldSemantics": {"#": "UserID"}}), "personal"),
        (NESTED, "personal"),
        ({"items": structure(a=SENSITIVE)}, "sensitive"),
        ({**structure(a=PERSONAL), **SENSITIVE}, "sensitive"),
        ({**structure(a=SENSITIVE), **PERSONAL}, "sensitive"),
        ({"type": "Person"}, "sensitive"),
    ],
)
def test_a_structure_has_the_highest_class_of_its_fields(
    kind: dict[str, Any], classification: str | None
) -> None:
    person = {"kind": "type", **structure(a=PERSONAL, b=SENSITIVE)}
    found = imported({"T": entity({"X": kind}), "Person": person})
    assert found.tables["sales.t"]["columns"][0].get("business", {}).get("classification") == classification
    assert [m for m in found.messages("MAP030") if "isPotentially" in m] == []


def test_a_class_of_a_field_that_the_table_does_not_have_is_told() -> None:
    rules = rules_of("classification: {secret: ['@my.secret']}")
    found = imported({"T": entity({"X": structure(a=PERSONAL)})}, rules=rules)
    [message] = found.messages("MAP030")
    assert "@PersonalData.isPotentiallyPersonal" in message


def test_a_property_of_a_complex_type_classifies_its_column(tmp_path: Path) -> None:
    namespaces = 'xmlns="http://docs.oasis-open.org/odata/ns/edm"'
    document = (
        '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
        f'<Schema Namespace="S" {namespaces}><ComplexType Name="C"><Property Name="A" Type="Edm.String">'
        '<Annotation Term="com.sap.vocabularies.PersonalData.v1.IsPotentiallySensitive" Bool="true"/>'
        '</Property></ComplexType><EntityType Name="T"><Property Name="X" Type="S.C"/></EntityType>'
        '<EntityContainer Name="E"><EntitySet Name="T" EntityType="S.T"/></EntityContainer>'
        "</Schema></edmx:DataServices></edmx:Edmx>"
    )
    (tmp_path / "t.xml").write_text(document)
    outcome = run_import(inputs_of([tmp_path / "t.xml"], "SALES"), tmp_path / "specs")
    [column] = outcome.specs.tables[0].spec["columns"]
    assert column["business"]["classification"] == "sensitive"
    assert [f for f in outcome.findings if f.code == "MAP030"] == []
