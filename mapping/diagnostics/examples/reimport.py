"""Examples of codes about importing again, into specs that people have edited."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.language.code_table import SHELL, Example, Examples

from .files import EXPORT, ID, OTHER, RULES, SPEC, csn

_AMOUNT = '"Amount": {"type": "cds.Double", "@EndUserText.label": "Amount"}'
_COLUMN = "  - {name: amount, type: double, label: Amount, source: {name: Amount, type: cds.Double}}"
_EDITED = f"-{_COLUMN}\n+{_COLUMN.replace('label: Amount', 'label: Net Amount')}\n"
_REMOVED = f"-{_COLUMN}\n"
_AS_KEY = f"-columns:\n+partitions: {{keys: [{{name: amount, type: double}}]}}\n+columns:\n{_REMOVED}"

_FIRST = {EXPORT: csn(ID, _AMOUNT)}
_BOTH = {**_FIRST, OTHER: csn(ID, name="Customers")}
_GROSS = {EXPORT: csn(ID, _AMOUNT.replace('"Amount"}', '"Gross Amount"}'))}
_AGAIN = "catalog import exports --specs catalog_specs"
_OLD_ORDER = "source: {system: SAP Datasphere, space: SALES, object: Order}\n"
_OLD_COLUMNS = (
    f"columns:\n  - {{name: id, type: string, source: {{name: Id, type: cds.String(10)}}}}\n{_COLUMN}\n"
)
_PEOPLES = {
    **_FIRST,
    "catalog_specs/sales/database.yaml": "source: {system: SAP Datasphere, space: SALES}\n",
    SPEC: _OLD_ORDER.replace("Order}", "Orders, kind: local-table}")
    + _OLD_COLUMNS.replace("label: Amount", "label: Net Amount"),
}
_TOTAL = {EXPORT: csn(ID, _AMOUNT.replace('"Amount":', '"Total":'))}
_TWO = {EXPORT: csn(ID, _AMOUNT.replace('"Amount":', '"Gross":'), _AMOUNT.replace('"Amount":', '"Net":'))}
_NET = _COLUMN.replace("label: Amount", "label: Net Amount") + "\n"
_COPY = "catalog_specs/sales/orders.yaml > catalog_specs/sales/orders_copy.yaml"


def _again(before: str, after: str, first: Mapping[str, str], beside: tuple[str, ...] = ()) -> Example:
    """An example of commands after an import of `first`."""
    return Example({SHELL: before}, {SHELL: after}, first, beside)


REIMPORT: Examples = {
    "IMP001": Example(
        {**_FIRST, SPEC: _OLD_ORDER},
        {**_FIRST, "catalog_specs/sales/order.yaml": _OLD_ORDER},
        beside=("IMP014",),
    ),
    "IMP002": Example({**_GROSS, SPEC: "[orders]\n"}, _GROSS, _FIRST),
    "IMP003": Example(_PEOPLES, {**_PEOPLES, SHELL: f"{_AGAIN} --conflicts take"}),
    "IMP004": Example(
        {**_PEOPLES, EXPORT: csn(ID)}, {**_PEOPLES, EXPORT: csn(ID), SPEC: _PEOPLES[SPEC].replace(_NET, "")}
    ),
    "IMP005": _again(f"ln -s orders.yaml catalog_specs/sales/old.yaml\n{_AGAIN}", _AGAIN, _FIRST),
    "IMP010": Example(
        {**_GROSS, SPEC: _EDITED}, {**_GROSS, SPEC: _EDITED, SHELL: f"{_AGAIN} --conflicts keep"}, _FIRST
    ),
    "IMP011": Example(_GROSS, {}, _FIRST),
    "IMP012": Example(
        {**_GROSS, SPEC: _EDITED, SHELL: f"{_AGAIN} --conflicts keep"},
        {**_GROSS, SHELL: f"{_AGAIN} --conflicts keep"},
        _FIRST,
    ),
    "IMP013": Example({EXPORT: csn(_AMOUNT, ID)}, _FIRST, _FIRST),
    "IMP014": _again(
        f"rm exports/SALES/customers.json\n{_AGAIN}",
        f"rm exports/SALES/customers.json\n{_AGAIN} --prune",
        _BOTH,
    ),
    "IMP015": _again(f"rm exports/SALES/customers.json\n{_AGAIN} --prune", f"{_AGAIN} --prune", _BOTH),
    "IMP016": Example(
        {RULES: "kind: Rules\nnames: {table: 'v2_{object}'}\n"}, {RULES: "kind: Rules\n"}, _FIRST, ("IMP011",)
    ),
    "IMP017": _again(
        f"printf '[' > catalog_specs/sales/.import.json  # a file that was cut short\n{_AGAIN}",
        f"rm catalog_specs/sales/.import.json\n{_AGAIN}",
        _FIRST,
    ),
    "IMP018": _again(
        f"rm exports/SALES/customers.json catalog_specs/sales/.import.json\n{_AGAIN} --prune",
        "rm exports/SALES/customers.json catalog_specs/sales/.import.json "
        "catalog_specs/sales/customers.yaml\n"
        f"{_AGAIN} --prune",
        _BOTH,
    ),
    "IMP019": Example(
        {EXPORT: csn(ID, _AMOUNT.replace("Double", "Integer")), SPEC: _AS_KEY},
        {**_FIRST, SPEC: _AS_KEY},
        _FIRST,
    ),
    "IMP020": Example(
        {RULES: "kind: Rules\nobjects: {exclude: SALES/Orders}\n"},
        {RULES: "kind: Rules\n"},
        _FIRST,
        ("MAP043", "CSN012"),
    ),
    "IMP021": _again(f"printf '{{' > catalog_specs/.import.journal\n{_AGAIN}", _AGAIN, _FIRST),
    "IMP022": _again(
        f"sed -e 's/^name: orders/name: orders_copy/' {_COPY}\n{_AGAIN}",
        f"sed -e 's/^name: orders/name: orders_copy/' -e '/^source:/d' {_COPY}\n{_AGAIN}",
        _FIRST,
    ),
    "IMP023": Example(_TOTAL, {**_TOTAL, SHELL: f"{_AGAIN} --renames take"}, _FIRST),
    "IMP024": Example({**_TOTAL, SHELL: f"{_AGAIN} --renames take"}, _FIRST, _FIRST, ("CHG102",)),
    "IMP025": Example(_TWO, {**_TWO, SHELL: f"{_AGAIN} --rename SALES.Orders.Amount=Net"}, _FIRST),
    "IMP026": Example(
        {**_TOTAL, SHELL: f"{_AGAIN} --rename SALES.Orders.Amount=Totals"},
        {**_TOTAL, SHELL: f"{_AGAIN} --rename SALES.Orders.Amount=Total"},
        _FIRST,
        ("IMP023",),
    ),
}
