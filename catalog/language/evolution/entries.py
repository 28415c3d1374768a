"""Which fields an entry of `changes.accept` has for each code: what it is about, and from what to what.

The one table of them, as the gate and the checks read it. Types are Glue's; a field inside of a column is
named by its path, `address.zip`, with `[]` for the elements of an array.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


_SIDES = ("from", "to")
_HIVE = "org.apache.hadoop.hive"
_RETYPED = Form(("column", *_SIDES), "column: amount, from: int, to: bigint", types=_SIDES)
_LENGTH = Form(("column", *_SIDES), "column: note, from: string, to: varchar(80)", types=_SIDES)
_ADDED = Form(("column", "to"), "column: channel, to: string", types=("to",))
_PARAMETER = Form(("parameter", *_SIDES), 'parameter: field.delim, from: ",", to: ";"', ("column",))

FORMS: Mapping[str, Form] = {
    "CHG101": Form(("column", "from"), "column: email, from: string", types=("from",)),
    "CHG102": Form(_SIDES, "from: amount, to: amount_total"),
    "CHG103": _ADDED,
    "CHG104": _ADDED,
    "CHG105": Form(_SIDES, "column: amount, from: 2, to: 5", ("column",)),
    "CHG106": Form(_SIDES, "from: OrderId, to: orderid"),
    **dict.fromkeys(("CHG201", "CHG202", "CHG203", "CHG204", "CHG205"), _RETYPED),
    "CHG206": _LENGTH,
    "CHG208": _RETYPED,
    "CHG209": Form(("column", *_SIDES), "column: place, from: geometry, to: string"),
    "CHG301": Form(("column", "to"), "column: address.country, to: string", types=("to",)),
    "CHG302": Form(("column",), "column: address.country, to: string", one_of=_SIDES),
    "CHG303": Form(("column", "from"), "column: address.zip, from: string", ("to",)),
    "CHG304": Form(("column", *_SIDES), "column: 'items[].price', from: int, to: bigint", types=_SIDES),
    "CHG305": Form(
        ("column", *_SIDES), 'column: address, from: "struct<zip:string>", to: string', types=_SIDES
    ),
    "CHG401": Form(_SIDES, "from: [dt], to: [day]"),
    "CHG402": Form(_SIDES, "column: dt, from: string, to: date", ("column",)),
    "CHG403": Form(_SIDES, "from: [dt], to: [dt, region]"),
    "CHG404": Form(_SIDES, "from: [dt], to: [dt, region]", ("column",)),
    "CHG411": Form(_SIDES, "from: false, to: true", ("parameter",)),
    "CHG412": Form(
        _SIDES, 'parameter: projection.dt.range, from: "2024-01-01,NOW", to: "2025-01-01,NOW"', ("parameter",)
    ),
    "CHG421": Form(("values",), "values: {dt: {from: 2024-01-01, to: 2024-12-31}}"),
    "CHG501": Form(_SIDES, "from: csv, to: parquet"),
    "CHG502": Form(_SIDES, f"from: {_HIVE}.serde2.lazy.LazySimpleSerDe, to: {_HIVE}.serde2.OpenCSVSerde"),
    "CHG503": _PARAMETER,
    "CHG504": Form(_SIDES, "parameter: orc.column.index.access, from: null, to: false", ("parameter",)),
    "CHG505": Form(_SIDES, "from: s3://lake/old/, to: s3://lake/new/"),
    "CHG506": Form(_SIDES, "from: none, to: gzip", ("parameter",)),
    "CHG507": Form(_SIDES, 'parameter: skip.header.line.count, from: null, to: "1"', ("parameter",)),
    "CHG508": Form(_SIDES, 'parameter: has_encrypted_data, from: "true", to: null', ("parameter",)),
    "CHG509": Form(_SIDES, "parameter: numberOfBuckets, from: 8, to: 16", ("parameter",)),
    "CHG510": Form(_SIDES, "parameter: classification, from: csv, to: json", ("parameter",)),
    "CHG601": Form(_SIDES, "from: sales.order, to: sales.orders"),
    "CHG605": Form(_SIDES, "from: hive, to: iceberg"),
    "CHG999": Form(_SIDES, 'parameter: reader.mode, from: "1", to: "2"', ("column", "parameter")),
}
HARMLESS = frozenset(("CHG207", "CHG413", "CHG511", "CHG602", "CHG603", "CHG604"))  # they break no reader
ELSEWHERE: Mapping[str, str] = {  # codes that no entry accepts, and what does
    "CHG606": "Write a database that goes below removed: of catalog.yaml",
    "CHG607": "Run catalog move, which gives a database to another stack: nothing is to be accepted",
}
OF_A_DROP = "; a table that goes stands below removed: of database.yaml"  # beside CHG601
