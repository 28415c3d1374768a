"""Storage formats as data: what Glue must hold so that Athena, Spark and Redshift Spectrum read the files.

Class names are Hive's (LanguageManual: Row Formats & SerDe) as Athena documents them for each format
(Athena user guide, "Supported SerDes and data formats").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat"
_TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
_QL = "org.apache.hadoop.hive.ql.io"


@dataclass(frozen=True, slots=True)
class StorageFormat:
    """One row: Glue's class names, SerDe parameters, and the table parameter that names the compression."""

    name: str
    input_format: str
    output_format: str
    serde: str
    serde_parameters: Mapping[str, str] = field(default_factory=dict)
    compression_parameter: str = "compressionType"
    compressions: tuple[str, ...] = ()


FORMATS: dict[str, StorageFormat] = {
    row.name: row
    for row in (
        StorageFormat(
            "parquet",
            f"{_QL}.parquet.MapredParquetInputFormat",
            f"{_QL}.parquet.MapredParquetOutputFormat",
            f"{_QL}.parquet.serde.ParquetHiveSerDe",
            {"serialization.format": "1"},
            "parquet.compression",
            ("none", "snappy", "gzip", "zstd", "lz4"),
        ),
        StorageFormat(
            "orc",
            f"{_QL}.orc.OrcInputFormat",
            f"{_QL}.orc.OrcOutputFormat",
            f"{_QL}.orc.OrcSerde",
            {"serialization.format": "1"},
            "orc.compress",
            ("none", "snappy", "zlib", "zstd", "lz4"),
        ),
        StorageFormat(
            "json",
            _TEXT_INPUT,
            _TEXT_OUTPUT,
            "org.openx.data.jsonserde.JsonSerDe",
            {"serialization.format": "1"},
            compressions=("none", "gzip", "bzip2", "snappy", "zstd"),
        ),
        StorageFormat(
            "csv",
            _TEXT_INPUT,
            _TEXT_OUTPUT,
            "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            {"field.delim": ",", "serialization.format": ","},
            compressions=("none", "gzip", "bzip2", "snappy", "zstd"),
        ),
        StorageFormat(
            "avro",
            f"{_QL}.avro.AvroContainerInputFormat",
            f"{_QL}.avro.AvroContainerOutputFormat",
            "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
            {"serialization.format": "1"},
            "avro.output.codec",
            ("none", "snappy", "deflate", "zstd", "bzip2"),
        ),
    )
}
RESERVED_FORMATS = ("iceberg", "delta", "hudi")
DEFAULT_FORMAT = "parquet"

# A quote character needs the SerDe that knows quotes; it reads text and casts it (Athena: OpenCSVSerDe).
QUOTED_CSV_SERDE = "org.apache.hadoop.hive.serde2.OpenCSVSerde"


# SerDe properties that say how engines find a column in a file (Athena, "Handle schema updates")
PARQUET_BY_POSITION = "parquet.column.index.access"
ORC_BY_POSITION = "orc.column.index.access"

# what else Glue tables in the wild name for these formats
_LIBRARIES = {row.serde: row.name for row in FORMATS.values()} | {
    QUOTED_CSV_SERDE: "csv",
    "org.apache.hive.hcatalog.data.JsonSerDe": "json",
    "org.apache.hadoop.hive.serde2.JsonSerDe": "json",
    "com.amazon.ionhiveserde.IonHiveSerDe": "ion",
    "com.amazonaws.glue.serde.GrokSerDe": "text of a pattern",
    "org.apache.hadoop.hive.serde2.RegexSerDe": "text of a pattern",
}
_INPUT_FORMATS = {row.input_format: row.name for row in FORMATS.values() if row.input_format != _TEXT_INPUT}


def format_of(input_format: str, library: str) -> str:
    """The file format that a SerDe's library reads, else that an input format does; '' if it is not known."""
    return _LIBRARIES.get(library) or _INPUT_FORMATS.get(input_format, "")


@dataclass(frozen=True, slots=True)
class Storage:
    """A format with a spec's options applied, in Glue's terms."""

    input_format: str
    output_format: str
    serde: str
    serde_parameters: dict[str, str]
    parameters: dict[str, str]


def storage_of(spec: Mapping[str, Any]) -> Storage:
    """What Glue is to hold for a spec's `storage` block; the format is one of FORMATS (checked before)."""
    row = FORMATS[spec.get("format", DEFAULT_FORMAT)]
    options: Mapping[str, Any] = spec.get("options") or {}
    serde, serde_parameters = row.serde, dict(row.serde_parameters)
    if row.name == "csv":
        serde, serde_parameters = _csv(options, serde, serde_parameters)
    serde_parameters |= {k: text_of(v) for k, v in (spec.get("serde_parameters") or {}).items()}
    parameters = {"EXTERNAL": "TRUE", "classification": row.name}
    if spec.get("compression", "none") != "none":
        value = spec["compression"]
        parameters[row.compression_parameter] = value.upper() if "." in row.compression_parameter else value
    if options.get("header"):
        parameters["skip.header.line.count"] = "1"
    return Storage(
        row.input_format, row.output_format, serde, dict(sorted(serde_parameters.items())), parameters
    )


def _csv(options: Mapping[str, Any], serde: str, parameters: dict[str, str]) -> tuple[str, dict[str, str]]:
    delimiter = options.get("delimiter", ",")
    if "quote" not in options:
        escape = {"escape.delim": options["escape"]} if "escape" in options else {}
        return serde, {"field.delim": delimiter, "serialization.format": delimiter} | escape
    quoted = {
        "separatorChar": delimiter,
        "quoteChar": options["quote"],
        "escapeChar": options.get("escape", "\\"),
    }
    return QUOTED_CSV_SERDE, quoted


def text_of(value: Any) -> str:
    """A parameter's value as Glue stores it: text; booleans in lower case, as Hive writes them."""
    return str(value).lower() if isinstance(value, bool) else str(value)
