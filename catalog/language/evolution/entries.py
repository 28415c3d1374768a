"""Which fields an entry of `changes.accept` has for each code: what it is about, and from what to what.

The one table of them, as the gate and the checks read it. Types are Glue's; a field inside of a column is
named by its path, `address.zip`, with `[]` for the elements of an array.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

ENTRY_FIELDS = ("column", "parameter", "from", "to", "values")  # beside code, reason and until


@dataclass(frozen=True, slots=True)
class Form:
    """The fields that an entry needs, those that it may have, and an example of them.

    Of `one_of` at least one is needed. `types` are those that hold a Glue type.
    """

    needs: tuple[str, ...]
    example: str
    may: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields that an entry of this form can have."""
        return (*self.needs, *self.one_of, *self.may)

    def for_parameter(self) -> Form:
        """The form of an entry that names a parameter: one that comes was nothing before."""
        needs = tuple(name for name in self.needs if name not in _SIDES)
        return replace(self, needs=needs, one_of=_SIDES)


_SIDES = ("from", "to")
_HIVE = "org.apache.hadoop.hive"


def _typed(example: str) -> Form:
    """A column, or a field of one, and its two types."""
    return Form(("column", *_SIDES), example, types=_SIDES)


def _added(example: str) -> Form:
    """A column or field that comes, with its type."""
    return Form(("column", "to"), example, types=("to",))


def _parameter(example: str) -> Form:
    """A parameter and its two values; one that comes has no `from`, one that goes no `to`."""
    return Form(("parameter",), example, ("column",), _SIDES)


def _table(example: str) -> Form:
    """The one thing of its kind that a table has, or a parameter that says it."""
    return Form(_SIDES, example, ("parameter",))


FORMS: Mapping[str, Form] = {
    "CHG101": Form(("column", "from"), "column: email, from: string", types=("from",)),
    "CHG102": Form(_SIDES, "from: amount, to: amount_total"),
    "CHG103": _added("column: channel, to: string"),
    "CHG104": _added("column: channel, to: string"),
    "CHG105": Form(("column", *_SIDES), "column: amount, from: 2, to: 5"),
    "CHG106": Form(_SIDES, "from: OrderId, to: orderid"),
    "CHG201": _typed("column: amount, from: int, to: bigint"),
    "CHG202": _typed('column: amount, from: "decimal(15,2)", to: "decimal(20,2)"'),
    "CHG203": _typed("column: amount, from: bigint, to: int"),
    "CHG204": _typed("column: amount, from: int, to: string"),
    "CHG205": _typed("column: placed_at, from: timestamp, to: bigint"),
    "CHG206": _typed("column: note, from: string, to: varchar(80)"),
    "CHG207": _typed("column: note, from: varchar(80), to: string"),
    "CHG208": _typed("column: paid, from: string, to: boolean"),
    "CHG209": Form(("column",), "column: place, from: geometry, to: string", one_of=_SIDES),
    "CHG301": _added("column: address.country, to: string"),
    "CHG302": Form(("column",), "column: address.country, to: string", one_of=_SIDES),
    "CHG303": Form(("column", "from"), "column: address.zip, from: string", ("to",)),
    "CHG304": _typed('column: "items[].price", from: int, to: bigint'),
    "CHG305": _typed('column: address, from: "struct<zip:string>", to: string'),
    "CHG401": Form(_SIDES, "from: dt, to: day"),
    "CHG402": _typed("column: dt, from: string, to: date"),
    "CHG403": Form(_SIDES, "from: [dt], to: [dt, region]"),
    "CHG404": Form(("column", *_SIDES), "column: region, from: column, to: partition key"),
    "CHG411": _parameter('parameter: projection.enabled, from: "false", to: "true"'),
    "CHG412": _parameter('parameter: projection.dt.range, from: "2024-01-01,NOW", to: "2025-01-01,NOW"'),
    "CHG421": Form(("values",), "values: {dt: {from: 2024-01-01, to: 2024-12-31}}"),
    "CHG425": _parameter('parameter: location, from: "{dt}", to: "day={dt}"'),
    "CHG501": _table("from: csv, to: parquet"),
    "CHG502": _table(f"from: {_HIVE}.serde2.lazy.LazySimpleSerDe, to: {_HIVE}.serde2.OpenCSVSerde"),
    "CHG503": _parameter('parameter: field.delim, from: ",", to: ";"'),
    "CHG504": _parameter('parameter: orc.column.index.access, to: "false"'),
    "CHG505": _table("from: s3://lake/old/, to: s3://lake/new/"),
    "CHG506": _parameter("parameter: compressionType, from: none, to: gzip"),
    "CHG507": _parameter('parameter: skip.header.line.count, to: "1"'),
    "CHG508": _parameter('parameter: has_encrypted_data, from: "true"'),
    "CHG509": _parameter("parameter: numberOfBuckets, from: 8, to: 16"),
    "CHG510": _parameter("parameter: classification, from: csv, to: json"),
    "CHG512": _parameter("parameter: streamName, from: orders, to: orders-v2"),
    "CHG513": _parameter('parameter: spark.sql.sources.provider, from: "parquet"'),
    "CHG514": _parameter("parameter: tableType, from: EXTERNAL_TABLE, to: VIRTUAL_VIEW"),
    "CHG515": _parameter("parameter: viewOriginalText, from: SELECT 1, to: SELECT 2"),
    "CHG601": Form(_SIDES, "from: sales.order, to: sales.orders"),
    "CHG604": Form(("column", *_SIDES), "column: amount, from: nullable, to: not null"),
    "CHG605": _table("from: parquet, to: iceberg"),
    "CHG999": Form(_SIDES, 'parameter: reader.mode, from: "1", to: "2"', ("column", "parameter")),
}
HARMLESS = frozenset(  # they break no reader
    ("CHG413", "CHG422", "CHG423", "CHG424", "CHG511", "CHG602", "CHG603", "CHG608", "CHG610", "CHG611")
)
ELSEWHERE: Mapping[str, str] = {  # codes that no entry accepts, and what does
    "CHG606": "Write a database that goes below removed: of catalog.yaml",
    "CHG607": "Run catalog move, which gives a database to another stack: nothing is to be accepted",
}
OF_A_DROP = "; a table that goes stands below removed: of database.yaml"  # beside CHG601
