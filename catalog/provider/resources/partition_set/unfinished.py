"""What partitions may bear that was declared once and is no longer: the base of a merge after a failure.

State holds the inputs of the run that failed, not those before it. So the names of parameters that were
declared then are kept beside the partitions that could not be rewritten. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.aws.shapes.properties import PropertyMap


@dataclass(frozen=True, slots=True)
class UnfinishedRewrite:
    """Names of parameters of partitions and of their SerDe, and whether their columns are to be set."""

    parameters: frozenset[str] = frozenset()
    serde: frozenset[str] = frozenset()
    columns: bool = False

    @staticmethod
    def read(written: Any) -> UnfinishedRewrite:
        """What `written` gave."""
        given = written if isinstance(written, Mapping) else {}
        return UnfinishedRewrite(
            frozenset(given.get("parameters") or ()),
            frozenset(given.get("serDe") or ()),
            bool(given.get("columns")),
        )

    def written(self) -> dict[str, Any]:
        """As plain data."""
        return {"parameters": sorted(self.parameters), "serDe": sorted(self.serde), "columns": self.columns}

    def after(self, inputs: PropertyMap, *, columns: bool) -> UnfinishedRewrite:
        """This, and what `inputs` declare. `columns`: whether a rewrite was to set them."""
        parts = [inputs, *(inputs.get("overrides") or ())]
        return UnfinishedRewrite(
            self.parameters.union(*(part.get("parameters") or () for part in parts)),
            self.serde.union(*(_serde_of(part) for part in parts)),
            self.columns or columns,
        )

    def added_to(self, base: PropertyMap | None) -> PropertyMap | None:
        """The base of a merge, with these names as well."""
        if not self.parameters and not self.serde:
            return base
        given = base or {}
        storage = given.get("StorageDescriptor") or {}
        serde = storage.get("SerdeInfo") or {}
        return {
            **given,
            "Parameters": dict(_named(self.parameters, given)),
            "StorageDescriptor": {
                **storage,
                "SerdeInfo": {**serde, "Parameters": dict(_named(self.serde, serde))},
            },
        }


def _serde_of(part: PropertyMap) -> PropertyMap:
    serde = (part.get("storageDescriptor") or {}).get("serDeInfo") or {}
    return serde.get("parameters") or {}


def _named(names: frozenset[str], base: PropertyMap) -> Iterator[tuple[str, str]]:
    yield from dict.fromkeys(names, "").items()
    yield from (base.get("Parameters") or {}).items()
