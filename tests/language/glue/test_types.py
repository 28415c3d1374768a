"""The type parser: every Hive type, canonical rendering, and refusals that say where."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.glue import types as glue_types
from catalog.language.glue.types import (
    Array,
    Char,
    Decimal,
    GlueType,
    GlueTypeError,
    Map,
    Primitive,
    Struct,
    UnionType,
    Varchar,
)

CANONICAL = [
    ("INT", "int"),
    (" string ", "string"),
    ("integer", "int"),
    ("double precision", "double"),
    ("decimal( 15 , 2 )", "decimal(15,2)"),
    ("numeric(38,38)", "decimal(38,38)"),
    ("varchar(65535)", "varchar(65535)"),
    ("CHAR(255)", "char(255)"),
    ("array< int >", "array<int>"),
    ("map<string,array<decimal(10,0)>>", "map<string,array<decimal(10,0)>>"),
    ("struct<A:int, b : struct<c:string>>", "struct<a:int,b:struct<c:string>>"),
    ("UnionType< int , struct<a:string> >", "uniontype<int,struct<a:string>>"),
    ("struct<comment:string,`comment 'x'`:int>", "struct<comment:string,`comment 'x'`:int>"),
    ("struct<`net amount`:int>", "struct<`net amount`:int>"),
]
REFUSED = [
    ("", "the type is empty"),
    ("array", "'<' as in array<int>"),
    ("decimal", "needs precision and scale"),
    ("decimal(15)", "needs precision and scale"),
    ("decimal(39,2)", "out of range"),
    ("decimal(5,6)", "out of range"),
    ("decimal(0,0)", "out of range"),
    ("decmal(1,2)", "did you mean 'decimal'?"),
    ("varchar", "needs a length"),
    ("varchar(65536)", "1-65535"),
    ("char(256)", "1-255"),
    ("int(3)", "takes no parameters"),
    ("int)", "nothing more"),
    ("array<int", "ends too early"),
    ("array<>", "a type"),
    ("array<int,int>", "array is full"),
    ("map<int>", "a key and a value"),
    ("map<array<int>,int>", "primitive type as map key"),
    ("struct<>", "a field name"),
    ("struct<a int>", "needs ':'"),
    ("struct<a:int,A:int>", "appears twice"),
    ("int;drop", "no Glue type"),
    ("uniontype<>", "a type"),
    ("map<uniontype<int>,int>", "primitive type as map key"),
    ("geometry(point,4326)", "'geometry' is no Glue type"),
    ("struct<\n a:int>", "a line break or control character"),
    ("string\n", "a line break or control character"),
    ("decimal(10,\t2)", "a line break or control character"),
    ("int\u2029", "a line break or control character"),
    ("struct<a:int COMMENT 'it`s, net'>", "COMMENT in the type"),
    ('int comment "x"', "COMMENT in the type"),
    ("x" * 131073, "131,072"),
]


@pytest.mark.parametrize(("text", "expected"), CANONICAL)
def test_a_type_has_one_canonical_spelling(text: str, expected: str) -> None:
    assert glue_types.canonical(text) == expected
    assert glue_types.canonical(expected) == expected


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_is_no_type_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(GlueTypeError, match=reason.replace("(", r"\(").replace("?", r"\?")):
        glue_types.parse(text)


def test_nesting_of_any_depth_that_fits_the_limit_is_read_and_written() -> None:
    text = "array<" * 15_000 + "int" + ">" * 15_000
    assert glue_types.canonical(text) == text


def _nested(children: st.SearchStrategy[GlueType]) -> st.SearchStrategy[GlueType]:
    fields = st.lists(
        st.tuples(st.from_regex(r"[a-z_][a-z0-9_ :<>]{0,6}[a-z]", fullmatch=True), children),
        min_size=1,
        max_size=4,
        unique_by=lambda f: f[0],
    )
    members = st.lists(children, min_size=1, max_size=3)
    return st.one_of(
        children.map(Array),
        st.builds(Map, simple, children),
        fields.map(lambda f: Struct(tuple(f))),
        members.map(lambda m: UnionType(tuple(m))),
    )


simple: st.SearchStrategy[GlueType] = st.one_of(
    st.sampled_from(sorted(glue_types.PRIMITIVES)).map(Primitive),
    st.integers(1, 38).flatmap(lambda p: st.integers(0, p).map(lambda s: Decimal(p, s))),
    st.integers(1, 255).map(Char),
    st.integers(1, 65535).map(Varchar),
)


@given(st.recursive(simple, _nested, max_leaves=12))
def test_parse_undoes_render(glue_type: GlueType) -> None:
    assert glue_types.parse(glue_types.render(glue_type)) == glue_type


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("int", []),
        ("struct<a:int>", []),
        ("struct<a.b:int>", ["a.b"]),
        ("array<map<int,struct<x:int,`c.d`:uniontype<int,struct<e.f:int>>,a.b:struct<a.b:int>>>>",
         ["c.d", "a.b", "e.f"]),
    ],
)  # fmt: skip
def test_fields_with_a_dot_are_found_at_any_depth(text: str, fields: list[str]) -> None:
    assert sorted(glue_types.dotted_fields(glue_types.parse(text))) == sorted(fields)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("array<int,int>", "'>' since array is full"),
        ("map<int,int,int>", "'>' since map is full"),
        ("decimal(\u0661,2)", "a number"),
        ("decimal(1234567890,2)", "a number"),
    ],
)
def test_a_malformed_type_is_refused_at_its_first_fault(text: str, message: str) -> None:
    with pytest.raises(glue_types.GlueTypeError, match=re.escape(message)):
        glue_types.parse(text)
