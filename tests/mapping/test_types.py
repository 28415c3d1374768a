"""The type table, row by row, and what is built of its types."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.glue.types import canonical, render
from mapping.model import TypeRef
from mapping.types import TYPES, TypePolicy, glue_type, spell
from tests.support.exports import entity, imported

EXACT = {
    "cds.String": "string",
    "cds.LargeString": "string",
    "cds.UUID": "string",
    "cds.Boolean": "boolean",
    "cds.UInt8": "smallint",
    "cds.Int16": "smallint",
    "cds.Integer": "int",
    "cds.Int32": "int",
    "cds.Integer64": "bigint",
    "cds.Int64": "bigint",
    "cds.Double": "double",
    "cds.Date": "date",
    "cds.DateTime": "timestamp",
    "cds.Timestamp": "timestamp",
    "cds.Binary": "binary",
    "cds.LargeBinary": "binary",
    "cds.Vector": "array<float>",
    "cds.hana.CHAR": "string",
    "cds.hana.NCHAR": "string",
    "cds.hana.VARCHAR": "string",
    "cds.hana.NVARCHAR": "string",
    "cds.hana.CLOB": "string",
    "cds.hana.NCLOB": "string",
    "cds.hana.TEXT": "string",
    "cds.hana.SHORTTEXT": "string",
    "cds.hana.ALPHANUM": "string",
    "cds.hana.BINTEXT": "string",
    "cds.hana.STRING": "string",
    "cds.hana.BOOLEAN": "boolean",
    "cds.hana.TINYINT": "smallint",  # 0-255 in HANA: Glue's tinyint ends at 127
    "cds.hana.SMALLINT": "smallint",
    "cds.hana.INTEGER": "int",
    "cds.hana.BIGINT": "bigint",
    "cds.hana.DOUBLE": "double",
    "cds.hana.FLOAT": "double",
    "cds.hana.REAL": "float",
    "cds.hana.DATE": "date",
    "cds.hana.DAYDATE": "date",
    "cds.hana.SECONDDATE": "timestamp",
    "cds.hana.LONGDATE": "timestamp",
    "cds.hana.TIMESTAMP": "timestamp",
    "cds.hana.BINARY": "binary",
    "cds.hana.VARBINARY": "binary",
    "cds.hana.BLOB": "binary",
    "cds.hana.REAL_VECTOR": "array<float>",
    "cds.hana.HALF_VECTOR": "array<float>",
    "Edm.String": "string",
    "Edm.Guid": "string",
    "Edm.Boolean": "boolean",
    "Edm.SByte": "tinyint",
    "Edm.Byte": "smallint",  # 0-255 as well
    "Edm.Int16": "smallint",
    "Edm.Int32": "int",
    "Edm.Int64": "bigint",
    "Edm.Double": "double",
    "Edm.Single": "float",
    "Edm.Date": "date",
    "Edm.Binary": "binary",
}
SHAPES = ["", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "Collection"]
LOSSY = {
    "cds.Decimal": ("decimal(38,10)", "MAP002"),  # no precision: a floating decimal
    "cds.hana.DECIMAL": ("decimal(38,10)", "MAP002"),
    "cds.DecimalFloat": ("decimal(38,10)", "MAP002"),
    "cds.hana.SMALLDECIMAL": ("decimal(38,10)", "MAP002"),
    "cds.Time": ("string", "MAP004"),
    "cds.hana.TIME": ("string", "MAP004"),
    "cds.hana.SECONDTIME": ("string", "MAP004"),
    "cds.hana.ST_POINT": ("string", "MAP005"),
    "cds.hana.ST_GEOMETRY": ("string", "MAP005"),
    "cds.hana.ST_POINTZ": ("string", "MAP005"),
    "cds.hana.ST_CIRCULARSTRING": ("string", "MAP005"),
    "cds.hana.ST_LINESTRING": ("string", "MAP005"),
    "cds.hana.ST_POLYGON": ("string", "MAP005"),
    "cds.hana.ST_GEOMETRYCOLLECTION": ("string", "MAP005"),
    "cds.hana.ST_MULTIPOINT": ("string", "MAP005"),
    "cds.hana.ST_MULTILINESTRING": ("string", "MAP005"),
    "cds.hana.ST_MULTIPOLYGON": ("string", "MAP005"),
    "cds.Map": ("string", "MAP009"),
    "Edm.Decimal": ("decimal(38,10)", "MAP002"),
    "Edm.DateTimeOffset": ("timestamp", "MAP016"),
    "Edm.TimeOfDay": ("string", "MAP004"),
    "Edm.Duration": ("string", "MAP004"),
    "cds.Structure": ("string", "MAP009"),
    "Edm.ComplexType": ("string", "MAP009"),
    "Edm.PrimitiveType": ("string", "MAP009"),
    "Edm.Stream": ("binary", "MAP009"),
    "Edm.Untyped": ("string", "MAP009"),
    **{f"Edm.{base}{shape}": ("string", "MAP005") for base in ("Geometry", "Geography") for shape in SHAPES},
}


def test_every_row_of_the_table_is_tested_here() -> None:
    assert TYPES.keys() == EXACT.keys() | LOSSY.keys()


@pytest.mark.parametrize(("csn", "glue"), EXACT.items())
def test_a_type_with_an_equal_is_mapped_without_loss(csn: str, glue: str) -> None:
    mapped = glue_type(TypeRef(csn))
    assert (render(mapped.type), mapped.lossy) == (glue, ())


@pytest.mark.parametrize(("csn", "expected"), LOSSY.items())
def test_a_type_without_an_equal_is_mapped_with_its_code(csn: str, expected: tuple[str, str]) -> None:
    mapped = glue_type(TypeRef(csn))
    assert (render(mapped.type), [loss.code for loss in mapped.lossy]) == (expected[0], [expected[1]])


DECIMALS: list[tuple[Any, Any, str, list[str]]] = [
    (15, 2, "decimal(15,2)", []),
    (38, 19, "decimal(38,19)", []),
    (1, 0, "decimal(1,0)", []),
    (34, None, "decimal(38,10)", ["MAP002"]),  # HANA's floating decimal
    (34, 0, "decimal(34,0)", []),
    (33, None, "decimal(33,0)", []),  # CDS: a missing scale is 0
    (38, 38, "decimal(38,38)", []),
    (5, None, "decimal(5,0)", []),
    (34, "floating", "decimal(38,10)", ["MAP002"]),
    (10, "variable", "decimal(38,10)", ["MAP002"]),
    (None, 2, "decimal(38,2)", ["MAP002"]),
    (None, 0, "decimal(38,0)", ["MAP002"]),
    (None, 38, "decimal(38,38)", ["MAP002"]),
    (None, 39, "decimal(38,10)", ["MAP002"]),
    (39, 2, "string", ["MAP003"]),
    (0, 0, "string", ["MAP003"]),
    (5, 7, "string", ["MAP003"]),
]


@pytest.mark.parametrize(("precision", "scale", "glue", "codes"), DECIMALS)
def test_a_decimal_keeps_its_digits_or_says_that_it_does_not(
    precision: Any, scale: Any, glue: str, codes: list[str]
) -> None:
    mapped = glue_type(TypeRef("cds.Decimal", precision=precision, scale=scale))
    assert (render(mapped.type), [loss.code for loss in mapped.lossy]) == (glue, codes)


def test_an_unknown_type_is_string_and_a_warning() -> None:
    mapped = glue_type(TypeRef("cds.hana.HOLOGRAM"))
    assert (render(mapped.type), [loss.code for loss in mapped.lossy]) == ("string", ["MAP001"])


def test_structures_and_arrays_are_built_of_their_parts() -> None:
    inner = TypeRef(
        fields=(("Net Amount", TypeRef("cds.Decimal", precision=9, scale=2)), ("at", TypeRef("cds.Time")))
    )
    mapped = glue_type(TypeRef(items=inner))
    assert render(mapped.type) == "array<struct<net_amount:decimal(9,2),at:string>>"
    assert [loss.code for loss in mapped.lossy] == ["MAP004"]
    assert canonical(render(mapped.type)) == render(mapped.type)


def test_fields_that_fold_alike_are_an_error_or_get_suffixes() -> None:
    both = TypeRef(fields=(("A", TypeRef("cds.Date")), ("a", TypeRef("cds.Date"))))
    assert [loss.code for loss in glue_type(both).lossy] == ["MAP022"]
    mapped = glue_type(both, TypePolicy(collisions="suffix"))
    assert render(mapped.type).startswith("struct<a_")
    assert [loss.code for loss in mapped.lossy] == ["MAP020"]


def test_every_geometry_is_one() -> None:
    mapped = glue_type(TypeRef("cds.hana.ST_TIN", srid=4326))
    assert (render(mapped.type), [loss.code for loss in mapped.lossy]) == ("string", ["MAP005"])


def ref(name: str, **facets: Any) -> TypeRef:
    return TypeRef(f"cds.{name}", **facets)


PERMUTED = [
    TypePolicy(over, floating, time, text)
    for over in ("string", "clamp", "error")
    for floating in ("decimal(38,10)", "double", "string")
    for time in ("string", "seconds")
    for text in ("string", "varchar")
]
CLAMP = TypePolicy(decimal_over_38="clamp")
BIG = ref("Decimal", precision=45, scale=10)
POLICIES: list[tuple[TypePolicy, TypeRef, str, list[str]]] = [
    (CLAMP, BIG, "decimal(38,10)", ["MAP003"]),
    (
        TypePolicy(decimal_over_38="clamp"),
        ref("Decimal", precision=50, scale=45),
        "decimal(38,38)",
        ["MAP003"],
    ),
    (TypePolicy(decimal_over_38="clamp"), ref("Decimal", precision=5, scale=7), "string", ["MAP003"]),
    (TypePolicy(decimal_over_38="clamp"), ref("Decimal", precision=38, scale=7), "decimal(38,7)", []),
    (TypePolicy(decimal_over_38="error"), BIG, "string", ["MAP040"]),
    (TypePolicy(decimal_over_38="error"), ref("Decimal", precision=9, scale=2), "decimal(9,2)", []),
    (TypePolicy(floating_decimal="double"), ref("DecimalFloat"), "double", ["MAP002"]),
    (TypePolicy(floating_decimal="string"), ref("DecimalFloat"), "string", ["MAP002"]),
    (TypePolicy(floating_decimal="decimal(31,14)"), ref("Decimal"), "decimal(31,14)", ["MAP002"]),
    (TypePolicy(floating_decimal="decimal(31,14)"), ref("Decimal", scale=2), "decimal(38,2)", ["MAP002"]),
    (TypePolicy(floating_decimal="double"), ref("Decimal", scale=2), "double", ["MAP002"]),
    (TypePolicy(time="seconds"), ref("Time"), "int", ["MAP004"]),
    (TypePolicy(time="seconds"), TypeRef(items=ref("hana.SECONDTIME")), "array<int>", ["MAP004"]),
    (TypePolicy(text="varchar"), ref("String", length=10), "varchar(10)", []),
    (TypePolicy(text="varchar"), ref("String", length=65535), "varchar(65535)", []),
    (TypePolicy(text="varchar"), ref("String", length=65536), "string", []),
    (TypePolicy(text="varchar"), ref("String"), "string", []),
    (TypePolicy(text="varchar"), ref("hana.NVARCHAR", length=0), "string", []),
    (TypePolicy(text="varchar"), ref("LargeString", length=10), "string", []),
]


@pytest.mark.parametrize(("policy", "original", "glue", "codes"), POLICIES)
def test_a_policy_says_what_becomes_of_a_type_without_an_equal(
    policy: TypePolicy, original: TypeRef, glue: str, codes: list[str]
) -> None:
    glue_type(original)  # what was remembered under the default must not come back here
    mapped = glue_type(original, policy)
    assert (render(mapped.type), [loss.code for loss in mapped.lossy]) == (glue, codes)


def test_a_decimal_without_precision_is_not_called_floating_where_its_scale_is_fixed() -> None:
    (loss,) = glue_type(ref("Decimal", scale=4)).lossy
    assert loss.what == (
        "a decimal of scale 4 without a precision became decimal(38,4): "
        "more than 34 digits before the point do not fit"
    )
    (loss,) = glue_type(ref("Decimal")).lossy
    assert loss.what.startswith("a floating decimal became")


def test_a_loss_says_what_no_longer_fits() -> None:
    (loss,) = glue_type(BIG, TypePolicy(decimal_over_38="clamp")).lossy
    assert (
        loss.what == "decimal(45,10) became decimal(38,10): more than 28 digits before the point do not fit"
    )
    (loss,) = glue_type(TypeRef("cds.DecimalFloat"), TypePolicy(floating_decimal="double")).lossy
    assert "became double" in loss.what


@given(st.sampled_from(sorted(TYPES)), st.integers(1, 60), st.integers(0, 60), st.sampled_from(PERMUTED))
def test_under_every_policy_a_type_is_one_that_glue_reads_back(
    name: str, precision: int, scale: int, policy: TypePolicy
) -> None:
    text = render(glue_type(TypeRef(name, length=precision, precision=precision, scale=scale), policy).type)
    assert canonical(text) == text


SPELLED = [
    ({"type": "cds.String", "length": 10}, "cds.String(10)"),
    ({"type": "cds.Decimal", "precision": 15, "scale": 2}, "cds.Decimal(15,2)"),
    ({"type": "cds.Decimal", "precision": 34, "scale": "floating"}, "cds.Decimal(34,floating)"),
    ({"type": "cds.Decimal", "scale": 4}, "cds.Decimal(scale: 4)"),
    ({"type": "cds.Decimal", "scale": "4"}, "cds.Decimal(scale: 4)"),
    ({"type": "cds.Decimal", "scale": "variable"}, "cds.Decimal(variable)"),
    ({"type": "cds.Decimal", "precision": 9, "scale": 2, "length": 12}, "cds.Decimal(9,2, length: 12)"),
    ({"type": "cds.String", "length": 12, "scale": 2}, "cds.String(12, scale: 2)"),
    ({"type": "cds.String", "length": 12, "srid": 3857}, "cds.String(12, srid: 3857)"),
    ({"type": "cds.Timestamp", "precision": 7}, "cds.Timestamp(7)"),
    ({"items": {"type": "cds.Decimal", "scale": 0}}, "many cds.Decimal(scale: 0)"),
    ({"elements": {"a": {"type": "cds.Decimal", "scale": 3}}}, "{a: cds.Decimal(scale: 3)}"),
    ({"type": "cds.hana.ST_POINT", "srid": 4326}, "cds.hana.ST_POINT(4326)"),
    ({"items": {"type": "cds.String", "length": 3}}, "many cds.String(3)"),
    (
        {"elements": {"a": {"type": "cds.Date"}, "B": {"type": "cds.Integer"}}},
        "{a: cds.Date, B: cds.Integer}",
    ),
]


@pytest.mark.parametrize(("element", "spelled"), SPELLED)
def test_the_original_type_stays_in_the_source(element: dict[str, Any], spelled: str) -> None:
    column = imported({"T": entity({"x": element})}).columns()["x"]
    assert column["source"] == {"name": "x", "type": spelled}


def test_a_reference_to_another_elements_type_is_spelled_as_in_cds() -> None:
    assert spell(TypeRef(reference=("Orders", "id"))) == "type of Orders.id"


@pytest.mark.parametrize(
    ("precision", "scale", "reason"),
    [
        (5, 9, "decimal(5,9) has more digits behind the point than digits: kept as text, digit by digit"),
        (0, 0, "decimal(0,0) has no digits: kept as text, digit by digit"),
        (39, 2, "decimal(39,2) is outside decimal(38,38): kept as text, digit by digit"),
    ],
)
def test_a_decimal_that_is_text_says_the_reason(precision: int, scale: int, reason: str) -> None:
    mapped = glue_type(ref("Decimal", precision=precision, scale=scale))
    assert [loss.what for loss in mapped.lossy] == [reason]
