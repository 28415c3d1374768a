"""Where specs made of CSN and of the same object's OData metadata differ, and why.

The formats hold different things; all else is equal, which a test asserts by these tables. A row is the place
in the spec (`a.b=x`: only where it is x; `a[n].b`: only of the entry called n) and the reason.
"""

from __future__ import annotations

Differences = tuple[tuple[str, str], ...]

OF_A_VIEW: Differences = (
    ("source.kind", "a service doesn't tell a view from a table"),
    ("business.role", "modelling pattern and capabilities are CSN's"),
    ("business.capabilities", "modelling pattern and capabilities are CSN's"),
    ("business.exposed", "what a service shows is exposed; the object's CSN may not say so"),
    ("columns.text", "Datasphere's services leave out text elements"),
    ("columns.semantic=text", "and which column is a text"),
    ("columns.text_association", "Datasphere's services show one object, without associations"),
    ("columns.source.type", "`cds.*` in CSN, `Edm.*` in metadata"),
    ("relationships", "Datasphere's services show one object, without associations"),
)
OF_A_CAP_MODEL: Differences = (
    (
        "columns.source.type",
        "`cds.*` in CSN, `Edm.*` in metadata; a type definition's name is not told there",
    ),
    ("columns.source.localized", "in metadata told by the entity of its texts"),
    ("columns.source.formula", "the formula of a calculated element is in CSN only"),
    ("columns.source.calculated", "computed in OData is also what is filled in on insert"),
    ("columns.source.association", "in metadata a managed association's column is a property like any other"),
    ("columns.foreign_key", "in metadata a managed association's column is a property like any other"),
    (
        "relationships[texts].on",
        "metadata states no referential constraint for an entity's texts: no columns to join by (MAP012)",
    ),
    ("relationships.to", "the service projects the entities under its own names"),
)
# Columns that only one of them gives, of a CAP model.
ONLY_OF_ONE: Differences = (
    ("structures", "a struct in CSN; metadata has a property for each field (`ship_city`)"),
    ("virtual elements", "no data, so no column of CSN; metadata shows them as properties"),
    ("names", "OData forbids blanks and more: metadata without the original names gives OData's"),
)
