"""Examples of codes about OData metadata."""

from __future__ import annotations

from catalog.language.code_table import Example, Examples

from .files import METADATA as FILE
from .files import SETS, edmx, edmx_v2, metadata

_ID = '      <Property Name="Id" Type="Edm.String"/>\n'


def _type(*members: str, base: str = "", name: str = "Orders") -> str:
    """An entity type with a property `Id` and what else stands in it."""
    inside = "".join(f"      {member}\n" for member in members)
    return f'    <EntityType Name="{name}"{base}>\n{_ID}{inside}    </EntityType>\n'


_LABEL = '<Annotation Term="com.sap.vocabularies.Common.v1.Label"{}/>'
_LABELLED = (
    '    <Annotations Target="Shop.{}">\n      '
    + _LABEL.format(' String="Orders"')
    + "\n    </Annotations>\n"
)
_STATUS = (
    '    <EnumType Name="Status">\n      <Member Name="Open" Value="0"/>\n'
    '      <Member Name="Paid"{}/>\n    </EnumType>\n'
)
_WITH_STATUS = _type('<Property Name="Status" Type="Shop.Status"/>')
_FLAG = '<Property Name="IsActiveEntity"{}/>'
_DRAFTS = '<Annotation Term="com.sap.vocabularies.Common.v1.DraftNode"><Record/></Annotation>'

_SORTABLE = _type('<Property Name="Amount" Type="Edm.Double"{}/>')
_TO_ITEMS = _type('<NavigationProperty Name="Items" Relationship="Shop.Items" FromRole="a" ToRole="b"/>')
_ITEMS = (
    '    <Association Name="Items">\n      <End Role="a" Type="Shop.Orders" Multiplicity="0..1"/>\n'
    '      <End Role="b" Type="Shop.Orders" Multiplicity="0..1"/>\n      <ReferentialConstraint>\n'
    '        <Principal Role="b"><PropertyRef Name="Id"/></Principal>\n'
    '        <Dependent Role="a"><PropertyRef Name="Id"/></Dependent>\n'
    "      </ReferentialConstraint>\n    </Association>\n"
)


def _v2(before: str, after: str) -> Example:
    return Example({FILE: edmx_v2(before + SETS)}, {FILE: edmx_v2(after + SETS)})


METADATA: Examples = {
    "EDM001": metadata(
        _type('<Property Name="Amount"/>') + SETS,
        _type('<Property Name="Amount" Type="Edm.Double"/>') + SETS,
    ),
    "EDM002": metadata(_type() + '    <Function Name="Cancel"/>\n' + SETS, _type() + SETS),
    "EDM003": metadata(
        _type() + SETS + _LABELLED.format("Order"), _type() + SETS + _LABELLED.format("Orders")
    ),
    "EDM004": metadata(
        _type(_LABEL.format(' Path="Id"')) + SETS, _type(_LABEL.format(' String="Orders"')) + SETS
    ),
    "EDM005": metadata(
        _type() + _type(name="Draft") + SETS,
        _type()
        + _type(name="Draft")
        + SETS.replace("\n    </", '\n      <EntitySet Name="Drafts" EntityType="Shop.Draft"/>\n    </'),
    ),
    "EDM006": metadata(
        _type(base=' BaseType="Core.Document"') + SETS,
        _type() + SETS,
    ),
    "EDM007": Example(
        {"exports/SALES/annotations.xml": edmx(_LABELLED.format("Orders"))},
        {"exports/SALES/annotations.xml": edmx(_LABELLED.format("Orders")), FILE: edmx(_type() + SETS)},
    ),
    "EDM008": metadata(
        _STATUS.format("") + _WITH_STATUS + SETS, _STATUS.format(' Value="1"') + _WITH_STATUS + SETS
    ),
    "EDM010": _v2(_SORTABLE.format(' sap:sortable="false"'), _SORTABLE.format("")),
    "EDM011": _v2(_TO_ITEMS, _TO_ITEMS + _ITEMS),
    "EDM012": metadata(_type() + _type() + SETS, _type() + SETS),
    "EDM021": metadata(_type(base=' OpenType="true"') + SETS, _type() + SETS),
    "EDM022": metadata(_type(base=' HasStream="true"') + SETS, _type() + SETS),
    "EDM009": metadata(
        _type(_FLAG.format(' Type="Edm.Boolean"'), _DRAFTS) + SETS,
        _type(_FLAG.format(' Type="Edm.Boolean"')) + SETS,
    ),
}
