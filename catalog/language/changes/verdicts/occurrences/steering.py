"""Which parameters steer readers, and by which case of the verdict table a change of one is judged.

Parameters that are not here steer nobody, as far as their documentation says.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from catalog.language.glue.parameters import is_own
from catalog.language.glue.storage_formats import ORC_BY_POSITION, PARQUET_BY_POSITION

_TEXT = (  # of LazySimpleSerDe and OpenCSVSerde
    *("field.delim", "line.delim", "escape.delim", "quote.delim", "collection.delim", "colelction.delim"),
    *("mapkey.delim", "serialization.encoding", "serialization.null.format", "timestamp.formats"),
    *("serialization.last.column.takes.rest", "serialization.escape.crlf", "hive.serialization.*"),
    *("separatorchar", "quotechar", "escapechar", "multiline"),
)
_JSON = (
    *("case.insensitive", "mapping.*", "dots.in.keys", "ignore.malformed.json", "explicit.null"),
    *("convertdotsinjsonkeystounderscores", "use.null.for.invalid.data", "strip.outer.array"),
)
_AVRO = ("avro.schema.literal", "avro.schema.url")
_PATTERNS = (  # of SerDes for patterns, Ion and XML
    *("input.regex", "input.regex.*", "output.format.string", "input.format", "input.grokcustompatterns"),
    *(
        "ion.*",
        "paths",
        "column.xpath.*",
        "xmlinput.*",
        "rowtag",
        "columns",
        "columns.types",
        "schema.columns",
    ),
)
_REDSHIFT = (  # TABLE PROPERTIES of CREATE EXTERNAL TABLE
    *("column_count_mismatch_handling", "surplus_char_handling", "surplus_bytes_handling"),
    *("invalid_char_handling", "replacement_char", "numeric_overflow_handling", "data_cleansing_enabled"),
)
_ACCESS = (
    *(PARQUET_BY_POSITION, ORC_BY_POSITION, "orc.schema.resolution"),
    *("orc.force.positional.evolution", "orc.schema.evolution.*"),
)
_STREAM = (
    *(
        "typeofdata",
        "streamname",
        "streamarn",
        "topicname",
        "endpointurl",
        "bootstrap.servers",
        "connectionname",
    ),
    *("security.protocol", "startingposition"),
)
_BY_NAME: tuple[tuple[str, tuple[str, ...]], ...] = (  # names in lower case, as patterns
    ("change access", _ACCESS),
    ("change reading of text", _TEXT),
    ("change reading of JSON", _JSON),
    ("change reading of Avro", _AVRO),
    ("change reading", _PATTERNS),
    ("change reading of Redshift", _REDSHIFT),
    ("change header", ("skip.header.line.count", "skip.footer.line.count")),
    ("change encryption", ("has_encrypted_data",)),
    ("change stream", _STREAM),
    (
        "change Spark schema",
        ("spark.sql.sources.*", "spark.sql.create.version", "spark.sql.partitionprovider"),
    ),
    ("change open format", ("table_type",)),
    ("change location", ("metadata_location",)),
    ("change buckets", ("bucketing_format", "bucketing_version")),
    (
        "change compression",
        (
            "compressiontype",
            "parquet.compression",
            "orc.compress",
            "avro.output.codec",
            "write.compression",
            "compression_level",
        ),
    ),
    ("change table type", ("external", "transactional")),
    ("narrow projection", ("projection.*", "storage.location.template")),
)
_PLAIN = ("serialization.format",)  # by the SerDe: text goes by it, other formats don't


def case_of(name: str, owner: str, old: str | None, format_: str) -> str:
    """The case of a changed parameter of a table, its storage or SerDe, or of a column.

    `old` is None where it was not there; `format_` is the table's (`access.format_of`).
    """
    if is_own(name):
        return "describe"
    if owner == "column":
        return "change parameter"
    key = name.lower()
    if key == "classification":
        return "change classification" if old else "set classification"
    if key in _PLAIN:
        return "change reading of text" if format_ == "csv" else "change parameter"
    return next((case for case, names in _BY_NAME if _is_one(key, names)), "change parameter")


def _is_one(key: str, names: tuple[str, ...]) -> bool:
    return any(fnmatchcase(key, each) for each in names)


SAME_AS_UNSET: Mapping[str, str] = {  # a parameter and its default: to write it down changes nothing
    PARQUET_BY_POSITION: "false",
    ORC_BY_POSITION: "true",
    "orc.schema.resolution": "name",
    "has_encrypted_data": "false",
    "skip.header.line.count": "0",
    "skip.footer.line.count": "0",
    "case.insensitive": "true",
    "dots.in.keys": "false",
    "ignore.malformed.json": "false",
    "typeofdata": "file",
    "external": "TRUE",
    "transactional": "false",
}


def changes_something(name: str, old: str | None, new: str | None) -> bool:
    """Whether a parameter's value means something else than before, with its default where it is not set."""
    default = SAME_AS_UNSET.get(name.lower())
    before, after = (default if value is None else value for value in (old, new))
    return (before or "").lower() != (after or "").lower() if default is not None else old != new
