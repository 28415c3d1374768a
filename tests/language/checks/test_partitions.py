"""The rules about partitions: each broken block with its code, place and words; neighbours that fit."""

import tracemalloc
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.compiler import compile_specs
from catalog.language.findings import Finding, Severity
from catalog.language.partitions import projection
from catalog.language.partitions.validation import check_values
from catalog.language.partitions.values import read
from catalog.language.stacks.settings import read_settings
from tests.support.specs import TABLE, table, write_project

DAYS = {"from": "2026-01-01", "to": "2026-01-31"}
PRODUCT = {"dt": DAYS, "contributor": ["c1", "c2"]}
DATES = {"type": "date", "range": ["2026-01-01", "NOW"], "format": "yyyy-MM-dd"}
NAMES = {"type": "enum", "values": ["c1", "c2"]}


def findings(tmp_path: Path, block: dict[str, Any]) -> list[Finding]:
    root = write_project(tmp_path, {"orders": table(partitions={**TABLE["partitions"], **block})})
    return compile_specs(root, read_settings(root, "dev"))[1]


def projected(**keys: Any) -> dict[str, Any]:
    return {"projection": {"keys": {"dt": DATES, "contributor": NAMES, **keys}}}


def projected_at(location: str) -> dict[str, Any]:
    return {"projection": {**projected()["projection"], "location": location}}


def numbered(kind: str, values: Any) -> dict[str, Any]:
    keys = [{"name": "n", "type": kind}, {"name": "contributor", "type": "string"}]
    return {"keys": keys, "values": {"n": values, "contributor": "c"}}


CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("a range without end", {"values": {"dt": {"from": 1}, "contributor": "c"}}, "SPEC002",
     "'to' is missing"),
    ("a range backwards", {"values": {**PRODUCT, "dt": {"from": "2026-02-01", "to": "2026-01-01"}}},
     "SPEC021", "ends before it begins"),
    ("a today that is too far", {"values": {**PRODUCT, "dt": {"from": "2026-01-01", "to": "today+9999y"}}},
     "SPEC021", "today with that distance is beyond the calendar"),
    ("too few values", {"values": [["2026-01-01"]]}, "SPEC021", "1 value(s) for 2"),
    ("a key that is none", {"values": {**PRODUCT, "region": "x"}}, "SPEC021",
     "'region' is no partition key"),
    ("a key without values", {"values": {"dt": DAYS}}, "SPEC021",
     "no values for the partition key contributor"),
    ("a value of another type", {"values": [["soon", "c"]]}, "SPEC021", "no date such as"),
    ("an empty value", {"values": [["2026-01-01", ""]]}, "SPEC021", "0 characters"),
    ("a character that indexes do not take", {"values": {"dt": DAYS, "contributor": ["c", "a\x01"]}},
     "SPEC021", "'a\\x01' as a value of contributor: U+0001 is in it, which Glue's indexes do not take"),
    ("no character", {"values": [["2026-01-01", "\0"]]}, "SPEC021", "U+0000 is in it"),
    ("one more", {"values": [["2026-01-01", "b\x02c"]]}, "SPEC021", "U+0002 is in it"),
    ("a tuple twice", {"values": [["2026-01-01", "c"], ["2026-01-01", "c"]]}, "SPEC021",
     "values[1]: partition 2026-01-01/c appears twice"),
    ("products that overlap", {"values": [PRODUCT, {"dt": "2026-01-05", "contributor": "c2"}]},
     "SPEC021", "1 partition is named more than once"),
    ("no such file", {"values": "orders.csv"}, "SPEC021", "orders.csv: can't be read"),
    ("too many", {"values": {"dt": {"from": "1000-01-01", "to": "2026-12-31"},
                             "contributor": {"from": 1, "to": 100}}}, "SPEC024", "Glue takes 20,000,000"),
    ("an exception that is empty", {"values": PRODUCT, "except": [{}]}, "SPEC021",
     "except[0]: an empty product found, which stands for everything. Name keys in it"),
    ("a key left empty", {"values": {"dt": DAYS, "contributor": None}}, "SPEC021",
     "no value found for the partition key contributor. Write values, or [null]"),
    ("a number for text", {"values": {"dt": DAYS, "contributor": ["1.10", 1.1]}}, "SPEC021",
     "contributor[1]: 1.1 found for contributor: a number, which loses its last zeros. Put it in quotes"),
    ("a day that is too far", {"values": [["today-9999y", "c"]]}, "SPEC021",
     "'today-9999y' found, which is no date here. Write the day itself"),
    ("a file of no name", {"values": "a\0.csv"}, "SPEC021", "is no name of a file"),
    ("an override too far", {"values": PRODUCT, "overrides": [{"where": {"dt": "today+9999y"}}]}, "SPEC021",
     "'today+9999y' found, which is no date here"),
    ("an override of no key", {"values": PRODUCT, "overrides": [{"where": {"day": "x"}}]},
     "SPEC021", "'day' is no partition key"),
    ("an override's range", {"values": PRODUCT, "overrides": [{"where": {"dt": {"from": "x", "to": "y"}}}]},
     "SPEC021", "'x' found"),
    ("a template of no key", {"values": PRODUCT, "location": "{day}/{contributor}"},
     "SPEC021", "{day} is no partition key"),
    ("a folder without a name", {"values": PRODUCT, "location": "{dt}//{contributor}"},
     "SPEC021", "has a folder without a name"),
    ("this folder", {"values": PRODUCT, "location": "./{dt}/{contributor}"},
     "SPEC021", "location: './{dt}/{contributor}' has a folder named '.'. Write the folder itself"),
    ("the folder above", {"values": PRODUCT, "location": "s3://lake/x/../{dt}/{contributor}"},
     "SPEC021", "has a folder named '..'. Write the folder itself"),
    ("an override's folder above",
     {"values": PRODUCT, "overrides": [{"where": {"dt": "2026-01-01"}, "location": "{contributor}/.."}]},
     "SPEC021", "overrides[0].location: '{contributor}/..' has a folder named '..'"),
    ("one folder for several", {"values": PRODUCT, "location": "all/{contributor}"},
     "SPEC026", "{dt} is not in it: 60 of 62 partitions lie in the folder of another, such as "
     "dt=2026-01-02/contributor=c1 in that of dt=2026-01-01/contributor=c1"),
    ("one folder for all", {"values": PRODUCT, "location": "all"},
     "SPEC026", "{dt} and {contributor} are not in it: 61 of 62 partitions"),
    ("values that run into each other",
     {"values": {"dt": "2026-01-01", "contributor": ["1", "2026-01-01", "c"]}, "location": "{contributor}",
      "overrides": [{"where": {"contributor": "1"}, "location": "{dt}"}]},
     "SPEC026", "1 of 2 partitions lies in the folder of another, such as "
     "dt=2026-01-01/contributor=2026-01-01 in that of dt=2026-01-01/contributor=1"),
    ("an override in another's folder",
     {"values": PRODUCT, "overrides": [{"where": {"dt": "2026-01-02"},
                                        "location": "dt=2026-01-01/contributor=c1/{contributor}"}]},
     "SPEC026", "2 of 2 partitions lie inside the folder of another, such as dt=2026-01-02/contributor=c1 "
     "in that of dt=2026-01-01/contributor=c1"),
    ("a partition around the others",
     {"values": PRODUCT, "overrides": [{"where": {"dt": "2026-01-01", "contributor": "c1"},
                                        "location": "s3://my-lake/sales/orders/"}]},
     "SPEC026", "61 of 61 partitions lie inside the folder of another"),
    ("a location that escaping makes too long", {"values": [["2026-01-01", "c"], ["2026-01-01", "/" * 700]]},
     "SPEC026", "values[1]: 2,153 characters in a partition's location, Glue takes 2,056: "
     "that of contributor='//"),
    ("a product's location that is too long", {"values": {"dt": DAYS, "contributor": ["c", "=" * 700]}},
     "SPEC026", "partitions.values: 2,153 characters"),
    ("a template that makes it too long",
     {"values": {"dt": DAYS, "contributor": ["c", "é" * 1010]},
      "location": "{contributor}/{contributor}/{dt}"},
     "SPEC026", "partitions.location: 2,059"),
    ("an override's location that is too long",
     {"values": PRODUCT, "overrides": [{"where": {"contributor": "c1"}, "location": "x" * 2040 + "/{dt}"}]},
     "SPEC026", "overrides[0].location: 2,078 characters"),
    ("projection of another key", projected(day=NAMES), "SPEC025", "'day' is no partition key"),
    ("projection without a key", {"projection": {"keys": {"dt": DATES}}}, "SPEC025",
     "'contributor' is missing"),
    ("a date without format", projected(dt={"type": "date", "range": ["2026-01-01", "NOW"]}),
     "SPEC025", "format is missing"),
    ("an enum with a range", projected(contributor={**NAMES, "range": [1, 2]}), "SPEC025", "takes no range"),
    ("a date as integer", projected(dt={"type": "integer", "range": [1, 2]}), "SPEC025", "key of type date"),
    ("integers backwards", projected(contributor={"type": "integer", "range": [9, 1]}),
     "SPEC025", "ends before it begins"),
    ("a comma in an enum", projected(contributor={"type": "enum", "values": ["a,b"]}), "SPEC025", "comma"),
    ("an enum twice", projected(contributor={"type": "enum", "values": ["a", "a"]}), "SPEC025", "twice"),
    ("hours without a step", projected(dt={**DATES, "format": "yyyy-MM-dd-HH", "range": ["NOW-1DAY", "NOW"]}),
     "SPEC025", "keys.dt: interval and unit missing for the format yyyy-MM-dd-HH"),
    ("years without a unit", projected(dt={**DATES, "format": "yyyy", "range": [2024, "NOW"], "interval": 1}),
     "SPEC025", "keys.dt: unit missing for the format yyyy"),
    ("minutes for months", projected(dt={**DATES, "format": "yyyy-mm-dd"}), "SPEC025",
     "MM is the month, mm the minute"),
    ("a date of another format", projected(dt={**DATES, "range": ["2026/01/01", "NOW"]}), "SPEC025",
     "keys.dt.range: '2026/01/01' is no date as yyyy-MM-dd"),
    ("no date at all", projected(dt={**DATES, "range": ["2026-02-30", "NOW"]}), "SPEC025",
     "'2026-02-30' is no date"),
    ("now with an unknown distance", projected(dt={**DATES, "range": ["NOW-7D", "NOW"]}), "SPEC025",
     "'NOW-7D' is no date"),
    ("dates backwards", projected(dt={**DATES, "range": ["2026-02-01", "2026-01-31"]}), "SPEC025",
     "ends before it begins"),
    ("dates backwards, days first",
     projected(dt={**DATES, "format": "dd/MM/yyyy", "range": ["01/02/2026", "31/01/2026"]}), "SPEC025",
     "ends before it begins"),
    ("integers beyond the type",
     {"keys": [{"name": "n", "type": "TINYINT"}],
      "projection": {"keys": {"n": {"type": "integer", "range": [1, 128]}}}},
     "SPEC025", "['1', '128'] found, which does not fit 8 bits. A key of type tinyint holds -128 to 127"),
    ("integers beyond Athena",
     projected(contributor={"type": "integer", "range": [0, "9223372036854775808"]}), "SPEC025",
     "does not fit 64 bits"),
    ("a projected place of no key", projected_at("{dt}/{contributor}/{x}/"), "SPEC025",
     "{x} is no partition key"),
    ("a projected place from the root", projected_at("/{dt}/{contributor}/"), "SPEC025", "begins with a /"),
    ("a projected place of another scheme", projected_at("s3a://b/{dt}/{contributor}/"), "SPEC025",
     "has another scheme than s3://"),
    ("a projected folder without a name", projected_at("s3://b/{dt}//{contributor}/"), "SPEC025",
     "has a folder without a name"),
    ("a projected folder above", projected_at("s3://b/{dt}/../{contributor}/"), "SPEC025",
     "has a folder named . or .."),
    ("Athena's own spelling", projected_at("$${dt}/{contributor}/"), "SPEC025", "Write {key}"),
    ("exceptions beside a projection", {**projected(), "except": {"dt": "2026-01-01"}}, "SPEC025",
     "partitions.except: except and projection found"),
    ("a location beside a projection", {**projected(), "location": "{dt}/{contributor}"}, "SPEC025",
     "projection has a location of its own"),
    ("overrides beside a projection",
     {**projected(), "overrides": [{"where": {"dt": "2026-01-01"}}]}, "SPEC025",
     "partitions.overrides: overrides and projection found"),
    ("projection of a type that is none",
     {"keys": [{"name": "n", "type": "tex"}], "projection": {"keys": {"n": {"type": "injected"}}}}, "SPEC012",
     "'tex'"),
    ("projection and values", {**projected(), "values": PRODUCT}, "SPEC025", "Keep one of them"),
    ("a projected place without a key", {"projection": {**projected()["projection"], "location": "{dt}/"}},
     "SPEC025", "{contributor} is not in it"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "code", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_broken_block_is_one_error(tmp_path: Path, block: dict[str, Any], code: str, words: str) -> None:
    (found,) = findings(tmp_path, block)
    assert (found.code, found.severity) == (code, Severity.ERROR)
    assert words in found.render()
    assert found.line > 1


TWICE: list[tuple[str, dict[str, Any], str]] = [
    ("a number in two spellings", numbered("int", ["1", "+1", "01", "2"]),
     "partitions.values: '+1' and '01' as values of n: one number, which readers take for one value"),
    ("numbers in two spellings", numbered("bigint", [7, "007", 8, "08"]),
     "'007' and '7' (and 1 more) as values of n"),
    ("a zero with a sign", {**numbered("tinyint", 0), "values": [["0", "c"], ["-0", "c"]]},
     "values[0]: '-0' and '0' as values of n"),
    ("a decimal in two spellings", numbered("decimal(5,2)", ["1.50", "1.5", "1"]),
     "'1.5' and '1.50' as values of n"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "words"), [c[1:] for c in TWICE], ids=[c[0] for c in TWICE])
def test_one_number_in_two_spellings_is_a_warning(tmp_path: Path, block: dict[str, Any], words: str) -> None:
    """No error: tables that are adopted have it in old partitions."""
    (found,) = findings(tmp_path, block)
    assert (found.code, found.severity) == ("SPEC033", Severity.WARNING)
    assert words in found.render()


FINE: list[tuple[str, dict[str, Any]]] = [
    ("a product", {"values": PRODUCT}),
    ("tuples and products", {"values": [PRODUCT, ["2026-02-01", "c9"]], "except": {"dt": "2026-01-05"}}),
    ("a template", {"values": PRODUCT, "location": "{contributor}/{dt}/"}),
    ("a template without a key of one value",
     {"values": {"dt": DAYS, "contributor": "c"}, "location": "{dt}"}),
    ("a template without a key that another one tells",
     {"values": [["2026-01-01", "a"], ["2026-01-02", "b"]], "location": "{dt}"}),
    ("a template with two keys in one folder", {"values": PRODUCT, "location": "{contributor}-{dt}"}),
    ("overrides elsewhere",
     {"values": PRODUCT, "overrides": [{"where": {"contributor": "c1"}, "location": "legacy/{dt}"},
                                       {"where": {"contributor": "c2"}, "location": "s3://old/{dt}"}]}),
    ("folders with dots in their names", {"values": PRODUCT, "location": ".{dt}./...{contributor}"}),
    ("other control characters", {"values": {"dt": DAYS, "contributor": ["\x03", "\t", "\x7f"]}}),
    ("numbers in one spelling", numbered("int", ["01", "2", "-1", None])),
    ("text that looks like numbers", numbered("string", ["01", "1", "+1"])),
    ("null", {"values": [["2026-01-01", None]]}),
    ("a location as long as Glue takes",
     {"values": {"dt": DAYS, "contributor": ["c", "/" * 667 + "xx"]}}),
    ("a location that would be too long and is left out",
     {"values": {"dt": DAYS, "contributor": ["c", "/" * 700]}, "except": {"contributor": "/" * 700}}),
    ("one tuple of a product that would be too long and is left out",
     {"values": {"dt": "2026-01-01", "contributor": ["c", "/" * 700]},
      "except": [["2026-01-01", "/" * 700]]}),
    ("ten thousand", {"values": {"dt": {"from": "2026-01-01", "to": "2026-01-10"},
                                 "contributor": {"from": 1, "to": 1000}}}),
    ("more, wanted", {"values": {"dt": DAYS, "contributor": {"from": 1, "to": 1000}}, "warn_above": 31_000}),
    ("a usual size", {"values": PRODUCT, "expected_size": "300 MB"}),
    ("projection", projected()),
    ("hours with a step", projected(dt={"type": "date", "range": ["2026-01-01-00", "NOW + 1 HOUR"],
                                        "format": "yyyy-MM-dd-HH", "interval": 1, "unit": "HOURS"})),
    ("months", projected(dt={**DATES, "format": "yyyyMM", "range": ["202601", "NOW+1MONTH"]})),
    ("years", projected(dt={"type": "date", "range": [2024, "NOW"], "format": "yyyy", "interval": 1,
                            "unit": "YEARS"})),
    ("a time with text in it", projected(dt={"type": "date", "range": ["2026-01-01T00:00", "NOW"],
                                             "format": "yyyy-MM-dd'T'HH:mm", "interval": 1, "unit": "DAYS"})),
    ("a format that is not judged", projected(dt={**DATES, "format": "dd MMM yyyy", "range": ["x", "y"]})),
    ("a key twice in a format",
     projected(dt={**DATES, "format": "yyyy/yyyy-MM-dd", "range": ["2026/2026-01-01", "NOW"]})),
    ("types as Glue takes them",
     {"keys": [{"name": "a", "type": "integer"}, {"name": "b", "type": "VARCHAR (10)"}],
      "projection": {"keys": {"a": {"type": "integer", "range": ["0001", "9999"]},
                              "b": {"type": "injected"}}}}),
    ("a projected place", projected_at("s3://b/{contributor}/{dt}")),
    ("injected", projected(contributor={"type": "injected"})),
    ("integers", projected(contributor={"type": "integer", "range": [1, 20], "digits": 2})),
]  # fmt: skip


@pytest.mark.parametrize("block", [c[1] for c in FINE], ids=[c[0] for c in FINE])
def test_the_neighbour_that_fits_is_fine(tmp_path: Path, block: dict[str, Any]) -> None:
    assert findings(tmp_path, block) == []


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({"values": {"dt": DAYS, "contributor": {"from": 1, "to": 1000}}},
         "31,000 partitions (31 dt x 1,000 contributor)"),
        ({"values": {"dt": {"from": "2000-01-01", "to": "2026-12-31"},
                     "contributor": {"from": 1, "to": 1100}}, "warn_above": 19_000_000},
         "10,848,200 partitions (9,862 dt x 1,100 contributor), half of what Glue takes"),
        ({"values": PRODUCT, "expected_size": "2 MB"}, "2 MB is small for a partition; 62 of them are 0 GB"),
        ({"values": PRODUCT, "expected_size": "5GB"}, "5GB is large for a partition; 62 of them are 310 GB"),
    ],
)  # fmt: skip
def test_what_will_be_slow_is_a_warning_with_numbers(
    tmp_path: Path, block: dict[str, Any], words: str
) -> None:
    (found,) = findings(tmp_path, block)
    assert (found.code, found.severity) == (
        "SPEC035" if "for a partition" in words else "SPEC034",
        Severity.WARNING,
    )
    assert words in found.message


def test_an_exception_that_leaves_out_nothing_is_a_warning(tmp_path: Path) -> None:
    less = [{"dt": "2026-01-02"}, {"dt": "2025-01-02"}, ["2025-01-01", "c1"]]
    (found,) = findings(tmp_path, {"values": PRODUCT, "except": less})
    assert (found.code, found.severity) == ("SPEC032", Severity.WARNING)
    assert "except[1]: this leaves out none of the values (and 1 more)" in found.message


@pytest.mark.parametrize("name", ["except", "overrides", "location", "ownership", "cascade"])
def test_settings_of_partitions_that_nobody_declares_are_a_warning(tmp_path: Path, name: str) -> None:
    every = {
        "except": {"dt": "2026-01-01"},
        "overrides": [{"where": {"dt": "2026-01-01"}}],
        "location": "{dt}/{contributor}",
        "ownership": "exclusive",
        "cascade": True,
    }
    (found,) = findings(tmp_path, {name: every[name]})
    assert (found.code, found.severity) == ("SPEC032", Severity.WARNING)
    assert f"partitions.{name}: {name} found and no values" in found.message


@pytest.mark.parametrize(
    ("values", "used"),
    [
        ([["today", "c"]], True),
        ({**PRODUCT, "dt": {"from": "2026-01-01", "to": "today+7d"}}, True),
        (PRODUCT, False),
        ({**PRODUCT, "contributor": ["todays"]}, False),
    ],
)
def test_a_catalog_knows_whether_it_depends_on_the_day(tmp_path: Path, values: Any, used: bool) -> None:
    root = write_project(tmp_path, {"orders": table(partitions={**TABLE["partitions"], "values": values})})
    assert compile_specs(root, read_settings(root, "dev"))[0].uses_today is used


def test_today_is_the_stacks_date(tmp_path: Path) -> None:
    block = {
        **TABLE["partitions"],
        "values": {**PRODUCT, "dt": {"from": "today-6d", "to": "today"}},
        "overrides": [
            {"where": {"dt": {"from": "today-1d", "to": "today"}}, "location": "hot/{dt}/{contributor}"}
        ],
    }
    root = write_project(tmp_path, {"orders": table(partitions=block)})
    file = root / "Pulumi.dev.yaml"
    file.write_text(file.read_text().replace("config:\n", "config:\n  catalog:date: 2026-11-21\n"))
    catalog, found = compile_specs(root, read_settings(root, "dev"))
    assert found == []
    closed = catalog.tables[0].data["partitions"]["values"]["dt"]
    assert closed == {"from": "2026-11-15", "to": "2026-11-21"}
    (override,) = catalog.tables[0].data["partitions"]["overrides"]
    assert override["where"]["dt"] == {"from": "2026-11-20", "to": "2026-11-21"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dt\n2026-01-01\n", "orders.csv:1: 1 name found; the keys' names expected: 'dt', 'contributor'."),
        ("", "orders.csv:1: nothing found; the keys' names expected: 'dt', 'contributor'."),
        (
            "Contributor,DT\n",
            "2 names found; the keys' names expected: 'dt', 'contributor' (case and",
        ),
        (
            "dt, contributor\n",
            "2 names found; the keys' names expected: 'dt', 'contributor' (case and",
        ),
        (
            "dt,contributor\n2026-01-01,c\n2026-01-02,\n",
            "orders.csv:3: what is found as a value of contributor: 0 characters",
        ),
        (
            "dt,contributor\n2026-01-01,c\nsoon,c\nlater,c\n",
            "orders.csv:4: what is found (and 1 more) as a value of dt",
        ),
        ("dt,contributor\n2026-01-01\n", "orders.csv:2: 1 values found"),
        ('dt,contributor\n"2026-01-01,c\n', "orders.csv:2: unexpected end"),
        (b"dt,contributor\n2026-01-01,\xff\n", "is not UTF-8"),
    ],
)
def test_a_fault_in_a_csv_file_is_reported_with_its_line(
    tmp_path: Path, text: str | bytes, words: str
) -> None:
    root = write_project(
        tmp_path, {"orders": table(partitions={**TABLE["partitions"], "values": "orders.csv"})}
    )
    raw = text if isinstance(text, bytes) else text.encode()
    (root / "catalog_specs" / "sales" / "orders.csv").write_bytes(raw)
    (found,) = compile_specs(root, read_settings(root, "dev"))[1]
    assert words in f"{found.message}."


@pytest.mark.parametrize("name", ["../orders.csv", "days/../../orders.csv", "{root}/orders.csv"])
def test_a_csv_file_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "orders.csv").write_text("dt,contributor\n2026-01-01,c\n")
    (found,) = findings(tmp_path, {"values": name.format(root=tmp_path)})
    assert (found.code, found.path) == ("SPEC021", ("partitions", "values"))
    assert "a file beside the spec expected, neither an absolute path nor one with .." in found.message


def test_a_csv_file_may_lie_in_a_folder_beside_the_spec(tmp_path: Path) -> None:
    block = {**TABLE["partitions"], "values": "days/orders..csv"}
    root = write_project(tmp_path, {"orders": table(partitions=block)})
    file = root / "catalog_specs" / "sales" / "days" / "orders..csv"
    file.parent.mkdir()
    file.write_text("dt,contributor\n2026-01-01,c\n")
    assert compile_specs(root, read_settings(root, "dev"))[1] == []


def test_fifty_million_partitions_are_refused_at_once(tmp_path: Path) -> None:
    values = {"dt": {"from": "2020-01-01", "to": "2025-06-22"}, "contributor": {"from": 1, "to": 25_000}}
    tracemalloc.start()
    (found,) = findings(tmp_path, {"values": values})
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
    assert "50,000,000 partitions (2,000 dt x 25,000 contributor); Glue takes 20,000,000" in found.message


def test_more_partitions_than_an_index_can_count_are_refused(tmp_path: Path) -> None:
    keys = [{"name": f"k{n}", "type": "int"} for n in range(7)]
    values = {key["name"]: {"from": 1, "to": 1000} for key in keys}
    (found,) = findings(tmp_path, {"keys": keys, "values": values})
    assert "1,000,000,000,000,000,000,000 partitions (1,000 k0 x " in found.message


def test_many_rows_that_repeat_are_one_finding_with_their_lines(tmp_path: Path) -> None:
    block = {**TABLE["partitions"], "values": "orders.csv"}
    root = write_project(tmp_path, {"orders": table(partitions=block)})
    rows = [f"c{n % 500},2026-01-01\n" for n in range(1000)]
    (root / "catalog_specs" / "sales" / "orders.csv").write_text("contributor,dt\n" + "".join(rows))
    (found,) = compile_specs(root, read_settings(root, "dev"))[1]
    assert "500 partitions appear again: orders.csv:502 (see orders.csv:2), " in found.message
    assert found.message.endswith(" and 497 more")


FORMS = {
    "yyyy-MM-dd": "%Y-%m-%d", "yyyyMMdd": "%Y%m%d", "dd/MM/yyyy": "%d/%m/%Y", "yyyy-MM": "%Y-%m",
    "yyyy-MM-dd HH:mm:ss": "%Y-%m-%d %H:%M:%S", "'it''s day'=yyyy.MM.dd''HH": "it's day=%Y.%m.%d'%H",
}  # fmt: skip
moments = st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31))


@given(st.sampled_from([*FORMS]), moments, moments)
def test_dates_of_a_projection_fit_their_format_and_order(form: str, first: datetime, last: datetime) -> None:
    ends = [first.strftime(FORMS[form]), last.strftime(FORMS[form])]
    step = {"interval": 1, "unit": "DAYS"}
    keys = {"dt": {"type": "date", "format": form, "range": ends, **step}}
    found = [violation.message for violation in projection.violations({"keys": keys}, {"dt": "string"})]
    backwards = datetime.strptime(ends[0], FORMS[form]) > datetime.strptime(ends[1], FORMS[form])
    assert found == (["the range ends before it begins"] if backwards else [])
    keys["dt"]["range"] = [ends[0] + "x", "NOW"]
    assert "is no date as" in next(projection.violations({"keys": keys}, {"dt": "string"})).message


def test_a_product_of_one_value_each_is_checked_as_any_other(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, {**TABLE["partitions"], "values": {"dt": "2026-13-41", "contributor": "c"}})
    assert "'2026-13-41' as a value of dt: no date such as 2026-01-31" in found.message


@pytest.mark.parametrize(
    ("key", "projected", "message"),
    [
        ({"name": "n", "type": "int"}, {"type": "integer", "range": ["a", 2]}, "['a', '2'] found"),
        ({"name": "n", "type": "tinyint"}, {"type": "integer", "range": [1, 200]}, "does not fit 8 bits"),
        ({"name": "n", "type": "int"}, {"type": "integer", "range": [2, 1]}, "ends before it begins"),
        (
            {"name": "n", "type": "string"},
            {"type": "date", "format": "yyyy-MM-dd", "range": ["2026-01-01,", "NOW"]},
            "['2026-01-01,', 'NOW'] found",
        ),
    ],
)
def test_a_projected_range_fits_its_type_and_key(
    key: dict[str, str], projected: dict[str, Any], message: str
) -> None:
    (found,) = projection.violations({"keys": {key["name"]: projected}}, {key["name"]: key["type"]})
    assert (found.code, found.path) == ("SPEC025", ("keys", "n", "range"))
    assert message in found.message


def test_values_of_a_key_without_a_type_are_left_to_the_rule_about_keys() -> None:
    found = read({"keys": [{"name": "n", "type": "no-type"}], "values": ["1"]})
    assert list(check_values(found)) == []
