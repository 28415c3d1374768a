"""Examples of codes about change: acceptances, removals, renames, deprecations, canonical tables."""

from __future__ import annotations

from catalog.language.code_table import Example, Examples

from .files import DATABASE, TABLE, table

_ENTRY = "changes:\n  accept:\n    - {{{}, reason: All reports cast it, until: {}}}\n"
_GOOD = "code: CHG201, column: amount, from: int, to: bigint"
_CUSTOMERS = "catalog_specs/sales/customers.yaml"
_REMOVED = "removed:\n  - {{table: {}, reason: Replaced by orders, until: 2999-01-31}}\n"
_RENAMED = (
    "columns:\n  - {{name: order_id, type: string}}\n  - {{name: total, type: int, renamed_from: {}}}\n"
)
_DEPRECATED = "deprecated: {{until: {}, reason: Too coarse}}\n"
_REPLACED = "deprecated: {{until: 2999-01-31, replaced_by: {}}}\n"
_TWO = "columns:\n  - {name: order_id, type: string}\n  - {name: channel, type: string}\n"
_CONFORMS = "columns:\n  - {{name: {}}}\nconforms_to: {{table: sales.orders{}}}\n"


def _entry(fields: str, until: str = "2999-01-31") -> str:
    return _ENTRY.format(fields, until)


EVOLUTION: Examples = {
    "SPEC037": table(_entry("code: CHG602, from: a, to: b"), _entry(_GOOD)),
    "SPEC038": table(_entry("code: CHG201, column: amount"), _entry(_GOOD)),
    "SPEC039": table(_entry(_GOOD, "end of January"), _entry(_GOOD)),
    "SPEC040": table(_entry(_GOOD, "2026-01-31"), "description: Orders\n"),
    "SPEC041": Example(
        {DATABASE: _REMOVED.format("sales.orders")}, {DATABASE: _REMOVED.format("sales.old_orders")}
    ),
    "SPEC042": Example(
        {DATABASE: _REMOVED.format("shop.orders")}, {DATABASE: _REMOVED.format("sales.old_orders")}
    ),
    "SPEC043": table(_RENAMED.format("order_id"), _RENAMED.format("amount")),
    "SPEC044": table(_DEPRECATED.format("2026-01-31"), _DEPRECATED.format("2999-01-31")),
    "SPEC045": Example(
        {TABLE: _REPLACED.format("sales.orders_v2")},
        {
            TABLE: _REPLACED.format("sales.orders_v2"),
            "catalog_specs/sales/orders_v2.yaml": "description: Orders\n",
        },
    ),
    "SPEC046": Example(
        {_CUSTOMERS: _CONFORMS.format("order_id, type: string", ", columns: {order_no: order_id}")},
        {_CUSTOMERS: _CONFORMS.format("order_id, type: string", "")},
    ),
    "SPEC047": Example(
        {TABLE: _TWO, _CUSTOMERS: _CONFORMS.format("order_id, type: string", "")},
        {TABLE: _TWO, _CUSTOMERS: _CONFORMS.format("order_id, type: string", ", missing: [channel]")},
    ),
    "SPEC048": Example(
        {_CUSTOMERS: _CONFORMS.format("order_id, type: int", "")},
        {_CUSTOMERS: _CONFORMS.format("order_id, type: string", "")},
    ),
}
