"""What partitions may bear that was declared once and is no longer: the base of a merge after a failure.

State holds the inputs of the run that failed, not those before it. So the names of parameters that were
declared then, and where partitions were to lie, are kept beside those that could not be rewritten. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.aws.shapes.properties import PropertyMap

from .declared import Declared


@dataclass(frozen=True, slots=True)
class UnfinishedRewrite:
    """Names of parameters of partitions and of their SerDe, whether their columns are to be set, and
    placements (see Declared) that partitions may have still. `anywhere`: they were taken up as they lay.
    """

    parameters: frozenset[str] = frozenset()
    serde: frozenset[str] = frozenset()
    columns: bool = False
    placements: tuple[Declared, ...] = ()
    anywhere: bool = False

    @staticmethod
    def read(written: Any) -> UnfinishedRewrite:
        """What `written` gave."""
        given = written if isinstance(written, Mapping) else {}
        return UnfinishedRewrite(
            frozenset(given.get("parameters") or ()),
            frozenset(given.get("serDe") or ()),
            bool(given.get("columns")),
            tuple(Declared(placement) for placement in given.get("placements") or ()),
            bool(given.get("anywhere")),
        )

    def written(self) -> dict[str, Any]:
        """As plain data."""
        names = {"parameters": sorted(self.parameters), "serDe": sorted(self.serde), "columns": self.columns}
        placements = [dict(placement.inputs) for placement in self.placements]
        places = {"placements": placements, "anywhere": self.anywhere}
        return names | {name: value for name, value in places.items() if value}

    def after(self, old: Declared, new: Declared, *, columns: bool) -> UnfinishedRewrite:
        """This, and what `old` declares. `columns`: whether a rewrite to `new` was to set them."""
        inputs = old.inputs
        parts = [inputs, *(inputs.get("overrides") or ())]
        known = [new.placement, *(placement.inputs for placement in self.placements)]
        left = () if old.placement in known else (Declared(old.placement),)
        return UnfinishedRewrite(
            self.parameters.union(*(part.get("parameters") or () for part in parts)),
            self.serde.union(*(_serde_of(part) for part in parts)),
            self.columns or columns,
            (*self.placements, *left),
            self.anywhere,
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


NOTHING = UnfinishedRewrite()


def _serde_of(part: PropertyMap) -> PropertyMap:
    serde = (part.get("storageDescriptor") or {}).get("serDeInfo") or {}
    return serde.get("parameters") or {}


def _named(names: frozenset[str], base: PropertyMap) -> Iterator[tuple[str, str]]:
    yield from dict.fromkeys(names, "").items()
    yield from (base.get("Parameters") or {}).items()
