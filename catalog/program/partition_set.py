"""PartitionSet for people's own Pulumi programs: all partitions of a Glue table as one resource.

Served by this project's `aws` plugin, which a program names in its Pulumi.yaml; used as
`pulumi_aws.glue.CatalogTable` is:

    from catalog.program.partition_set import PartitionSet, numbers, span

    PartitionSet(
        "orders",
        database_name=table.database_name,
        table_name=table.name,
        keys=[{"name": "dt", "type": "date"}, {"name": "contributor", "type": "string"}],
        values={"dt": span("2026-04-01", "2026-06-30"), "contributor": numbers(1, 35, "c%02d")},
        location="s3://lake/orders/",
        storage_descriptor={"input_format": ..., "output_format": ..., "ser_de_info": {...}},
    )

What values mean is the same as in a spec (`partitions.values`): see the docstrings of the shapes below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required, TypedDict

import pulumi

from catalog.language.glue.kinds import PARTITION_SET
from catalog.language.partitions.values import in_text

SETS = ("values", "except", "where")  # their keys are partition keys; None in them is Hive's null


class KeyArgs(TypedDict):
    """A partition key: `{"name": "dt", "type": "date"}`, the type as Glue spells it."""

    name: str
    type: str


RangeArgs = TypedDict(
    "RangeArgs",
    {"from": Required[str | int], "to": Required[str | int], "by": str | int, "format": str},
    total=False,
)
"""Values from one end to the other, both included; `span` and `numbers` make it. An end that is written
coarser than the step means its last one: to 2026-01 by day is to 2026-01-31.

`by`: hour, day, week, month or year for dates, a step for numbers. `format`: `yyyyMMdd`, or `c%02d`.
"""

Value = str | int | float | bool | None  # None: Hive's null, __HIVE_DEFAULT_PARTITION__
Side = Value | RangeArgs | Sequence[Value | RangeArgs]
Product = Mapping[str, Side]
"""A cross product: values for each key, `{"dt": span(...), "contributor": ["c01", "c02"]}`."""

Row = Sequence[Value]
"""One partition: a value for each key, in the order of the keys."""


class OverrideArgs(TypedDict, total=False):
    """What some partitions have of their own; of several that fit, later ones win.

    `where` names keys and values; keys that it leaves out may have any. `location_template` as the set's,
    or a whole one: `s3://archive/{dt}/`.
    """

    where: Required[Product]
    location_template: str
    storage_descriptor: Mapping[str, Any]
    parameters: Mapping[str, str]


def span(first: str, last: str, by: str | None = None, format: str | None = None) -> RangeArgs:
    """The days from `first` to `last`, both included: `span("2026-04-01", "2026-06-30")`.

    `by`: hour, day, week, month or year; else what the ends are written in.
    """
    return _range(first, last, by, format)


def numbers(first: int, last: int, format: str | None = None, step: int | None = None) -> RangeArgs:
    """The numbers from `first` to `last`, both included: `numbers(1, 35, "c%02d")` is c01 to c35."""
    return _range(first, last, step, format)


def _range(first: str | int, last: str | int, by: str | int | None, format: str | None) -> RangeArgs:
    found: RangeArgs = {"from": first, "to": last}
    if by is not None:
        found["by"] = by
    if format is not None:
        found["format"] = format
    return found


class PartitionSet(pulumi.CustomResource):
    """The declared partitions of one Glue table, however many: made, changed and removed a hundred a call.

    Its ID is `account:database:table`, also for `pulumi import`. Partitions that are in Glue already and are
    as declared are adopted without being written. Deleting the resource deletes what it declares.
    """

    count: pulumi.Output[int]
    """How many partitions are declared."""

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        database_name: pulumi.Input[str],
        table_name: pulumi.Input[str],
        keys: Sequence[KeyArgs],
        values: Product | Sequence[Product | Row],
        location: pulumi.Input[str],
        exclude: Product | Sequence[Product | Row] | None = None,
        location_template: pulumi.Input[str] | None = None,
        storage_descriptor: pulumi.Input[Any] | None = None,
        parameters: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None = None,
        overrides: Sequence[OverrideArgs] | None = None,
        ownership: Literal["declared", "exclusive"] | None = None,
        cascade: bool | None = None,
        catalog_id: pulumi.Input[str] | None = None,
        region: pulumi.Input[str] | None = None,
    ) -> None:
        """Declares the set.

        :param keys: the table's partition keys, in its order.
        :param values: a cross product, or a list of cross products and rows.
        :param exclude: what of the values is no partition; a product may leave keys out.
        :param location: the table's location.
        :param location_template: a partition's folder under it, such as `{contributor}/{dt}`, or a whole
            location; `dt={dt}/contributor={contributor}` if left out. Values are escaped as Hive does.
        :param storage_descriptor: columns, formats and SerDe of the partitions: a
            `pulumi_aws.glue.PartitionStorageDescriptorArgs`, or a dict of the same without `location`.
        :param parameters: of each partition; those that others write stay.
        :param ownership: `declared` (default): partitions of others stay. `exclusive`: those that are there
            when the set is made or becomes exclusive are removed, and those that a refresh finds later.
        :param cascade: what a change of the columns does to partitions that exist. None (default): added
            columns and fields of structs reach them; of a type that changed each keeps its own where Athena's
            cast saves it. True: all columns become these; False: none do. Formats and SerDe always do.
        """
        properties = {
            "database_name": database_name, "table_name": table_name, "keys": keys, "values": values,
            "except": exclude, "location": location, "location_template": location_template,
            "storage_descriptor": storage_descriptor, "parameters": parameters, "overrides": overrides,
            "ownership": ownership, "cascade": cascade, "catalog_id": catalog_id, "region": region,
            "count": None,
        }  # fmt: skip
        super().__init__(PARTITION_SET.token, resource_name, _wired(properties), opts)


def _wired(value: Any) -> Any:
    """Plain dicts with their keys as the plugin spells them: `ser_de_info` is `serDeInfo`."""
    if isinstance(value, Mapping):
        return {_camel(k): _member(k, v) for k, v in value.items() if v is not None or k == "count"}
    return [_wired(v) for v in value] if isinstance(value, list | tuple) else value


def _member(name: str, value: Any) -> Any:
    if name in SETS:
        return in_text(_listed(value))
    return value if name == "parameters" else _wired(value)


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _listed(v) for k, v in value.items()}
    return [_listed(v) for v in value] if isinstance(value, list | tuple) else value


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)
