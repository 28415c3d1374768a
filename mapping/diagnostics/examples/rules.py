"""Examples of codes about rules and business context."""

from __future__ import annotations

from catalog.language.code_table import Example, Examples

from .files import CONTEXT, EXPORT, ID, csn, ruled
from .files import RULES as FILE

_KIND = "kind: Rules\n"
_WIDE = csn(ID, '"Units": {"type": "cds.Decimal", "precision": 45, "scale": 10}')
_AMOUNT = csn(ID, '"Amount": {"type": "cds.Double"}')
_LABELLED = csn(ID, '"Day": {"type": "cds.Date", "key": true}')
_CASES = csn('"id": {"type": "cds.String"}', '"ID": {"type": "cds.String"}')
_COLUMNS = _KIND + "columns:\n  - {{objects: SALES/Orders, columns: {}}}\n"
_CONTEXT = "kind: Context\nentries:\n  - {{objects: {}, steward: sales@shop.example}}\n"
_BROKEN = (
    '{"definitions": {\n  "Orders": {"kind": "entity", "elements": {'
    + ID
    + '}},\n  "Returns": {"kind": "entity", "elements": ["Id"]}\n}}\n'
)
_SKIP = _KIND + "order:\n  - {objects: SALES/Returns, on_failure: skip}\n"

RULES: Examples = {
    "MAP020": ruled(_CASES, _KIND + "names: {collisions: suffix}\n", _COLUMNS.format("ID, rename: id_long")),
    "MAP040": Example(
        {EXPORT: _WIDE, FILE: _KIND + "types: {decimal_over_38: error}\n"},
        {EXPORT: _WIDE.replace("45", "38"), FILE: _KIND + "types: {decimal_over_38: error}\n"},
    ),
    "MAP041": ruled(_AMOUNT, _COLUMNS.format("Amount, drop: true"), _KIND),
    "MAP042": ruled(_AMOUNT, _COLUMNS.format('Amount, type: "decimal(15,2)"'), _KIND),
    "MAP043": ruled(_AMOUNT, _KIND + "objects: {exclude: SALES/Orders}\n", _KIND, "CSN012"),
    "MAP044": Example({EXPORT: _BROKEN, FILE: _SKIP}, {EXPORT: _AMOUNT, FILE: _KIND}),
    "MAP045": ruled(
        _AMOUNT,
        _KIND + "tables:\n  - objects: SALES/Orders\n    partitions: {keys: [{column: Day}]}\n",
        _KIND + "tables:\n  - objects: SALES/Orders\n    partitions: {keys: [{name: day, type: date}]}\n",
    ),
    "MAP046": ruled(
        _AMOUNT,
        _KIND + "columns:\n  - {objects: SALES/Orders, columns: amount, rename: total}\n",
        _KIND + "columns:\n  - {objects: SALES/Orders, columns: Amount, rename: total}\n",
    ),
    "MAP047": Example(
        {EXPORT: _AMOUNT, CONTEXT: _CONTEXT.format("SALES/orders")},
        {EXPORT: _AMOUNT, CONTEXT: _CONTEXT.format("SALES/Orders")},
    ),
    "MAP048": ruled(
        _AMOUNT, _COLUMNS.format("Amount, type: number"), _COLUMNS.format("Amount, rename: total")
    ),
    "MAP049": ruled(
        _AMOUNT,
        _KIND + "add_columns:\n  - {objects: SALES/Orders, columns: [{name: amount, type: double}]}\n",
        _KIND + "add_columns:\n  - {objects: SALES/Orders, columns: [{name: loaded_at, type: timestamp}]}\n",
    ),
    "MAP050": ruled(
        _LABELLED,
        _KIND + "tables:\n  - objects: SALES/Orders\n    partitions: {keys: [{column: Day}]}\n",
        _KIND + "tables:\n  - objects: SALES/Orders\n    partitions: {keys: [{name: dt, type: date}]}\n",
    ),
}
