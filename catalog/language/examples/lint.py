"""Examples of codes about a team's own rules."""

from __future__ import annotations

from catalog.language.code_table import Example, Examples

from .files import TABLE

CATALOG = "catalog_specs/catalog.yaml"


def _ruled(rule: str, before: str, after: str) -> Example:
    """An example in the spec of a table, for one rule of the whole catalog."""
    rules = f"kind: Catalog\nlint:\n  rules:\n    {rule}\n"
    return Example({CATALOG: rules, TABLE: before}, {CATALOG: rules, TABLE: after})


def _column(name: str, kind: str) -> str:
    return f"columns:\n  - {{name: {name}, type: {kind}}}\n"


LINT: Examples = {
    "LINT000": Example(
        {CATALOG: "kind: Catalog\nlint:\n  rules:\n    owner: {of: tables, require: [stewart]}\n"},
        {
            CATALOG: "kind: Catalog\nlint:\n  rules:\n    owner: {of: tables, require: [label]}\n",
            TABLE: "business: {label: Orders}\n",
        },
    ),
    "LINT001": _ruled(
        "owner: {of: tables, require: [steward]}",
        "business: {label: Orders}\n",
        "business: {label: Orders, steward: sales@shop.example}\n",
    ),
    "LINT002": _ruled(
        "classes: {of: tables, allow: {classification: [internal, confidential]}}",
        "business: {classification: secret}\n",
        "business: {classification: confidential}\n",
    ),
    "LINT003": _ruled(
        'mail: {of: tables, match: {steward: "[a-z]+@shop[.]example"}}',
        "business: {steward: Bob}\n",
        "business: {steward: bob@shop.example}\n",
    ),
    "LINT004": _ruled(
        "no-floats: {of: columns, forbid_types: [float, double]}",
        _column("amount", "double"),
        _column("amount", '"decimal(15,2)"'),
    ),
    "LINT005": _ruled(
        "short-names: {of: columns, limit: {name_length: 20}}",
        _column("probability_of_default", "int"),
        _column("default_probability", "int"),
    ),
}
