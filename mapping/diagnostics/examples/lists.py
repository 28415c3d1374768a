"""Examples of codes about the lists of Datasphere's catalog API."""

from __future__ import annotations

from catalog.language.code_table import Example, Examples

from .files import EXPORT, ID, OTHER, csn

ASSETS = "exports/assets.json"


def _assets(*entries: str, more: str = "") -> str:
    inside = ",\n".join(f"  {entry}" for entry in entries)
    return f'{{"@odata.context": "$metadata#assets", "value": [\n{inside}\n]{more}}}\n'


_ORDERS = '{"name": "Orders", "label": "Orders", "spaceName": "SALES", "hasParameters": false}'
_CUSTOMERS = '{"name": "Customers", "label": "Customers", "spaceName": "SALES", "hasParameters": false}'
_NEXT = ', "@odata.nextLink": "https://shop.example/assets?$skip=1000"'
_LABELLED = '"@EndUserText.label": "Orders"'
_TO_CUSTOMERS = (
    '"Customer": {"type": "cds.Association", "target": "SALES.Customers", '
    '"on": [{"ref": ["Id"]}, "=", {"ref": ["Customer", "Id"]}]}'
)
_ELSEWHERE = {"exports/MART/orders.json": csn(ID, _TO_CUSTOMERS), ASSETS: _assets(_CUSTOMERS)}
_EXPORT = csn(ID, more=_LABELLED)

LISTS: Examples = {
    "CSN025": Example(
        _ELSEWHERE,
        {**_ELSEWHERE, OTHER: csn(ID, name="Customers", more='"@EndUserText.label": "Customers"')},
        beside=("CAT001",),
    ),
    "CAT001": Example(
        {EXPORT: _EXPORT, ASSETS: _assets(_ORDERS, _CUSTOMERS)},
        {
            EXPORT: _EXPORT,
            OTHER: csn(ID, name="Customers", more='"@EndUserText.label": "Customers"'),
            ASSETS: _assets(_ORDERS, _CUSTOMERS),
        },
    ),
    "CAT002": Example(
        {EXPORT: _EXPORT, ASSETS: _assets(_ORDERS.replace('"label": "Orders"', '"label": "Sales Orders"'))},
        {EXPORT: _EXPORT, ASSETS: _assets(_ORDERS)},
    ),
    "CAT003": Example(
        {EXPORT: _EXPORT, ASSETS: _assets(_ORDERS, more=_NEXT)},
        {EXPORT: _EXPORT, ASSETS: _assets(_ORDERS)},
    ),
}
