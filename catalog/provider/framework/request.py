"""One request of the engine about one resource, and what it may use."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Protocol

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.partition_counts import PartitionCounts
from catalog.aws.calls.read_ahead import ReadAhead
from catalog.aws.calls.table_deletes import TableDeletes
from catalog.aws.session import Session
from catalog.aws.shapes.properties import PropertyMap

from .declared_sets import DeclaredSets
from .object_claims import ObjectClaims
from .urn import Urn


class Log(Protocol):
    """Where lines about a resource go."""

    def info(self, urn: str, *lines: str) -> None:
        """Lines for people, attached to the resource `urn`."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the requests of one run share: AWS, what the run did and declares, the engine's log.

    `cancelled` is set when the engine asks to stop.
    """

    session: Session
    reads: ReadAhead
    deletes: TableDeletes
    claims: ObjectClaims
    declared: DeclaredSets
    counts: PartitionCounts
    log: Log
    cancelled: threading.Event

    def client(self, *properties: PropertyMap) -> CatalogClient:
        """The catalog that the first of `properties` names which names one, else the session's own."""
        region = next((p["region"] for p in properties if p.get("region")), "") or self.session.region
        glue = self.session.glue(region)
        account = self.session.account()
        catalog = next((p["catalogId"] for p in properties if p.get("catalogId")), "") or account
        return CatalogClient(glue, region, account, catalog)


@dataclass(frozen=True, slots=True)
class Request:
    """One request about one resource. `timeout` in seconds, 0 for the resource's own."""

    context: Context
    urn: Urn
    id: str = ""
    timeout: float = 0

    def report(self, *lines: str) -> None:
        """Lines to the engine's log, attached to the resource."""
        self.context.log.info(self.urn.text, *lines)

    def client(self, *properties: PropertyMap) -> CatalogClient:
        """The catalog that the first of `properties` names which names one, else the session's own."""
        return self.context.client(*properties)
