"""Examples of codes about rows that Datasphere restricts."""

from __future__ import annotations

from catalog.language.code_table import Example, Examples

from .files import EXPORT, ID, SPEC, csn, exports

_REGION = '"Region": {"type": "cds.String", "length": 2}'
_USAGE = '"@DataWarehouse.dataAccessControl.usage": [{}]'
_BY_REGION = '{"target": "DAC_REGION", "on": [{"ref": ["Region"]}, "=", {"ref": ["DAC_REGION", "Region"]}]}'
_BY_TEAM = '{"target": "DAC_TEAM", "on": []}'
_OPEN = csn(ID, _REGION)
_RESTRICTED = csn(ID, _REGION, more=_USAGE.format(_BY_REGION))
_TWICE = csn(ID, _REGION, more=_USAGE.format(f"{_BY_REGION}, {_BY_TEAM}"))
_CONTROLS = "  controls: [{name: DAC_REGION, columns: {region: Region}}]\n"
_ACKNOWLEDGED = (
    f"-{_CONTROLS}+{_CONTROLS}"
    "+  acknowledged: {by: sales@shop.example, reason: Only sales reads it, until: 2999-01-31}\n"
)

_COPY = (
    '{"definitions": {\n'
    '  "SALES": {"kind": "context", "@DataWarehouse.space.schema": "SALES",'
    ' "@DataWarehouse.space.name": "SALES"},\n'
    f'  "SALES.Orders": {{"kind": "entity", {_USAGE.format(_BY_TEAM)}, "elements": {{\n'
    f"    {ID},\n    {_REGION}\n  }}}}\n}}}}\n"
)

ACCESS: Examples = {
    "MAP060": exports(_RESTRICTED, _OPEN),
    "MAP061": exports(csn(ID, more=_USAGE.format('{"by": "DAC_REGION"}')), csn(ID), "MAP060"),
    "MAP062": Example(
        {EXPORT: _TWICE, SPEC: _ACKNOWLEDGED},
        {SPEC: _ACKNOWLEDGED},
        {EXPORT: _RESTRICTED},
        ("MAP060", "IMP011"),
    ),
    "MAP064": Example({EXPORT: _OPEN, "exports/MART/orders.json": _COPY}, {EXPORT: _OPEN}),
    "MAP063": Example({EXPORT: _OPEN}, {EXPORT: _RESTRICTED}, {EXPORT: _RESTRICTED}, ("IMP011",)),
}
