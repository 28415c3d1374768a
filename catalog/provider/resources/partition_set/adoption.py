"""The inputs of a PartitionSet for a table as it is: what `pulumi import` declares.

Takes every partition's values, location and format; gives inputs under which no partition would change. What
most partitions have in common is the set's own, the rest are overrides. Pure.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.aws.errors import ProviderError
from catalog.aws.shapes.properties import Properties
from catalog.language.partitions.boxes import Box, Tuple, boxed
from catalog.language.partitions.hive import escape
from catalog.language.partitions.locations import absolute_template, hive_template, locator

TEMPLATES = 20  # different ones that are looked for
OVERRIDES = 100  # beyond, a spec would be a list of exceptions
Live = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A partition that is there. `form` is its format as JSON, so that alike ones are found."""

    row: Tuple
    location: str
    form: str


def stored(live: Live) -> Stored:
    """Of Glue's Partition structure."""
    descriptor = live.get("StorageDescriptor") or {}
    serde = descriptor.get("SerdeInfo") or {}
    form = {
        "inputFormat": descriptor.get("InputFormat"),
        "outputFormat": descriptor.get("OutputFormat"),
        "serDeInfo": _present(
            {"serializationLibrary": serde.get("SerializationLibrary"), "parameters": serde.get("Parameters")}
        ),
    }
    location = str(descriptor.get("Location", "")).rstrip("/")
    return Stored(tuple(live["Values"]), location, json.dumps(_present(form), sort_keys=True))


def imported(database: str, table: str, live: Live, partitions: Iterable[Stored]) -> Properties:
    """The inputs; `live` is Glue's Table structure. Raises ProviderError if they would be mere exceptions."""
    keys = [{"name": k["Name"], "type": k.get("Type", "string")} for k in live.get("PartitionKeys") or ()]
    names = [key["name"] for key in keys]
    descriptor = live.get("StorageDescriptor") or {}
    groups = _grouped(partitions, descriptor.get("Location", ""), names)
    if not groups:
        groups = {("", stored({"Values": [], "StorageDescriptor": descriptor}).form): []}
    (template, form), *others = (
        group for group, _ in Counter({g: len(r) for g, r in groups.items()}).most_common()
    )
    columns = [{"name": c["Name"], "type": c.get("Type", "string")} for c in descriptor.get("Columns") or ()]
    overrides = [
        _override(box, names, other, (template, form)) for other in others for box in boxed(groups[other])
    ]
    if len(overrides) > OVERRIDES:
        raise ProviderError(
            f"the partitions of {database}.{table} lie and are stored in too many ways for one PartitionSet: "
            f"{len(overrides):,} exceptions. Leave them to who made them, or declare those that are alike"
        )
    return _present(
        {
            "databaseName": database,
            "tableName": table,
            "keys": keys,
            "values": [_named(box, names) for box in boxed(row for rows in groups.values() for row in rows)],
            "location": descriptor.get("Location", ""),
            "locationTemplate": template,
            "storageDescriptor": {**json.loads(form), **_present({"columns": columns})},
            "overrides": overrides,
        }
    )


def _grouped(
    partitions: Iterable[Stored], root: str, names: Sequence[str]
) -> dict[tuple[str, str], list[Tuple]]:
    """The tuples by location template ('': Hive's own) and format."""
    known = _Templates(root, names)
    found: dict[tuple[str, str], list[Tuple]] = {}
    for partition in partitions:
        found.setdefault((known.of(partition), partition.form), []).append(partition.row)
    return found


class _Templates:
    """Templates that place partitions where they are, found one by one."""

    def __init__(self, root: str, names: Sequence[str]) -> None:
        self._root, self._names = root, names
        self._known = {"": self._locator("")}

    def _locator(self, template: str) -> Any:
        return locator(absolute_template(self._root, template or hive_template(self._names)), self._names)

    def of(self, partition: Stored) -> str:
        """The template of a partition; its whole location where no other fits."""
        for template, locate in self._known.items():
            if locate(partition.row).rstrip("/") == partition.location:
                return template
        if len(self._known) <= TEMPLATES:
            for template in self._candidates(partition):
                locate = self._locator(template)
                if locate(partition.row).rstrip("/") == partition.location:
                    self._known[template] = locate
                    return template
        return partition.location

    def _candidates(self, partition: Stored) -> Iterator[str]:
        """The location with values in it as `{key}`, the longest first: 2026 is in 2026-01, too."""
        text = partition.location.removeprefix(self._root.rstrip("/") + "/")
        pairs = sorted(zip(self._names, map(escape, partition.row), strict=True), key=lambda p: -len(p[1]))
        for name, value in pairs:
            text = text.replace(value, f"{{{name}}}", 1) if value not in ("", *self._names) else text
        yield text


def _override(box: Box, names: Sequence[str], group: tuple[str, str], base: tuple[str, str]) -> Properties:
    (template, form), (usual, usual_form) = group, base
    return _present(
        {
            "where": _named(box, names),
            "locationTemplate": (template or hive_template(names)) if template != usual else "",
            "storageDescriptor": json.loads(form) if form != usual_form else {},
        }
    )


def _named(box: Box, names: Sequence[str]) -> Properties:
    return dict(zip(names, map(sorted, box), strict=True))


def _present(given: Mapping[str, Any]) -> Properties:
    return {name: value for name, value in given.items() if value not in (None, "", {}, [])}
