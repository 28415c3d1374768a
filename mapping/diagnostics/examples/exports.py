"""Examples of codes about the files of an import: encoding, JSON, XML, what they hold."""

from __future__ import annotations

from catalog.language.code_table import SHELL, Example, Examples

from .files import EXPORT, ID, METADATA, OTHER, SETS, csn, edmx, element, exports

_NAMED = "catalog import exports/SALES/orders.json --space SALES --specs catalog_specs"
_WRITTEN = (
    'printf \'{"definitions": {"Orders": {"kind": "entity", "@EndUserText.label": "Commandes exp%s"}}}\''
)
_EXPRESS = "catalog import exports --specs catalog_specs"
_TYPE = '    <EntityType Name="Orders">\n      <Property Name="Id" Type="Edm.String"/>\n    </EntityType>\n'
_AMOUNT = '"Amount": {"type": "cds.Double"}'
_MORE = _TYPE.replace(
    "    </EntityType>", '      <Property Name="Amount" Type="Edm.Double"/>\n    </EntityType>'
)
_OTHER = _MORE.replace("Edm.Double", "Edm.Int32")
_DEEP = 'printf \'{"definitions": {"Orders": {"deep": %s}}}\''
_LEVELS = "\"$(printf '[%.0s' $(seq 2000))$(printf ']%.0s' $(seq 2000))\""

# What Datasphere adds of an object of another space that a view selects from.
_COPIED = (
    '{"definitions": {\n'
    '  "SALES": {"kind": "context", "@DataWarehouse.space.schema": "SALES",'
    ' "@DataWarehouse.space.name": "SALES"},\n'
    '  "SALES.Orders": {"kind": "entity", "@cds.persistence.exists": true, "elements": {\n'
    f"    {ID}\n  }}}}\n}}}}\n"
)

EXPORTS: Examples = {
    "CSN001": Example(
        {
            EXPORT: csn(ID),
            SHELL: f"printf '\\351' >> exports/SALES/orders.json  # a letter in Latin-1\n{_EXPRESS}",
        },
        {EXPORT: csn(ID), SHELL: _EXPRESS},
    ),
    "CSN002": exports('{"definitions": {"Orders": {"kind": "entity",\n', csn(ID)),
    "CSN003": element(
        '"Amount": {"type": "cds.Integer", "type": "cds.Double"}', '"Amount": {"type": "cds.Double"}'
    ),
    "CSN004": Example(
        {EXPORT: csn(ID), SHELL: f"{_DEEP} {_LEVELS} > exports/SALES/orders.json\n{_EXPRESS}"},
        {EXPORT: csn(ID), SHELL: _EXPRESS},
    ),
    "CSN005": Example({EXPORT: '{"rows": [{"Id": "1"}]}\n', SHELL: _NAMED}, {EXPORT: csn(ID), SHELL: _NAMED}),
    "CSN006": Example({METADATA: edmx(_TYPE + SETS, "2.0")}, {METADATA: edmx(_TYPE + SETS, "4.0")}),
    "CSN007": element(
        '"Mood": {"type": "cds.String", "@EndUserText.label": "Mood \\ud83d"}',
        '"Mood": {"type": "cds.String", "@EndUserText.label": "Mood \\ud83d\\ude00"}',
    ),
    "CSN008": exports('{"definitions": {"Orders": {"kind": "entity", "elements": ["Id"]}}}\n', csn(ID)),
    "CSN010": exports(csn(ID, sections='"folders": {"Orders": "Sales"}'), csn(ID)),
    "CSN011": Example(
        {EXPORT: csn(ID), OTHER: csn(ID, '"Amount": {"type": "cds.Double"}')},
        {EXPORT: csn(ID), OTHER: csn(ID)},
    ),
    "CSN012": exports('{"definitions": {}}\n', csn(ID)),
    "CSN013": Example(
        {"orders.json": csn(ID), SHELL: "catalog import orders.json --specs catalog_specs"},
        {"orders.json": csn(ID), SHELL: "catalog import orders.json --space SALES --specs catalog_specs"},
    ),
    "CSN014": Example(
        {EXPORT: csn(ID, more='"@EndUserText.label": "{i18n>ORDERS}"')},
        {
            EXPORT: csn(
                ID,
                more='"@EndUserText.label": "{i18n>ORDERS}"',
                sections='"i18n": {"en": {"ORDERS": "Orders"}}',
            )
        },
    ),
    "CSN015": Example({EXPORT: csn(ID), "exports/MART/orders.json": _COPIED}, {EXPORT: csn(ID)}),
    "CSN016": Example(
        {EXPORT: csn(ID, name="Shop.Orders"), METADATA: edmx(_TYPE + SETS)},
        {EXPORT: csn(ID, name="Shop.Orders")},
    ),
    "CSN017": Example(
        {
            EXPORT: csn(
                ID,
                more='"@EndUserText.label": "{i18n>O}"',
                sections='"i18n": {"en": {"O": "Orders"}, "de": {"O": "Aufträge"}}',
            )
        },
        {
            EXPORT: csn(
                ID, more='"@EndUserText.label": "{i18n>O}"', sections='"i18n": {"de": {"O": "Aufträge"}}'
            )
        },
    ),
    "CSN018": exports(
        csn(ID, sections='"extensions": [{"annotate": "Order", "@EndUserText.label": "Orders"}]'),
        csn(ID, sections='"extensions": [{"annotate": "Orders", "@EndUserText.label": "Orders"}]'),
    ),
    "CSN019": Example(
        {EXPORT: csn(ID), "exports/SALES/notes.txt": "Exported on Monday\n"}, {EXPORT: csn(ID)}
    ),
    "CSN020": Example(
        {EXPORT: csn(ID), "exports/SALES/package.json": '{"name": "exporter"}\n'}, {EXPORT: csn(ID)}
    ),
    "CSN021": Example(
        {EXPORT: csn(ID), OTHER: csn(ID, more='"@EndUserText.label": "Orders"')},
        {EXPORT: csn(ID), OTHER: csn(ID)},
    ),
    "CSN022": Example(
        {EXPORT: csn(ID, name="Shop.Orders"), METADATA: edmx(_MORE + SETS)},
        {EXPORT: csn(ID, _AMOUNT, name="Shop.Orders"), METADATA: edmx(_MORE + SETS)},
        beside=("CSN016",),
    ),
    "CSN023": Example(
        {EXPORT: csn(ID), OTHER: csn(ID, _AMOUNT), SHELL: f"{_EXPRESS} --prefer {OTHER}"},
        {OTHER: csn(ID, _AMOUNT), SHELL: _EXPRESS},
    ),
    "CSN024": Example(
        {EXPORT: csn(ID, _AMOUNT, name="Shop.Orders"), METADATA: edmx(_OTHER + SETS)},
        {EXPORT: csn(ID, _AMOUNT, name="Shop.Orders"), METADATA: edmx(_MORE + SETS)},
        beside=("CSN016",),
    ),
    "CSN026": Example(
        {EXPORT: csn(ID), SHELL: "catalog import exports/SALES/orders.json --specs catalog_specs"},
        {EXPORT: csn(ID), SHELL: _NAMED},
    ),
    "CSN027": Example(
        {EXPORT: csn(ID), "exports/SALES/connections.json": '[{"name": "ERP", "typeId": "ABAP"}]\n'},
        {EXPORT: csn(ID)},
    ),
    "CSN028": exports(
        csn(ID, more='"@DataWarehouse.persistence.hdlf.tableFormat": {"#": "DELTA_LAKE"}'), csn(ID)
    ),
    "XML001": Example({METADATA: edmx(_TYPE + SETS)[:-20]}, {METADATA: edmx(_TYPE + SETS)}),
    "XML002": Example(
        {METADATA: "<!DOCTYPE edmx:Edmx [<!ENTITY shop 'Shop'>]>\n" + edmx(_TYPE + SETS)},
        {METADATA: edmx(_TYPE + SETS)},
    ),
}
