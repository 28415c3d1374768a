"""The rules about names of other tables and columns: relationships, measures, hierarchies."""

from __future__ import annotations

from catalog.language.findings import Path, Violation, short
from catalog.language.glue.names import nearest
from catalog.language.specs.resolver import TableSpec, declared_elsewhere

from .rule import Context, Violations, is_unknown


def relationships(table: TableSpec, context: Context) -> Violations:
    """SPEC017, SPEC022: the tables and columns that relationships name are declared."""
    columns = table.column_names
    for i, relationship in enumerate(table.data.get("relationships") or ()):
        path: Path = ("relationships", i)
        target = relationship["to"]
        other = context.tables.get(target)
        if other is None and not declared_elsewhere(context.catalog.root, target):
            message = f"no table {short(target)} in the specs{nearest(target, context.table_names)}"
            remedy = "Import it too, or write <database>.<table> of one that is there; else it is kept so"
            yield Violation("SPEC017", (*path, "to"), message, remedy)
        for here, there in (relationship.get("on") or {}).items():
            if is_unknown(here, columns):
                yield unknown_column((*path, "on", here), here, columns, table.full_name)
            if other is not None and is_unknown(there, other.column_names):
                yield unknown_column((*path, "on", here), there, other.column_names, target)
        for j, condition in enumerate(relationship.get("where") or ()):
            owner, name = (table, table.full_name) if condition["of"] == "source" else (other, target)
            if owner is not None and is_unknown(condition["column"], owner.column_names):
                place = (*path, "where", j, "column")
                yield unknown_column(place, condition["column"], owner.column_names, name)


def references(table: TableSpec, _: Context) -> Violations:
    """SPEC022: columns that others name exist: currency and unit of a measure, columns of a hierarchy."""
    columns = table.column_names
    for i, column in enumerate(table.data["columns"]):
        for block, where in ((column, ()), (column.get("measure") or {}, ("measure",))):
            for key in ("currency", "unit", "text"):
                if isinstance(block.get(key), str) and is_unknown(block[key], columns):
                    yield unknown_column(("columns", i, *where, key), block[key], columns, table.full_name)
    for i, hierarchy in enumerate(table.data.get("hierarchies") or ()):
        for key in ("parent", "child", "levels"):
            named = hierarchy.get(key) or []
            for name in [named] if isinstance(named, str) else named:
                if isinstance(name, str) and is_unknown(name, columns):
                    yield unknown_column(("hierarchies", i, key), name, columns, table.full_name)


def unknown_column(path: Path, name: str, columns: frozenset[str], table: str) -> Violation:
    """SPEC022: a name that a spec refers to, and that no column has."""
    message = f"{short(name)} is no column of {table}{nearest(name, columns)}"
    remedy = "Write the name of a column, or add the column; else the name is kept so"
    return Violation("SPEC022", path, message, remedy)
