"""Examples of codes about whole objects: names, views, texts, analytic models."""

from __future__ import annotations

from catalog.language.code_table import Examples

from .files import ID, csn, exports, ruled

_DIAGRAM = '"query": {"SELECT": {"from": {"ref": ["Raw"]}, "columns": [{"ref": ["Id"]}]}}'
_SQL = _DIAGRAM + ', "@DataWarehouse.sqlEditor.query": "SELECT Id FROM Raw"'
_TWO = (
    '{{"definitions": {{\n  "Orders": {{"kind": "entity", "elements": {{{0}}}}},\n'
    '  "{1}": {{"kind": "entity", "elements": {{{0}}}}}\n}}}}\n'
)
_LAYER = '"businessLayerDefinitions": {{"Orders": {{"identifier": {{"key": "Orders"}}{}}}}}'
_LONG = "Orders " * 300

OBJECTS: Examples = {
    "MAP015": ruled(
        csn(ID, more='"@cds.external": true, "@cds.persistence.skip": true', name="API_ORDER.A_Order"),
        "kind: Rules\n",
        "kind: Rules\nexternal: include\n",
        "CSN012",
    ),
    "MAP022": exports(_TWO.format(ID, "ORDERS"), _TWO.format(ID, "Returns")),
    "MAP032": exports(csn(ID, more=_DIAGRAM), csn(ID, more=_SQL)),
    "MAP033": exports('{"definitions": {"Orders": {"kind": "entity", "elements": {}}}}\n', csn(ID), "CSN012"),
    "MAP034": exports(
        csn(ID, more=f'"@EndUserText.quickInfo": "{_LONG}"'),
        csn(ID, more='"@EndUserText.quickInfo": "Orders"'),
    ),
    "MAP035": exports(
        csn(ID, sections=_LAYER.format(', "crossCalculations": {"Rank": {}}')),
        csn(ID, sections=_LAYER.format("")),
    ),
}
