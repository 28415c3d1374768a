"""Lower case for the names that Glue folds: databases, tables, columns and partition keys.

Takes an operation's name and its request, gives the request with those names folded in place, in
definitions and lookups alike. Index names, parameters, comments and values keep their case.
"""

from __future__ import annotations

from typing import Any

EACH = "*"

_COLUMNS = ("StorageDescriptor", "Columns", EACH, "Name")
FOLDED: tuple[tuple[str, ...], ...] = (
    ("DatabaseName",),
    ("TableName",),
    ("DatabaseInput", "Name"),
    ("TableInput", "Name"),
    ("TableInput", "PartitionKeys", EACH, "Name"),
    ("TableInput", *_COLUMNS),
    ("TablesToDelete", EACH),
    ("PartitionInput", *_COLUMNS),
    ("PartitionInputList", EACH, *_COLUMNS),
    ("Entries", EACH, "PartitionInput", *_COLUMNS),
    ("PartitionIndex", "Keys", EACH),
    ("PartitionIndexes", EACH, "Keys", EACH),
    ("ColumnName",),
    ("ColumnNames", EACH),
    ("ColumnStatisticsList", EACH, "ColumnName"),
)
# Operations whose ``Name`` is a database's or a table's.
NAMED = frozenset(
    {
        "GetDatabase",
        "UpdateDatabase",
        "DeleteDatabase",
        "CreateTable",
        "GetTable",
        "UpdateTable",
        "DeleteTable",
        "GetUnfilteredTableMetadata",
    }
)
# Operations on any resource by its ARN; databases and tables among them are folded.
BY_ARN = frozenset({"GetTags", "TagResource", "UntagResource"})


def fold_names(operation: str, request: dict[str, Any]) -> None:
    """Fold the names in ``request``, in place."""
    for path in FOLDED:
        if path[0] in request:
            _fold(request, path)
    if operation in NAMED:
        _fold(request, ("Name",))
    if operation in BY_ARN:
        request["ResourceArn"] = fold_arn(request["ResourceArn"])


def fold_arn(arn: str) -> str:
    """The ARN of a database or table with its names in lower case; any other ARN as it is."""
    resource = arn.rsplit(":", 1)[-1]
    return arn.lower() if resource.startswith(("database/", "table/")) else arn


def _fold(holder: Any, path: tuple[str, ...]) -> None:
    step, rest = path[0], path[1:]
    if holder is None:
        return
    keys: Any = range(len(holder)) if step == EACH else ((step,) if step in holder else ())
    for key in keys:
        if rest:
            _fold(holder[key], rest)
        elif isinstance(holder[key], str):
            holder[key] = holder[key].lower()
