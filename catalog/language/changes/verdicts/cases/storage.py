"""The verdict table of files: their format and SerDe, where they lie, and parameters that steer readers."""

from __future__ import annotations

from collections.abc import Mapping

from ..row import ALL, Case, Row, case, everywhere, row


def _steered(modes: str, readers: str, because: str, basis: str) -> tuple[Row, Row]:
    """Rows of a parameter of reading; a partition has one of its own, and may keep the old value."""
    stale = f"{because}, and partitions keep the old value"
    return row(modes, readers, "OLD", "B", stale, basis), row(modes, readers, ALL, "B", because, basis)


_OTHER_RULE = "files written before are read by another rule"

CASES: Mapping[str, Case] = {
    "change format": case(
        "CHG501",
        "the file format changed",
        row(
            ALL,
            "spark-3.5",
            ALL,
            "B",
            "files of the old format fail, or are read as text",
            "X3 I",
            outcome="error",
        ),
        row(
            ALL,
            "athena",
            ALL,
            "B",
            "files of the old format fail: a table and its partitions have one format",
            "A3 D",
        ),
        row(ALL, ALL, ALL, "B", "files of the old format fail, or give garbage", "X3 I"),
    ),
    "change SerDe": case(
        "CHG502",
        "another SerDe library for the same format",
        row(
            "TX",
            "spark-3.5",
            ALL,
            "B",
            "by OpenCSVSerde every column is a string, and dates are read otherwise",
            "A11 X3 I",
        ),
        row(
            "JS",
            "spark-3.5",
            ALL,
            "B",
            "values that don't fit are an error with one, NULL with the other",
            "TR5 TR6 X3 I",
        ),
        row("TX", ALL, ALL, "B", "quotes, dates and timestamps are read by other rules", "A11 D"),
        row(ALL, ALL, ALL, "B", "values that don't fit are read by other rules", "TR5 TR6 I"),
    ),
    "change output": everywhere(
        "CHG502", "another output format: who writes looks at it alone", "C", "reading is as before", "A1 I"
    ),
    "declare format": everywhere(
        "CHG501",
        "a format or location declared that was not before, or not any more",
        "C",
        "what Glue holds is not known to change",
        "A1 I",
    ),
    "keep access": everywhere(
        "CHG504",
        "an access mode that this reader does not go by",
        "C",
        "columns are found as before",
        "A1 R1 I",
    ),
    "read anew": everywhere(
        "CHG503",
        "a parameter that comes or goes with another SerDe",
        "C",
        "it is a part of that change",
        "A1 I",
    ),
    "classify anew": everywhere(
        "CHG510", "`classification` that follows the format", "C", "it is a part of that change", "A17 I"
    ),
    "skip anew": everywhere(
        "CHG507",
        "lines skipped, or not any more, together with another format",
        "C",
        "it is a part of that change",
        "A4 I",
    ),
    "change reading of text": case(
        "CHG503",
        "a parameter that says how text is read (delimiter, quote, NULL, ...)",
        *_steered(
            "TX",
            "spark-3.5",
            "lines are split otherwise: columns are NULL, or one holds the line",
            "X3 X10 I",
        ),
        *_steered("TX XX", ALL, _OTHER_RULE, "A1 A9 A10 I"),
        row(ALL, ALL, ALL, "C", "the format does not go by it", "A1 I"),
    ),
    "change reading of JSON": case(
        "CHG503",
        "a parameter that says how JSON is read (case, mapping, ...)",
        *_steered("JS XX", ALL, _OTHER_RULE, "A1 A9 A10 I"),
        row(ALL, ALL, ALL, "C", "the format does not go by it", "A1 I"),
    ),
    "change reading of Avro": case(
        "CHG503",
        "Avro's schema in a parameter",
        *_steered("AV XX", ALL, _OTHER_RULE, "A1 A9 A10 I"),
        row(ALL, ALL, ALL, "C", "the format does not go by it", "A1 I"),
    ),
    "change reading": case(
        "CHG503",
        "a parameter that says how a SerDe of its own kind reads (pattern, paths, ...)",
        *_steered("TX JS AV XX", ALL, _OTHER_RULE, "A1 I"),
        row(ALL, ALL, ALL, "C", "the format does not go by it", "A1 I"),
    ),
    "change reading of Redshift": case(
        "CHG503",
        "a parameter that tells Redshift Spectrum how to read",
        row(ALL, "redshift", ALL, "B", "values that don't fit are read by another rule", "R2 D"),
        row(ALL, ALL, ALL, "C", "it makes no difference", "R2 I"),
    ),
    "change access": case(
        "CHG504",
        "columns by name or by position",
        *_steered("PN PI OI ON", "athena", "every column is found otherwise", "A1 D"),
        row("PN PI OI ON", "redshift", ALL, "B", "every column may be found otherwise", "R2 I"),
        *_steered(ALL, ALL, "every column may be found otherwise", "A1 X3 I"),
    ),
    "change location": case(
        "CHG505",
        "the location changed",
        row(
            ALL,
            "spark-3.5",
            "NONE",
            "B",
            "other files are found, or PATH_NOT_FOUND",
            "X10 I",
            outcome="error",
        ),
        row(ALL, ALL, "NONE", "B", "other files are found, or none", "X10 I"),
        row(
            ALL,
            ALL,
            ALL,
            "B",
            "new partitions lie there, old ones stay where they were: each has its own location",
            "X10 L1 I",
        ),
    ),
    "change compression": case(
        "CHG506",
        "the compression of files written from now on",
        row("TX JS", ALL, ALL, "C", "the file's extension counts, such as .gz: keep it", "A16 D"),
        row(ALL, ALL, ALL, "C", "each file names its codec", "A16 D"),
    ),
    "change header": case(
        "CHG507",
        "lines skipped at the top or the end of each file",
        row(
            "TX",
            "athena redshift",
            ALL,
            "B",
            "the first row of each file is lost, or a header becomes a row",
            "R2 A4 D",
        ),
        row(
            "TX",
            "spark-3.5 spark-4.0",
            ALL,
            "C",
            "it makes no difference: headers are read as rows",
            "SP4 X3 S",
        ),
        row("TX", ALL, ALL, "B", "the first row of each file is lost, or a header becomes a row", "A4 I"),
        row("XX", ALL, ALL, "B", "the first row of each file may be lost", "A4 I"),
        row(ALL, ALL, ALL, "C", "it makes no difference: the format has no headers", "A4 I"),
    ),
    "change encryption": case(
        "CHG508",
        "whether files are encrypted by who writes them (`has_encrypted_data`)",
        row(
            ALL,
            "athena",
            ALL,
            "B",
            "files encrypted so fail, or a key is asked for that there is not",
            "A17 A19 D",
        ),
        row(ALL, ALL, ALL, "B", "files encrypted so may fail", "A19 I"),
    ),
    "change buckets": case(
        "CHG509",
        "bucketing, sort order or skewed values",
        row("IC", ALL, ALL, "C", "the table's own metadata count", "IC1 I"),
        row(
            ALL,
            "athena trino",
            "OLD AUTO NEW",
            "B",
            "buckets of table and partition are compared: HIVE_PARTITION_SCHEMA_MISMATCH",
            "TR9 S",
        ),
        row(ALL, ALL, ALL, "B", "a value may be looked for in the wrong files", "TR9 I"),
    ),
    "set classification": everywhere("CHG510", "`classification` set", "A", "Glue's jobs go by it", "A17 D"),
    "change classification": everywhere(
        "CHG510",
        "`classification` changed or removed",
        "B",
        "queries go by the SerDe as before, but Glue's jobs fail or read another format",
        "A17 D",
    ),
    "change parameter": everywhere(
        "CHG511", "a parameter that no reader goes by", "C", "reading is as before", "A17 I"
    ),
    "change stream": everywhere(
        "CHG512",
        "what stream the table stands for (`typeOfData`, `streamARN`, ...)",
        "B",
        "streaming jobs read another source, or none",
        "G8 D",
    ),
    "change Spark schema": case(
        "CHG513",
        "Spark's own copy of the schema (`spark.sql.sources.*`)",
        row(
            ALL,
            "spark-3.5 spark-4.0",
            ALL,
            "B",
            "the schema may be taken from here instead of the columns",
            "L1 I",
        ),
        row(ALL, "athena redshift", ALL, "C", "the columns count", "L1 I"),
        row(ALL, ALL, ALL, "C", "the columns count", "L1 I"),
    ),
    "change open format": case(
        "CHG605",
        "Hive, Iceberg, Delta and Hudi for each other",
        row(
            ALL, ALL, ALL, "B", "metadata are looked for where there are plain files, or the reverse", "IC1 I"
        ),
    ),
}
