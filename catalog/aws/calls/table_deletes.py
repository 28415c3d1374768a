"""Deletes of tables: those that arrive together go out as BatchDeleteTable.

The engine asks for one table at a time, several at once; each would be a call of its own. Every entry's
answer is read; a table that is gone already counts as deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalog.aws.errors import NOT_FOUND, AwsError, aws, entry_error

from .batching import Coalescer
from .catalog_client import CatalogClient

# BatchDeleteTable takes 100 names (AWS Glue API, BatchDeleteTable, TablesToDelete).
CAP = 100
# A policy may allow DeleteTable alone: the two are actions of their own in IAM.
NOT_ALLOWED = "AccessDeniedException"


class TableDeletes:
    """The deletes of one run; safe to use from all workers at once."""

    def __init__(self) -> None:
        self._coalescer = Coalescer(_send, CAP)

    def delete(self, client: CatalogClient, database: str, name: str) -> None:
        """Removes the table; raises AwsError if AWS refuses. One that is gone is no error."""
        error = self._coalescer((client, database), name)
        if error is not None and error.code == NOT_ALLOWED:
            _alone(client, database, name)
        elif error is not None:
            raise error


def _send(where: tuple[CatalogClient, str], names: Sequence[str]) -> list[AwsError | None]:
    """One answer for each name: None if the table is no more, else why it still is."""
    client, database = where
    if len(names) == 1:
        _alone(client, database, names[0])
        return [None]
    try:
        refused = _together(client, database, names)
    except AwsError as error:
        return [error] * len(names)
    return [_error(database, name, refused.get(name.lower())) for name in names]


def _alone(client: CatalogClient, database: str, name: str) -> None:
    with aws(f"delete table {database}.{name}", ignoring=NOT_FOUND):
        client.glue.delete_table(DatabaseName=database, Name=name, **client.scope)


def _together(client: CatalogClient, database: str, names: Sequence[str]) -> dict[str, Any]:
    """Glue's ErrorDetail of each table that it did not delete, by name in lower case."""
    with aws(f"delete {len(names)} tables of {database}", ignoring=NOT_FOUND):
        answer = client.glue.batch_delete_table(
            DatabaseName=database, TablesToDelete=list(names), **client.scope
        )
        return {e.get("TableName", "").lower(): e.get("ErrorDetail", {}) for e in answer.get("Errors", [])}
    return {}


def _error(database: str, name: str, detail: dict[str, str] | None) -> AwsError | None:
    if detail is None or detail.get("ErrorCode") == NOT_FOUND:
        return None
    return entry_error(f"delete table {database}.{name}", detail)
