"""The emitter's law: what is written reads back as it was, in YAML 1.1 and in our own reader."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.specs.yaml_emitter import dump, scalar
from catalog.language.specs.yaml_text import parse

AWKWARD = [
    "y",
    "no",
    "Off",
    "null",
    "~",
    "1e3",
    "0x1F",
    "1_000",
    "007",
    "2026-01-01",
    "12:30",
    "=",
    "<<",
    "- a",
    "a: b",
    "a #b",
    " x",
    "x ",
    ".5",
    "+1",
    "1e5f",
    "0o7",
    "|",
    "3VF",
    "a:b",
    "x:",
    "it's, fine",
    "s3://${lake}/x/",
    "SELECT *\n\tFROM a\n\t\n WHERE x",
    "\tSELECT\n a",
    "\n\tx",
    "a\t",
    "\n a\n",
    "a\n\n\n",
    "a\r\nb",
    "\u2028",
    "\x00",
    "\x7f",
    "\x85",
    "\ufeff",
    "😀",
    "decimal(15,2)",
    "struct<a:int,b:string>",
    "true",
    "NaN",
    ".inf",
]
TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=30) | st.sampled_from(AWKWARD)
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = TEXT | NUMBERS | st.booleans() | st.none()
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(TEXT, TREES, min_size=1, max_size=4))
def test_what_is_written_reads_back(document: dict[str, Any]) -> None:
    text = dump(document)
    assert yaml.safe_load(text) == document
    assert parse(text, "x.yaml") == document


@given(TEXT)
def test_a_text_reads_back_in_every_style(text: str) -> None:
    for document in (
        {"a": text},
        {"a": {"b": text}},
        {"a": [text]},
        {"columns": [{"x": text, "y": "z" * 120}]},
    ):
        assert yaml.safe_load(dump(document)) == document


STYLES = [
    ("Grüße aus 東京", "Grüße aus 東京"),
    ("Net Amount", "Net Amount"),
    ("3VF_SALARY", "3VF_SALARY"),
    ("decimal(15,2)", '"decimal(15,2)"'),
    ("no", '"no"'),
    ("a\x7fb", '"a\\u007fb"'),
    ("a\u202eb", '"a\\u202eb"'),
]


@pytest.mark.parametrize(("text", "written"), STYLES)
def test_quotes_stand_only_where_yaml_needs_them(text: str, written: str) -> None:
    assert scalar(text) == written


def test_a_spec_looks_as_people_would_write_it() -> None:
    document = {
        "kind": "Table",
        "source": {"system": "SAP Datasphere", "sql": "SELECT 1\nFROM x\n"},
        "columns": [
            {"name": "amount", "type": "decimal(15,2)", "measure": {"aggregation": "sum"}},
            {"name": "b", "label": "x" * 60, "description": "y" * 60},
        ],
    }
    assert dump(document, "yaml-language-server: $schema=x") == (
        "# yaml-language-server: $schema=x\n"
        "kind: Table\n"
        "source:\n"
        "  system: SAP Datasphere\n"
        "  sql: |\n"
        "    SELECT 1\n"
        "    FROM x\n"
        "columns:\n"
        '  - {name: amount, type: "decimal(15,2)", measure: {aggregation: sum}}\n'
        "  - name: b\n"
        f"    label: {'x' * 60}\n"
        f"    description: {'y' * 60}\n"
    )
