"""Annotations in a file of their own: they reach the types of another file, or it is said that they can't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome

HEAD = '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">'
SCHEMA = '<Schema Namespace="{}"{} xmlns="http://docs.oasis-open.org/odata/ns/edm">'
END = "</Schema></edmx:DataServices></edmx:Edmx>"
TYPE = """
<EntityType Name="OrderType"><Key><PropertyRef Name="ID"/></Key>
<Property Name="ID" Type="Edm.Int32" Nullable="false"/>
<Property Name="AMOUNT" Type="Edm.Decimal" Precision="15" Scale="2"/>
<Property Name="CURRENCY" Type="Edm.String" MaxLength="3"/></EntityType>
<EntityContainer Name="Box"><EntitySet Name="Orders" EntityType="Me.OrderType"/></EntityContainer>
"""
METADATA = (
    f"{HEAD}<edmx:DataServices>{SCHEMA.format('shop', ' Alias=' + chr(34) + 'Me' + chr(34))}{TYPE}{END}"
)


def annotations(body: str, alias: str = "Srv") -> str:
    """A document that holds annotations only, under aliases of its own."""
    return f"""{HEAD}
<edmx:Reference Uri="m"><edmx:Include Namespace="shop" Alias="{alias}"/></edmx:Reference>
<edmx:Reference Uri="c"><edmx:Include Namespace="com.sap.vocabularies.Common.v1" Alias="K"/></edmx:Reference>
<edmx:Reference Uri="m"><edmx:Include Namespace="Org.OData.Measures.V1" Alias="Sizes"/></edmx:Reference>
<edmx:DataServices>{SCHEMA.format("local", "")}
{body}
{END}"""


LABELS = """\
<Annotations Target="Srv.OrderType/AMOUNT"><Annotation Term="K.Label" String="Amount"/>
<Annotation Term="Sizes.ISOCurrency" Path="CURRENCY"/></Annotations>
<Annotations Target="Srv.Box/Orders"><Annotation Term="K.Label" String="All orders"/></Annotations>
"""


def imported(tmp_path: Path, **files: str) -> Outcome:
    for name, text in files.items():
        (tmp_path / f"{name}.xml").write_text(text)
    return run_import(inputs_of([tmp_path / f"{name}.xml" for name in files], "S"), tmp_path / "specs")


def table(outcome: Outcome) -> dict[str, Any]:
    (found,) = outcome.specs.tables
    return found.spec


@pytest.mark.parametrize("order", [("metadata", "words"), ("words", "metadata")])
def test_annotations_of_another_file_reach_their_types_by_any_alias(
    order: tuple[str, str], tmp_path: Path
) -> None:
    texts = {"metadata": METADATA, "words": annotations(LABELS)}
    outcome = imported(tmp_path, **{name: texts[name] for name in order})
    assert outcome.findings == []
    spec = table(outcome)
    assert spec["business"]["label"] == "All orders"
    amount = spec["columns"][1]
    assert (amount["label"], amount["currency"]) == ("Amount", "currency")
    assert outcome.coverage.percent == 100


def test_they_say_the_same_as_in_the_metadata_itself(tmp_path: Path) -> None:
    inside = LABELS.replace("Srv.", "Me.").replace("K.", "com.sap.vocabularies.Common.v1.")
    inside = inside.replace("Sizes.", "Org.OData.Measures.V1.")
    one = imported(tmp_path, one=METADATA.replace("</Schema>", f"{inside}</Schema>"))
    two = imported(tmp_path, two=METADATA, words=annotations(LABELS))
    assert table(one) == table(two)


def test_annotations_alone_are_an_error_that_names_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("words.xml").write_text(annotations(LABELS))
    assert main(["import", "words.xml", "--space", "S", "--specs", "specs"]) == 1
    printed = capsys.readouterr()
    assert printed.err == (
        "words.xml:6: EDM007 error: this is OData metadata with annotations only (of 'Srv.OrderType/AMOUNT', "
        "'Srv.Box/Orders'), and no file has their types. "
        "Give it together with the $metadata document of its service.\n"
    )
    assert printed.out == "nothing was written; 1 error\n"
    assert not Path("specs").exists()


def test_annotations_beside_metadata_of_something_else_are_an_error(tmp_path: Path) -> None:
    outcome = imported(tmp_path, metadata=METADATA.replace("shop", "other"), words=annotations(LABELS))
    assert [f.code for f in outcome.findings] == ["EDM007"]


def test_a_target_that_no_file_has_is_a_finding_at_its_own_line(tmp_path: Path) -> None:
    lost = '<Annotations Target="Srv.Nobody"><Annotation Term="K.Label" String="x"/></Annotations>'
    outcome = imported(tmp_path, metadata=METADATA, words=annotations(LABELS + lost))
    (told,) = outcome.findings
    assert (told.code, Path(told.file).name, told.line) == ("EDM003", "words.xml", 9)


def test_a_finding_about_a_foreign_annotation_stands_at_what_it_speaks_of(tmp_path: Path) -> None:
    odd = (
        '<Annotations Target="Srv.OrderType/AMOUNT"><Annotation Term="K.FieldControl" Int="7"/></Annotations>'
    )
    outcome = imported(tmp_path, metadata=METADATA, words=annotations(odd))
    (told,) = outcome.findings
    assert (told.code, Path(told.file).name, told.line) == ("MAP030", "metadata.xml", 4)


def test_metadata_may_speak_of_anothers_types_beside_its_own(tmp_path: Path) -> None:
    own = '<EntityType Name="Thing"><Property Name="ID" Type="Edm.Int32"/></EntityType>'
    outcome = imported(tmp_path, metadata=METADATA, words=annotations(own + LABELS))
    labels = {t.name: t.spec.get("business", {}).get("label") for t in outcome.specs.tables}
    assert labels == {"shop_orders": "All orders", "local_thing": None}
