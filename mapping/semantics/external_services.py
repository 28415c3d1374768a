"""What annotations say of an entity of a service: whose it is, and that its queries are aggregated.

CAP marks the entities that `cds import` makes of a service's metadata with `@cds.external` and, since no
database of the application has them, with `@cds.persistence.skip`. Whether they get a spec at all is the
rules' to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from mapping.cds.access_annotations import USAGE
from mapping.cds.annotation_types import TEXT, Kind
from mapping.cds.sap_annotations import SEMANTICS

from .columns import Layout


class ObjectContext(Protocol):
    """The context of one object, as far as these handlers add to it."""

    layout: Layout
    source: dict[str, Any]


def _external(context: ObjectContext, value: Any) -> bool:
    """The service's name is what stands before the entity's."""
    service = context.layout.entity.key.name.rpartition(".")[0]
    if service and value is True:
        context.source["external_service"] = service
    return value is False or (bool(service) and value is True)


def _skipped(context: ObjectContext, value: Any) -> bool:
    """An entity that comes here all the same is an external service's, and says so."""
    return value is False or (value is True and "external_service" in context.source)


def _aggregates(context: ObjectContext, value: Any) -> bool:
    """OData V2's word for an entity whose queries are aggregated, as those of a model for analysis are."""
    if value == "aggregate":
        context.source["analytical_queries"] = True
    return bool(value == "aggregate")


def _restricted(_: ObjectContext, __: Any) -> bool:
    """Which rows a control restricts is the room `access`'s to read, whatever its form."""
    return True


EXTERNAL_HANDLERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "@cds.external": _external,
    "@cds.persistence.skip": _skipped,
    SEMANTICS: _aggregates,
    USAGE: _restricted,
}
EXTERNAL_TAKES: Mapping[str, Kind] = {SEMANTICS: TEXT}
