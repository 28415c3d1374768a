"""The files that examples of import are about, and short ways to write one."""

from __future__ import annotations

from catalog.language.code_table import SHELL, Example

EXPORT = "exports/SALES/orders.json"
OTHER = "exports/SALES/customers.json"
METADATA = "exports/SALES/orders.xml"
RULES = "catalog_rules.yaml"
CONTEXT = "catalog_context.yaml"
SPEC = "catalog_specs/sales/orders.yaml"
SETS = (  # what makes an entity type of a service a table
    '    <EntityContainer Name="All">\n'
    '      <EntitySet Name="Orders" EntityType="Shop.Orders"/>\n'
    "    </EntityContainer>\n"
)
ID = '"Id": {"type": "cds.String", "length": 10}'


def csn(*elements: str, name: str = "Orders", more: str = "", sections: str = "") -> str:
    """An export of one entity with these elements, each a member of JSON; `more` are members beside them."""
    inside = ",\n".join(f"    {element}" for element in elements)
    return (
        f'{{"definitions": {{\n  "{name}": {{"kind": "entity",{more and f" {more},"} "elements": {{\n'
        f"{inside}\n  }}}}\n}}{sections and f', {sections}'}}}\n"
    )


def edmx(schema: str, version: str = "4.0") -> str:
    """OData metadata with this inside of its schema."""
    return (
        f'<edmx:Edmx Version="{version}" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">\n'
        ' <edmx:DataServices>\n  <Schema Namespace="Shop" xmlns="http://docs.oasis-open.org/odata/ns/edm">\n'
        f"{schema}  </Schema>\n </edmx:DataServices>\n</edmx:Edmx>\n"
    )


def edmx_v2(schema: str) -> str:
    """The same of OData V2, with SAP's attributes."""
    return (
        '<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"\n'
        '    xmlns:sap="http://www.sap.com/Protocols/SAPData">\n <edmx:DataServices>\n'
        '  <Schema Namespace="Shop" xmlns="http://schemas.microsoft.com/ado/2008/09/edm">\n'
        f"{schema}  </Schema>\n </edmx:DataServices>\n</edmx:Edmx>\n"
    )


def exports(before: str, after: str, *beside: str) -> Example:
    """An example in one export."""
    return Example({EXPORT: before}, {EXPORT: after}, beside=beside)


def element(before: str, after: str) -> Example:
    """An example in one element, a member of JSON."""
    return exports(csn(ID, before), csn(ID, after))


def metadata(before: str, after: str) -> Example:
    """An example in the schema of a service's metadata."""
    return Example({METADATA: edmx(before)}, {METADATA: edmx(after)})


def ruled(export: str, before: str, after: str, *beside: str) -> Example:
    """An example in the rules, for one export."""
    return Example({EXPORT: export, RULES: before}, {EXPORT: export, RULES: after}, beside=beside)


def typed(before: str, after: str, **files: str) -> Example:
    """An example of commands that people type, beside an export."""
    whole = {EXPORT: csn(ID), **files}
    return Example({SHELL: before, **whole}, {SHELL: after, **whole})
