"""Examples of codes about elements: types, associations, annotations."""

from __future__ import annotations

from catalog.language.code_table import SHELL, Example, Examples

from .files import EXPORT, ID, METADATA, OTHER, SETS, csn, edmx, element, exports

_CUSTOMERS = csn(ID, name="Customers")
_TO = '"Customer": {{"type": "cds.Association", "target": "Customers", "on": [{}]}}'
_JOIN = '{"ref": ["Id"]}, "=", {"ref": ["Customer", "Id"]}'
_TYPES = ', "Money": {{"kind": "type", "type": "{}"}}'
_MONEY = '"Amount": {"type": "Money"}'
_PORTS = csn(ID, name="Ports")
_STOPS = '"Stops": {{"items": {{"elements": {{{}}}}}}}'
_PORT = '"Port": {"type": "cds.Association", "target": "Ports", "keys": [{"ref": ["Id"]}]}'
_CODE = '"Port": {"type": "cds.String", "length": 10}'
_NEST = '{"elements": {"a": %s}}'

_AMOUNT = '"Amount": {"type": "cds.Double"}'
_GERMANY = ('"InGermany": {"type": "cds.Double"}',)
_MEASURES = (
    '"businessLayerDefinitions": {"Orders": {"measures": {"InGermany": {"key": "Amount",\n'
    '  "measureType": "AnalyticModelMeasureType.RestrictedMeasure", "formula": "Country = \'DE\'"}}}}'
)


def _property(type_name: str) -> str:
    return edmx(
        '    <EntityType Name="Orders">\n'
        f'      <Property Name="At" Type="{type_name}"/>\n    </EntityType>\n{SETS}'
    )


def _joined(condition: str) -> dict[str, str]:
    return {EXPORT: csn(ID, _TO.format(condition)), OTHER: _CUSTOMERS}


def _typed(money: str) -> str:
    return (
        f'{{"definitions": {{\n  "Money": {{"kind": "type", "type": "{money}"}},\n'
        f'  "Orders": {{"kind": "entity", "elements": {{\n    {ID},\n    {_MONEY}\n  }}}}\n}}}}\n'
    )


_VIEW = '"query": {"SELECT": {"from": {"ref": ["Raw"]}, "columns": [{"ref": ["Id"]}, {"ref": ["Amount"]}]}}'

# A structure in a structure, fifty deep.
_DEEP = (
    'printf \'{"definitions": {"Orders": {"kind": "entity", "elements": {"a": %s}}}}\' '
    '"$(printf \'{"elements":{"a":%.0s\' $(seq 50))'
    '{\\"type\\":\\"cds.String\\"}$(printf \'}}%.0s\' $(seq 50))"'
)

COLUMNS: Examples = {
    "MAP001": exports(csn(ID, _MONEY), _typed("cds.Double")),
    "MAP002": element(
        '"Rate": {"type": "cds.DecimalFloat"}',
        '"Rate": {"type": "cds.Decimal", "precision": 20, "scale": 10}',
    ),
    "MAP003": element(
        '"Units": {"type": "cds.Decimal", "precision": 45, "scale": 10}',
        '"Units": {"type": "cds.Decimal", "precision": 38, "scale": 10}',
    ),
    "MAP004": element('"At": {"type": "cds.Time"}', '"At": {"type": "cds.DateTime"}'),
    "MAP005": element(
        '"Place": {"type": "cds.hana.ST_POINT", "srid": 4326}', '"Place": {"type": "cds.String"}'
    ),
    "MAP006": element('"Total": {}', '"Total": {"type": "cds.Double"}'),
    "MAP007": exports(_typed("Money"), _typed("cds.Double")),
    "MAP008": Example(
        {
            EXPORT: csn(ID),
            SHELL: f"{_DEEP} > exports/SALES/orders.json\ncatalog import exports --specs catalog_specs",
        },
        {EXPORT: csn(ID), SHELL: "catalog import exports --specs catalog_specs"},
    ),
    "MAP009": element('"Extra": {"type": "cds.Map"}', '"Extra": {"type": "cds.LargeString"}'),
    "MAP010": element('"Hint": {"type": "cds.String", "virtual": true}', '"Hint": {"type": "cds.String"}'),
    "MAP011": Example({EXPORT: csn(ID, _TO.format(_JOIN))}, _joined(_JOIN)),
    "MAP012": Example(
        _joined('{"ref": ["Id"]}, "<>", {"ref": ["Customer", "Id"]}'), _joined(_JOIN), beside=("MAP013",)
    ),
    "MAP013": Example(
        _joined(f'{_JOIN}, "and", {{"ref": ["Customer", "Id"]}}, "=", {{"ref": ["$user", "id"]}}'),
        _joined(_JOIN),
    ),
    "MAP014": element(
        '"Amount": {"type": "cds.Double", "@Semantics.amount.currencyCode": "Currency"}',
        '"Amount": {"type": "cds.Double", "@Semantics.amount.currencyCode": "Id"}',
    ),
    "MAP016": Example({METADATA: _property("Edm.DateTimeOffset")}, {METADATA: _property("Edm.Date")}),
    "MAP017": Example(
        {EXPORT: csn(ID, '"Amount": {}', more=_VIEW)},
        {EXPORT: csn(ID, '"Amount": {}', more=_VIEW), OTHER: csn(ID, _AMOUNT, name="Raw")},
        beside=("MAP006", "MAP032"),
    ),
    "MAP051": Example(
        {EXPORT: csn(ID, _STOPS.format(_PORT)), OTHER: _PORTS},
        {EXPORT: csn(ID, _STOPS.format(_CODE)), OTHER: _PORTS},
    ),
    "MAP030": element(
        '"Amount": {"type": "cds.Double", "@Shop.rounding": "up"}', '"Amount": {"type": "cds.Double"}'
    ),
    "MAP031": element('"Amount": {"type": "cds.Double", "masked": true}', '"Amount": {"type": "cds.Double"}'),
    "MAP055": element(
        '"Margin": {"@AnalyticsDetails.measureType": {"#": "CALCULATION"}}',
        '"Margin": {"@AnalyticsDetails.measureType": {"#": "CALCULATION"}, "type": "cds.Double"}',
    ),
    "MAP056": exports(
        csn(ID, *_GERMANY, sections=_MEASURES), csn(ID, _AMOUNT, *_GERMANY, sections=_MEASURES)
    ),
    "MAP037": element(
        '"Amount": {"type": "cds.Double", "@EndUserText.label": 7}',
        '"Amount": {"type": "cds.Double", "@EndUserText.label": "7"}',
    ),
}
