"""The resources this plugin serves, by token."""

from __future__ import annotations

from typing import Final

from .database import CatalogDatabase
from .partition import Partition
from .partition_index import PartitionIndex
from .partition_set import PartitionSet
from .resource import Resource
from .table import CatalogTable

RESOURCES: Final[dict[str, Resource]] = {
    resource.token: resource
    for resource in (CatalogDatabase(), CatalogTable(), Partition(), PartitionSet(), PartitionIndex())
}
