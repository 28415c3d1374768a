"""The calls about one Glue object, made from its row of KINDS: create, get, update, delete, and its list.

An object is addressed by names, outermost first, as in `("sales", "orders")`; a partition's values come last,
as in `("sales", "orders", ["2026-01-31"])`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from catalog.aws.errors import NOT_FOUND, aws
from catalog.language.glue.kinds import CATALOG_DATABASE, CATALOG_TABLE, PARTITION, GlueKind

from .catalog_client import CatalogClient

Address = tuple[Any, ...]  # names; of a partition a list of values last
Structure = Mapping[str, Any]  # Glue's


@dataclass(frozen=True, slots=True)
class ObjectCalls:
    """How Glue spells a kind's requests and answers; every method raises AwsError if AWS refuses.

    `structure` is the member that holds what is written (TableInput), `answer` the one that a read gives
    (Table). `address` are the members that name an object, the last of them not sent by a create;
    `update_address` those of an update where it names them otherwise. `pages` are the operation that lists
    all objects under one parent and the member of its answer; empty where none is of use.
    """

    kind: GlueKind
    structure: str
    answer: str
    address: tuple[str, ...]
    update_address: tuple[str, ...] = ()
    pages: tuple[str, str] = ("", "")

    @property
    def has_pages(self) -> bool:
        """Whether objects can be read by lists."""
        return self.pages != ("", "")

    def title(self, address: Address) -> str:
        """The object in messages: `table sales.orders`, `partition 2026-01-31/eu of sales.orders`."""
        *parents, name = address
        if isinstance(name, str):
            return f"{self.kind.word} {'.'.join(address)}"
        return f"{self.kind.word} {'/'.join(name)} of {'.'.join(parents)}"

    def create(self, client: CatalogClient, address: Address, sent: Structure, **members: Any) -> None:
        """Makes the object. `members` are further ones of the request."""
        with aws(f"create {self.title(address)}"):
            parents = _members(self.address[:-1], address[:-1])
            _send(client, self.kind.create, {**parents, self.structure: sent, **members})

    def get(self, client: CatalogClient, address: Address) -> dict[str, Any] | None:
        """Glue's structure of the object; None if there is none."""
        with aws(f"read {self.title(address)}", ignoring=NOT_FOUND):
            return dict(_send(client, self.kind.read, _members(self.address, address))[self.answer])
        return None

    def update(self, client: CatalogClient, address: Address, sent: Structure, **members: Any) -> None:
        """Replaces the object's structure. `members` are further ones of the request."""
        with aws(f"update {self.title(address)}"):
            named = _members(self.update_address or self.address, address)
            _send(client, self.kind.update, {**named, self.structure: sent, **members})

    def delete(self, client: CatalogClient, address: Address) -> None:
        """Removes the object; one that does not exist is no error."""
        with aws(f"delete {self.title(address)}", ignoring=NOT_FOUND):
            _send(client, self.kind.delete, _members(self.address, address))

    def list(self, client: CatalogClient, parents: Address) -> Iterator[Sequence[dict[str, Any]]]:
        """The structures of all objects under `parents`, a page at a time."""
        operation, answer = self.pages
        with aws(f"read the {self.kind.plural}" + (f" of {'.'.join(parents)}" if parents else "")):
            paginator: Any = client.glue.get_paginator(cast(Any, operation))
            for page in paginator.paginate(**_members(self.address[:-1], parents), **client.scope):
                yield page.get(answer, [])


def _members(names: Sequence[str], address: Sequence[Any]) -> dict[str, Any]:
    parts = (part if isinstance(part, str) else list(part) for part in address)
    return dict(zip(names, parts, strict=False))  # an update may name fewer


def _send(client: CatalogClient, operation: str, members: Structure) -> Any:
    """The answer to an operation in Glue's spelling, such as GetTable."""
    method = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation).lower()
    return getattr(client.glue, method)(**members, **client.scope)


DATABASES = ObjectCalls(
    CATALOG_DATABASE, "DatabaseInput", "Database", ("Name",), pages=("get_databases", "DatabaseList")
)
TABLES = ObjectCalls(
    CATALOG_TABLE,
    "TableInput",
    "Table",
    ("DatabaseName", "Name"),
    update_address=("DatabaseName",),
    pages=("get_tables", "TableList"),
)
PARTITIONS = ObjectCalls(
    PARTITION,
    "PartitionInput",
    "Partition",
    ("DatabaseName", "TableName", "PartitionValues"),
    update_address=("DatabaseName", "TableName", "PartitionValueList"),
)
