"""The rules about names of other tables and columns: relationships, measures, hierarchies."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.language.findings import Path, Violation, short
from catalog.language.glue import types as glue_types
from catalog.language.glue.names import nearest
from catalog.language.specs.resolver import TableSpec, declared_elsewhere

from .rule import Context, Violations, is_unknown


def relationships(table: TableSpec, context: Context) -> Violations:
    """SPEC017, SPEC022: the tables and columns that relationships name are declared."""
    for i, relationship in enumerate(table.data.get("relationships") or ()):
        path: Path = ("relationships", i)
        target = relationship["to"]
        other = context.tables.get(target)
        if other is None and not declared_elsewhere(context.catalog.root, target):
            message = f"no table {short(target)} in the specs{nearest(target, context.table_names)}"
            remedy = "Import it too, or write <database>.<table> of one that is there; else it is kept so"
            yield Violation("SPEC017", (*path, "to"), message, remedy)
        for here, there in (relationship.get("on") or {}).items():
            if not is_path_of(here, table):
                yield unknown_column((*path, "on", here), here, table.column_names, table.full_name)
            if other is not None and not is_path_of(there, other):
                yield unknown_column((*path, "on", here), there, other.column_names, target)
        for j, condition in enumerate(relationship.get("where") or ()):
            owner, name = (table, table.full_name) if condition["of"] == "source" else (other, target)
            if owner is not None and not is_path_of(condition["column"], owner):
                place = (*path, "where", j, "column")
                yield unknown_column(place, condition["column"], owner.column_names, name)


def references(table: TableSpec, context: Context) -> Violations:
    """SPEC022: columns that others name exist: currency and unit of a measure, columns of a hierarchy."""
    columns = table.column_names
    for i, column in enumerate(table.data["columns"]):
        for block, where in ((column, ()), (column.get("measure") or {}, ("measure",))):
            for key in ("currency", "unit", "text"):
                name = block.get(key)
                if isinstance(name, str) and not _is_reachable(name, table, context):
                    yield unknown_column(("columns", i, *where, key), name, columns, table.full_name)
        for said, name in (column.get("references") or {}).items():
            if not _is_reachable(name, table, context):
                yield unknown_column(("columns", i, "references", said), name, columns, table.full_name)
    for i, hierarchy in enumerate(table.data.get("hierarchies") or ()):
        for key in ("parent", "child", "levels"):
            named = hierarchy.get(key) or []
            for name in [named] if isinstance(named, str) else named:
                if isinstance(name, str) and is_unknown(name, columns):
                    yield unknown_column(("hierarchies", i, key), name, columns, table.full_name)


def is_path_of(path: str, table: TableSpec) -> bool:
    """True for a column of the table, or a path to a field of one: `address.city`."""
    if not is_unknown(path, table.column_names):
        return True
    name, _, inside = path.partition(".")
    keys = (table.data.get("partitions") or {}).get("keys", ())
    stated = next((c.get("type") for c in (*table.data["columns"], *keys) if c["name"] == name), None)
    if not inside or stated is None:
        return bool(inside) and not is_unknown(name, table.column_names)  # of a type that Glue alone knows
    try:
        return _is_field(inside.split("."), glue_types.parse(stated))
    except glue_types.GlueTypeError:
        return True  # the rule about the column reports it


def _is_field(steps: Sequence[str], kind: glue_types.GlueType) -> bool:
    for step in steps:
        fields = dict(kind.fields) if isinstance(kind, glue_types.Struct) else {}
        if step not in fields:
            return False
        kind = fields[step]
    return True


def _is_reachable(path: str, table: TableSpec, context: Context) -> bool:
    """The same for a path that may lead through a relationship to a column of its target."""
    if is_path_of(path, table):
        return True
    for relationship in table.data.get("relationships") or ():
        name, target = relationship.get("name"), context.tables.get(relationship["to"])
        if isinstance(name, str) and path.startswith(f"{name}."):
            return target is None or is_path_of(path[len(name) + 1 :], target)
    return False


def unknown_column(path: Path, name: str, columns: frozenset[str], table: str) -> Violation:
    """SPEC022: a name that a spec refers to, and that no column has."""
    message = f"{short(name)} is no column of {table}{nearest(name, columns)}"
    remedy = "Write the name of a column, or add the column; else the name is kept so"
    return Violation("SPEC022", path, message, remedy)
