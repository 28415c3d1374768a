"""The kinds of object in a Glue catalog that the project knows, each spelt once. Pure data.

A new kind is a row here first; the rooms ask for its token, words and ID form by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GlueKind:
    """One kind of object: how Pulumi, people, IDs, specs and Glue's API call it.

    `name` is the resource's class (`CatalogTable`) and `token` its Pulumi type token; `word` and `plural` are
    for messages, `label` stands before its name in the lines of a run; `id_form` names the parts of its
    physical ID, joined by `:`; `spec` is the `kind:` of its own spec file, empty where the object stands in a
    table's. `create` and so on are operations of Glue's API, the batch ones where those are called; empty
    where Glue has none (a partition index is never changed).
    """

    name: str
    token: str
    word: str
    plural: str
    label: str
    id_form: str
    spec: str
    create: str
    read: str
    update: str
    delete: str


CATALOG_DATABASE = GlueKind(
    name="CatalogDatabase",
    token="aws:glue/catalogDatabase:CatalogDatabase",
    word="database",
    plural="databases",
    label="database",
    id_form="account:name",
    spec="Database",
    create="CreateDatabase",
    read="GetDatabase",
    update="UpdateDatabase",
    delete="DeleteDatabase",
)
CATALOG_TABLE = GlueKind(
    name="CatalogTable",
    token="aws:glue/catalogTable:CatalogTable",
    word="table",
    plural="tables",
    label="table",
    id_form="account:database:table",
    spec="Table",
    create="CreateTable",
    read="GetTable",
    update="UpdateTable",
    delete="DeleteTable",
)
PARTITION = GlueKind(
    name="Partition",
    token="aws:glue/partition:Partition",
    word="partition",
    plural="partitions",
    label="partition",
    id_form="account:database:table:values",
    spec="",
    create="CreatePartition",
    read="GetPartition",
    update="UpdatePartition",
    delete="DeletePartition",
)
PARTITION_SET = GlueKind(
    name="PartitionSet",
    token="aws:glue/partitionSet:PartitionSet",
    word="partition set",
    plural="partition sets",
    label="partitions",
    id_form="account:database:table",
    spec="",
    create="BatchCreatePartition",
    read="GetPartitions",
    update="BatchUpdatePartition",
    delete="BatchDeletePartition",
)
PARTITION_INDEX = GlueKind(
    name="PartitionIndex",
    token="aws:glue/partitionIndex:PartitionIndex",
    word="partition index",
    plural="partition indexes",
    label="index",
    id_form="account:database:table:index",
    spec="",
    create="CreatePartitionIndex",
    read="GetPartitionIndexes",
    update="",
    delete="DeletePartitionIndex",
)

KINDS: Mapping[str, GlueKind] = {
    kind.name: kind for kind in (CATALOG_DATABASE, CATALOG_TABLE, PARTITION, PARTITION_SET, PARTITION_INDEX)
}

IMPORTED = "__imported"  # the output of what pulumi import read and no program declared; the engine hides it
LIVE_OBJECTS = "aws:glue/catalog:liveObjects"  # the token of the plugin's one function: what is in Glue now
