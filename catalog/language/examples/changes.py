"""An example of each code of a change: a spec as it was applied, an edit of it, and how a break is accepted.

A code that breaks nobody has the edit alone. `catalog check` finds none of them: a preview does.
"""

from __future__ import annotations

from catalog.language.code_table import SHELL, Example, Examples

FILE = "catalog_specs/sales/orders.yaml"
DATABASE_FILE = "catalog_specs/sales/database.yaml"
CATALOG_FILE = "catalog_specs/catalog.yaml"
WHY = "reason: its readers agreed, until: 2027-01-31"
_TWO = "columns:\n  - {name: order_id, type: string}\n  - {name: amount, type: int}\n"
_DAYS = "partitions:\n  keys:\n    - {name: dt, type: string}\n"
_VALUES = f"{_DAYS}  values:\n    dt: {{from: 2026-01-01, to: 2026-01-31}}\n"
_PROJECTED = f"{_DAYS}  projection:\n    keys:\n      dt: {{type: enum, values: [a, b]}}\n"


def _edit(applied: str, edit: str, entry: str = "", file: str = FILE) -> Example:
    accepted = f"+changes:\n+  accept:\n+    - {{{entry}, {WHY}}}\n" if entry else ""
    return Example({file: edit}, {file: edit + accepted}, applied={file: applied})


def _type(code: str, old: str, new: str, breaks: bool = True, format_: str = "parquet") -> Example:
    applied = f"storage: {{format: {format_}}}\ncolumns:\n  - {{name: amount, type: {_quoted(old)}}}\n"
    edit = f"-  - {{name: amount, type: {_quoted(old)}}}\n+  - {{name: amount, type: {_quoted(new)}}}\n"
    entry = f"code: {code}, column: amount, from: {_quoted(old)}, to: {_quoted(new)}"
    return _edit(applied, edit, entry if breaks else "")


def _field(code: str, old: str, new: str, entry: str = "", format_: str = "parquet") -> Example:
    applied = f"storage: {{format: {format_}}}\ncolumns:\n  - {{name: address, type: {_quoted(old)}}}\n"
    edit = f"-  - {{name: address, type: {_quoted(old)}}}\n+  - {{name: address, type: {_quoted(new)}}}\n"
    return _edit(applied, edit, f"code: {code}, {entry}" if entry else "")


def _quoted(type_: str) -> str:
    return f'"{type_}"' if "," in type_ or "<" in type_ else type_


def _parameter(code: str, name: str, old: str, new: str, breaks: bool = True) -> Example:
    edit = f'-parameters: {{{name}: "{old}"}}\n+parameters: {{{name}: "{new}"}}\n'
    entry = f'code: {code}, parameter: {name}, from: "{old}", to: "{new}"'
    return _edit(f'parameters: {{{name}: "{old}"}}\n', edit, entry if breaks else "")


def _storage(code: str, old: str, new: str, entry: str = "") -> Example:
    entry = f"code: {code}, {entry}" if entry else ""
    return _edit(f"storage: {{{old}}}\n", f"-storage: {{{old}}}\n+storage: {{{new}}}\n", entry)


def _keys(code: str, edit: str, entry: str, applied: str = _DAYS) -> Example:
    return _edit(applied, edit, f"code: {code}, {entry}")


_ADDED = "+  - {name: currency, type: string}\n"
_SWAPPED = (
    "-  - {name: order_id, type: string}\n-  - {name: amount, type: int}\n"
    "+  - {name: amount, type: int}\n+  - {name: order_id, type: string}\n"
)
_KEY = "-    - {name: dt, type: string}\n"
_KEY_AGAIN = "+    - {name: dt, type: string}\n"
_LAKE = "location: 's3://lake/orders/'"

CHANGES: Examples = {
    "CHG101": _edit(_TWO, "-  - {name: amount, type: int}\n", "code: CHG101, column: amount, from: int"),
    "CHG102": _edit(
        _TWO,
        "-  - {name: amount, type: int}\n+  - {name: total, type: int, renamed_from: amount}\n",
        "code: CHG102, from: amount, to: total",
    ),
    "CHG103": _edit(_TWO, f"-  - {{name: amount, type: int}}\n+  - {{name: amount, type: int}}\n{_ADDED}"),
    "CHG104": _edit(
        f"storage: {{format: csv}}\n{_TWO}",
        f"-  - {{name: amount, type: int}}\n{_ADDED}+  - {{name: amount, type: int}}\n",
        "code: CHG104, column: currency, to: string",
    ),
    "CHG105": _edit(
        f"storage: {{format: csv}}\n{_TWO}", _SWAPPED, "code: CHG105, column: amount, from: 1, to: 0"
    ),
    "CHG201": _type("CHG201", "int", "bigint"),
    "CHG202": _type("CHG202", "decimal(10,2)", "decimal(20,2)"),
    "CHG203": _type("CHG203", "bigint", "int"),
    "CHG204": _type("CHG204", "int", "string"),
    "CHG205": _type("CHG205", "date", "int"),
    "CHG206": _type("CHG206", "string", "varchar(10)"),
    "CHG207": _type("CHG207", "varchar(10)", "string", breaks=False),
    "CHG208": _type("CHG208", "string", "double"),
    "CHG301": _field("CHG301", "struct<zip:string>", "struct<zip:string,city:string>"),
    "CHG302": _field(
        "CHG302",
        "struct<zip:string>",
        "struct<city:string,zip:string>",
        "column: address.city, to: string",
        "orc",
    ),
    "CHG303": _field(
        "CHG303", "struct<zip:string,city:string>", "struct<city:string>", "column: address.zip, from: string"
    ),
    "CHG304": _field(
        "CHG304", "struct<zip:string>", "struct<zip:int>", "column: address.zip, from: string, to: int"
    ),
    "CHG305": _field(
        "CHG305", "struct<zip:string>", "string", 'column: address, from: "struct<zip:string>", to: string'
    ),
    "CHG401": _keys("CHG401", f"{_KEY}+    - {{name: day, type: string}}\n", "from: dt, to: day"),
    "CHG402": _keys(
        "CHG402", f"{_KEY}+    - {{name: dt, type: date}}\n", "column: dt, from: string, to: date"
    ),
    "CHG403": _keys(
        "CHG403",
        f"{_KEY}+    - {{name: dt, type: string}}\n+    - {{name: shop, type: string}}\n",
        "from: [dt], to: [dt, shop]",
    ),
    "CHG404": _keys(
        "CHG404",
        "-  - {name: shop, type: string}\n-partitions:\n-  keys:\n"
        f"{_KEY}+partitions:\n+  keys:\n{_KEY_AGAIN}+    - {{name: shop, type: string}}\n",
        "column: shop, from: column, to: partition key",
        f"columns:\n  - {{name: order_id, type: string}}\n  - {{name: shop, type: string}}\n{_DAYS}",
    ),
    "CHG411": _keys(
        "CHG411",
        "-  projection:\n-    keys:\n-      dt: {type: enum, values: [a, b]}\n",
        'parameter: projection.enabled, from: "true", to: "false"',
        _PROJECTED,
    ),
    "CHG412": _keys(
        "CHG412",
        "-      dt: {type: enum, values: [a, b]}\n+      dt: {type: enum, values: [a]}\n",
        'parameter: projection.dt.values, from: "a,b", to: "a"',
        _PROJECTED,
    ),
    "CHG413": _edit(
        _PROJECTED, "-      dt: {type: enum, values: [a, b]}\n+      dt: {type: enum, values: [a, b, c]}\n"
    ),
    "CHG421": _keys(
        "CHG421",
        "-    dt: {from: 2026-01-01, to: 2026-01-31}\n+    dt: {from: 2026-01-11, to: 2026-01-31}\n",
        "values: {dt: {from: 2026-01-01, to: 2026-01-10}}",
        _VALUES,
    ),
    "CHG422": _edit(
        _VALUES, "-    dt: {from: 2026-01-01, to: 2026-01-31}\n+    dt: {from: 2026-01-01, to: 2026-02-28}\n"
    ),
    "CHG423": _edit(
        _VALUES,
        "-    dt: {from: 2026-01-01, to: 2026-01-31}\n"
        "+    dt: {from: 2026-01-01, to: 2026-01-31}\n+  indexes: [[dt]]\n",
    ),
    "CHG424": _edit(f"{_VALUES}  cascade: false\n", "-  cascade: false\n+  cascade: true\n"),
    "CHG425": _keys(
        "CHG425",
        '-  location: "day={dt}"\n+  location: "{dt}"\n',
        'parameter: locationTemplate, from: "day={dt}", to: "{dt}"',
        f'{_VALUES}  location: "day={{dt}}"\n',
    ),
    "CHG501": _storage("CHG501", "format: csv", "format: parquet", "from: csv, to: parquet"),
    "CHG502": _storage(
        "CHG502",
        "format: csv",
        'format: csv, options: {quote: "\'"}',
        "from: org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe, "
        "to: org.apache.hadoop.hive.serde2.OpenCSVSerde",
    ),
    "CHG503": _storage(
        "CHG503",
        'format: json, serde_parameters: {case.insensitive: "true"}',
        'format: json, serde_parameters: {case.insensitive: "false"}',
        'parameter: case.insensitive, from: "true", to: "false"',
    ),
    "CHG504": _storage(
        "CHG504",
        "format: orc",
        'format: orc, serde_parameters: {orc.column.index.access: "false"}',
        'parameter: orc.column.index.access, to: "false"',
    ),
    "CHG505": _storage(
        "CHG505", _LAKE, _LAKE.replace("orders", "sales"), "from: 's3://lake/orders/', to: 's3://lake/sales/'"
    ),
    "CHG506": _storage("CHG506", "compression: snappy", "compression: zstd"),
    "CHG507": _storage(
        "CHG507",
        "format: csv",
        "format: csv, options: {header: true}",
        'parameter: skip.header.line.count, to: "1"',
    ),
    "CHG508": _parameter("CHG508", "has_encrypted_data", "true", "false"),
    "CHG509": _parameter("CHG509", "bucketing_format", "hive", "spark"),
    "CHG510": _parameter("CHG510", "classification", "parquet", "csv"),
    "CHG511": _parameter("CHG511", "team", "a", "b", breaks=False),
    "CHG512": _parameter("CHG512", "typeOfData", "kinesis", "kafka"),
    "CHG513": _parameter("CHG513", "spark.sql.sources.schema", "1", "2"),
    "CHG514": _parameter("CHG514", "EXTERNAL", "TRUE", "FALSE"),
    "CHG602": _edit("description: Orders\n", "-description: Orders\n+description: All orders\n"),
    "CHG603": _edit(
        "columns:\n  - {name: amount, type: int, nullable: false}\n",
        "-  - {name: amount, type: int, nullable: false}\n+  - {name: amount, type: int}\n",
    ),
    "CHG604": _edit(
        "columns:\n  - {name: amount, type: int}\n",
        "-  - {name: amount, type: int}\n+  - {name: amount, type: int, nullable: false}\n",
    ),
    "CHG605": _parameter("CHG605", "table_type", "ICEBERG", "DELTA"),
    "CHG608": _edit(
        "columns:\n  - {name: amount, type: int, key: true}\n",
        "-  - {name: amount, type: int, key: true}\n+  - {name: amount, type: int}\n",
    ),
    "CHG611": _edit(
        "location: 's3://lake/a/'\n",
        "-location: 's3://lake/a/'\n+location: 's3://lake/b/'\n",
        file=DATABASE_FILE,
    ),
    "CHG601": Example(
        {SHELL: f"git rm {FILE}"},
        {SHELL: f"git rm {FILE}", DATABASE_FILE: f"+removed:\n+  - {{table: sales.orders, {WHY}}}\n"},
    ),
    "CHG606": Example(
        {SHELL: "git rm -r catalog_specs/sales"},
        {
            SHELL: "git rm -r catalog_specs/sales",
            CATALOG_FILE: f"+removed:\n+  - {{database: sales, {WHY}}}\n",
        },
    ),
}
