"""The resources this plugin serves, by token."""

from __future__ import annotations

from typing import Final

from catalog.provider.framework.resource import Resource
from catalog.provider.resources.partition_set.resource import PartitionSet

from .database import CatalogDatabase
from .partition import Partition
from .partition_index import PartitionIndex
from .table import CatalogTable

RESOURCES: Final[dict[str, Resource]] = {
    resource.token: resource
    for resource in (CatalogDatabase(), CatalogTable(), Partition(), PartitionSet(), PartitionIndex())
}
