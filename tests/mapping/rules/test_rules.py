"""The rules file: what it refuses, and what each rule does to an import."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.language.findings import DataError, Finding, Severity
from mapping.model import ObjectKey
from mapping.rules.loader import read_rules, unused_rules
from mapping.rules.rules import Rules, no_rules
from tests.support.exports import STRING, entity, imported, rules_of, to_one
from tests.support.sizes import example_count

KEY = ObjectKey("SALES", "T")
TWO = {"T": entity({"id": STRING, "at": {"type": "cds.Time"}}), "U": entity()}

# --- the file ---

REFUSED = [
    ("colums: []", 2, "SPEC003", "did you mean 'columns'?"),
    ("names: {tabel: x}", 2, "SPEC003", "did you mean 'table'?"),
    ("types:\n  time: hours", 3, "SPEC002", "one of string, seconds expected"),
    ("columns:\n- {objects: '*', drop: true}", 3, "SPEC002", "'columns' is missing"),
    ("pieces:\n- {objects: 1, layer: raw}", 3, "SPEC002", "1 found"),
    ("pieces:\n- {objects: 'S/{contributer}', layer: raw}", 3, "MAP048", "did you mean 'contributor'?"),
    ("tables:\n- {objects: 'S/{contributor}'}", 3, "MAP048", "can't be taken from a name here"),
    ("pieces:\n- {objects: '{date}/{date}{date}'}", 3, "MAP048", "twice"),
    ("names:\n  database: '{spcae}'", 3, "MAP048", "did you mean 'space'?"),
    ("names:\n  database: 'My {space}'", 3, "MAP048", "more than a-z"),
    ("names:\n  table: '{layer}'", 3, "MAP048", "every table would have the same name"),
    ("names:\n  table: '{object}_{environment}'", 3, "MAP048", "one name in all stacks"),
    ("columns:\n- {objects: '*', columns: a, rename: A B}", 3, "MAP048", "'A B' is no name in Glue"),
    ("columns:\n- {objects: '*', columns: a, type: decmal(3)}", 3, "MAP048", "did you mean 'decimal'?"),
    ("columns:\n- {objects: '*', columns: 'a{b}', drop: true}", 3, "MAP048", "{b} has no meaning"),
    ("objects: {exclude: 'S/{a'}", 2, "MAP048", "a brace that belongs to no {name}"),
    ("objects:\n  include: ['S/*', 'S/a}']", 3, "MAP048", "a brace that belongs to no {name}"),
    ("names:\n  database: ''", 3, "MAP048", "'' gives no name"),
    ("names:\n  database: '{environment}'", 3, "MAP048", "'{environment}' gives no name"),
    (
        "columns:\n- {objects: '*', columns: a}",
        3,
        "MAP048",
        "the entry says nothing. Known: drop, rename, type",
    ),
    ("tables:\n- {objects: '*'}", 3, "MAP048", "the entry says nothing. Known: storage, partitions"),
    ("order:\n- {objects: '*'}", 3, "MAP048", "the entry says nothing. Known: priority"),
    (
        "add_columns:\n- objects: '*'\n  columns:\n  - {name: a, type: int}\n  - {name: a, type: date}",
        6,
        "MAP048",
        "column 'a' appears twice",
    ),
    (
        "tables:\n- objects: X\n  partitions:\n    keys:\n    - {name: a, type: int}\n"
        "    - {name: a, type: date}",
        7,
        "MAP048",
        "a partition key appears twice",
    ),
    (
        "tables:\n- {objects: '*', partitions: {keys: [{column: a}, {column: a}]}}",
        3,
        "MAP048",
        "a partition key appears twice",
    ),
    (
        "tables:\n- {objects: '*', partitions: {keys: [{name: a, type: array<int>}]}}",
        3,
        "MAP048",
        "array<int> can't be the type of a partition key",
    ),
    (
        "tables:\n- {objects: '*', partitions: {keys: [{name: a, type: int}], indexes: [[b]]}}",
        3,
        "MAP048",
        "'b' is no partition key. An index holds partition keys: a",
    ),
    (
        "tables:\n- {objects: '*', storage: {location: /data/x}}",
        3,
        "MAP048",
        "s3://<bucket>/<folder>/ expected",
    ),
    ("types:\n  floating_decimal: int", 3, "MAP048", "'int' found"),
    ("add_columns:\n- {objects: '*'}", 3, "MAP048", "one of set and columns"),
    ("add_columns:\n- {objects: '*', columns: [{name: a, type: x}]}", 3, "MAP048", "'x' is no Glue type"),
    ("tables:\n- {objects: '*', partitions: {keys: [{name: a}]}}", 3, "MAP048", "a partition key is"),
    ("tables:\n- {objects: '*', storage: {location: 's3://{spce}/'}}", 3, "MAP048", "did you mean 'space'?"),
    ("a: [", 3, "SPEC001", "not valid YAML"),
    ("a: 1\na: 2", 3, "SPEC004", "twice"),
    ("a: &x 1\nb: *x", 3, "SPEC001", "alias"),
]


@pytest.mark.parametrize(("text", "line", "code", "words"), REFUSED)
def test_a_rules_file_is_refused_with_line_and_remedy(text: str, line: int, code: str, words: str) -> None:
    with pytest.raises(DataError) as refused:
        rules_of(text)
    first = refused.value.findings[0]
    assert (first.file, first.line, first.code) == ("rules.yaml", line, code)
    assert words in first.render()


@pytest.mark.parametrize("raw", [b"", b"- a", b"1", b"kind: Table", b"names: {}", b"\xff"])
def test_what_is_no_rules_file_at_all_is_refused(raw: bytes) -> None:
    with pytest.raises(DataError):
        read_rules(raw, "rules.yaml")


def test_all_that_is_wrong_is_reported_at_once() -> None:
    with pytest.raises(DataError) as refused:
        rules_of("colums: []\nlanguages: de\ntypes: {texts: 1}")
    assert len(refused.value.findings) == 3


def test_an_empty_rules_file_is_as_none() -> None:
    assert imported(TWO, rules=rules_of("")) == imported(TWO)
    assert rules_of("").types == no_rules().types


def test_the_finding_of_a_number_that_is_too_large_names_the_range() -> None:
    with pytest.raises(DataError, match=r"a number from -9{18} to 9{19} expected"):
        rules_of("order:\n- {objects: A, priority: 99999999999999999999999999}")


def test_an_entry_that_fits_nothing_is_a_finding_at_its_line() -> None:
    rules = rules_of("order:\n- {objects: SALES, priority: 1}\n- {objects: sales, priority: 2}")
    imported(TWO, rules=rules)
    assert [(f.severity, f.code, f.line, f.message) for f in unused_rules(rules)] == [
        (Severity.WARNING, "MAP046", 4, "order[1].objects fits nothing in this import")
    ]


def test_every_pattern_of_a_list_is_to_fit_something() -> None:
    rules = rules_of("""objects: {exclude: ["*/V", "*/U"]}
columns:
- objects: ["*/T", "*/X"]
  columns:
  - AT
  - at
  drop: true""")
    imported(TWO, rules=rules)
    assert [(f.line, f.message.split(" fits")[0]) for f in unused_rules(rules)] == [
        (2, "objects.exclude[0]"),
        (4, "columns[0].objects[1]"),
        (6, "columns[0].columns[0]"),
    ]


# --- which objects ---


def tables(text: str, definitions: dict[str, Any] = TWO) -> list[str]:
    return list(imported(definitions, rules=rules_of(text)).tables)


def test_objects_are_included_and_excluded() -> None:
    assert tables("objects: {include: 'SALES/T'}") == ["sales.t"]
    assert tables("objects: {exclude: ['*/U', '*/V']}") == ["sales.t"]
    assert tables("objects: {include: '*', exclude: '*'}") == []


def test_an_excluded_object_is_a_finding_and_its_own_losses_are_not() -> None:
    found = imported(TWO, rules=rules_of("objects: {exclude: '*/T'}"))
    assert [(f.code, f.path) for f in found.findings] == [("MAP043", ("definitions", "T"))]


def test_an_excluded_object_still_serves_those_that_refer_to_it() -> None:
    view = entity({"k": {}, "_t": to_one("T", ("k", "K"), name="_t")})
    view["query"] = {"SELECT": {"from": {"ref": ["T"]}, "columns": [{"ref": ["K"], "as": "k"}]}}
    found = imported(
        {"T": entity({"K": {"type": "cds.Date"}}), "V": view}, rules=rules_of("objects: {exclude: '*/T'}")
    )
    assert found.columns()["k"]["type"] == "date"
    assert found.table["relationships"][0]["on"] == {"k": "k"}
    assert "MAP011" not in found.codes()


# --- columns ---


def columns(text: str, elements: dict[str, Any]) -> list[dict[str, Any]]:
    found = imported({"T": entity(elements)}, rules=rules_of(text))
    return [{k: c[k] for k in ("name", "type")} for c in found.table["columns"]]


def rule(**members: str) -> str:
    inside = ", ".join(f"{k}: {v}" for k, v in members.items())
    return f"columns: [{{objects: '*', {inside}}}]"


PAIR = {"Cust No": STRING, "RATE": {"type": "cds.DecimalFloat"}}
RATE = {"name": "rate", "type": "decimal(38,10)"}


def test_a_column_is_dropped_renamed_or_given_a_type() -> None:
    assert columns(rule(columns="Cust*", drop="true"), PAIR) == [RATE]
    assert columns(rule(columns="Cust No", rename="customer_no"), PAIR) == [
        {"name": "customer_no", "type": "string"},
        RATE,
    ]
    assert columns(rule(columns="RATE", type="'DECIMAL( 18, 6)'"), PAIR)[1]["type"] == "decimal(18,6)"


def test_dropped_columns_and_given_types_are_findings_and_the_origin_is_kept() -> None:
    found = imported({"T": entity(PAIR)}, rules=rules_of(rule(columns="Cust No", drop="true")))
    assert ("MAP041", ("definitions", "T", "elements", "Cust No")) in [
        (f.code, f.path) for f in found.findings
    ]
    found = imported({"T": entity(PAIR)}, rules=rules_of(rule(columns="RATE", type="double")))
    assert found.codes() == ["MAP042"]  # the loss is the rules' own choice now
    assert found.columns()["rate"]["source"] == {"name": "RATE", "type": "cds.DecimalFloat"}


def test_a_renamed_column_keeps_its_origin_and_others_refer_to_its_new_name() -> None:
    elements = {"a": {**STRING, "@Common.Text": {"=": "Cust No"}}, **PAIR}
    text = rule(columns='"Cust {name}"', rename='"c_{name}"')
    found = imported({"T": entity(elements)}, rules=rules_of(text))
    assert found.columns()["c_no"]["source"]["name"] == "Cust No"
    assert found.columns()["a"]["text"] == "c_no"


def test_a_rename_onto_another_column_is_a_collision() -> None:
    found = imported({"T": entity(PAIR)}, rules=rules_of(rule(columns="RATE", rename="cust_no")))
    assert found.messages("MAP022") == ["columns 'Cust No' and 'RATE' are both 'cust_no' in Glue"]


def test_the_first_entry_that_sets_a_key_wins() -> None:
    text = """columns:
    - {objects: "*/T", columns: RATE, type: double}
    - {objects: "*", columns: "*", type: string, rename: "{name}_x"}"""
    assert columns(text, PAIR) == [
        {"name": "cust_no_x", "type": "string"},
        {"name": "rate_x", "type": "double"},
    ]


TECHNICAL = ["__operation_type", "__sequence_number", "__timestamp"]


def test_the_columns_of_a_replication_flow_are_added() -> None:
    text = "add_columns: [{objects: '*/T', set: replication-flow}]"
    found = imported(TWO, rules=rules_of(text))
    added = found.tables["sales.t"]["columns"][2:]
    assert [c["name"] for c in added] == TECHNICAL
    assert [c["type"] for c in added] == ["string", "bigint", "timestamp"]
    assert {c["source"]["added_by"] for c in added} == {"replication-flow"}
    assert len(found.tables["sales.u"]["columns"]) == 1


def test_own_columns_are_added_in_front_and_one_that_is_there_stays() -> None:
    text = """add_columns:
    - {objects: "*", position: first, columns: [{name: load_id, type: bigint}, {name: id, type: int}]}"""
    found = imported({"T": entity({"id": STRING})}, rules=rules_of(text))
    assert [(c["name"], c["type"]) for c in found.table["columns"]] == [
        ("load_id", "bigint"),
        ("id", "string"),
    ]
    assert found.codes() == ["MAP049"]


# --- storage and partitions ---


def test_storage_is_put_together_from_the_entries_that_fit() -> None:
    text = """tables:
    - {objects: "*/T", storage: {compression: zstd}}
    - {objects: "*", storage: {format: orc, compression: zlib, location: "s3://${lake}/{layer}/{object}/"}}
    pieces: [{objects: "*", layer: Raw Zone}]""".replace("\n    pieces", "\npieces")
    found = imported(TWO, rules=rules_of(text)).tables
    location = "s3://${lake}/raw_zone/"
    assert found["sales.t"]["storage"] == {
        "compression": "zstd",
        "format": "orc",
        "location": location + "t/",
    }
    assert found["sales.u"]["storage"] == {
        "format": "orc",
        "compression": "zlib",
        "location": location + "u/",
    }


def test_a_location_that_needs_what_no_rule_gives_is_an_error() -> None:
    found = imported(
        TWO, rules=rules_of("tables: [{objects: '*/T', storage: {location: 's3://{version}/'}}]")
    )
    assert [f.code for f in found.findings if f.severity is Severity.ERROR] == ["MAP045"]


PARTITIONED = """tables:
- objects: "*"
  partitions: {keys: [{name: dt, type: date}, {column: Day}], indexes: [[dt]]}"""


DAY = {"name": "Day", "type": "cds.Date"}


def test_partition_keys_are_added_or_taken_from_the_columns() -> None:
    day = {"type": "cds.Date", "key": True, "@title": "The day"}
    found = imported({"T": entity({"id": STRING, "Day": day})}, rules=rules_of(PARTITIONED))
    assert [c["name"] for c in found.table["columns"]] == ["id"]
    assert found.table["partitions"] == {
        "keys": [
            {"name": "dt", "type": "date"},
            {"name": "day", "type": "date", "label": "The day", "source": DAY},
        ],
        "indexes": [["dt"]],
    }
    assert found.messages("MAP050") == ["partition key 'day' of 'SALES.T' does not hold key, nullable"]


def test_a_partition_key_that_is_no_column_or_twice_is_an_error() -> None:
    found = imported({"T": entity({"dt": STRING})}, rules=rules_of(PARTITIONED))
    assert found.codes() == ["MAP045", "MAP045"]


# --- types, languages ---


def test_type_policies_of_the_rules_reach_the_columns() -> None:
    rules = rules_of("types: {time: seconds, text: varchar, floating_decimal: 'DECIMAL(20,4)'}")
    elements = {"t": {"type": "cds.Time"}, "s": STRING, "f": {"type": "cds.DecimalFloat"}}
    found = imported({"T": entity(elements)}, rules=rules).columns()
    assert [c["type"] for c in found.values()] == ["int", "varchar(10)", "decimal(20,4)"]
    assert found["t"]["source"]["type"] == "cds.Time"


def test_an_error_policy_stops_the_import_at_its_column() -> None:
    wide = {"type": "cds.Decimal", "precision": 40, "scale": 2}
    found = imported({"T": entity({"w": wide})}, rules=rules_of("types: {decimal_over_38: error}"))
    assert [(f.code, f.severity, f.path[-1]) for f in found.findings] == [("MAP040", Severity.ERROR, "w")]


LANGUAGES = [
    ("", ["de", "en", "fr"], "en"),
    ("", ["hb", "fr", "de"], "fr"),
    ("", ["fr", "en_US", "en_GB"], "en_US"),
    ("[de, en]", ["en", "de"], "de"),
    ("[de, en]", ["en", "de_AT"], "en"),
    ("[de]", ["fr", "de_AT"], "de_AT"),
    ("[pt_BR]", ["en", "pt-BR"], "pt-BR"),
    ("[ja]", ["hb", "en_US_saptrc", "it"], "it"),
    ("[hb]", ["hb", "it"], "it"),
]


@pytest.mark.parametrize(("preferred", "there", "shown"), LANGUAGES)
def test_labels_are_in_the_language_preferred(preferred: str, there: list[str], shown: str) -> None:
    rules = rules_of(f"languages: {preferred}") if preferred else no_rules()
    texts = {language: {"k": language} for language in there}
    found = imported({"T": entity(**{"@EndUserText.label": "{i18n>k}"})}, rules=rules, i18n=texts)
    assert found.table["business"]["label"] == shown


# --- order ---


def test_objects_are_listed_by_priority_then_name() -> None:
    three = {name: entity() for name in "ABC"}
    text = "order: [{objects: '*/C', priority: 1}, {objects: '*/A', priority: 200}]"
    assert tables(text, three) == ["sales.c", "sales.b", "sales.a"]


BROKEN = {
    "T": entity({"id": STRING, "x": {"type": 5}}),
    "U": entity({"a": STRING, "A": STRING}),
    "V": entity(),
}


def test_an_object_that_fails_stops_the_import_or_is_left_out() -> None:
    found = imported(BROKEN, rules=rules_of("order: [{objects: '*/V', on_failure: skip}]"))
    assert (list(found.tables), found.codes(Severity.ERROR)) == ([], ["CSN008"])
    found = imported(BROKEN, rules=rules_of("order: [{objects: '*/[TU]', on_failure: skip}]"))
    assert found.codes(Severity.ERROR) == ["CSN008"]  # brackets are no pattern
    found = imported(BROKEN, rules=rules_of("order: [{objects: ['*/T', '*/U'], on_failure: skip}]"))
    assert list(found.tables) == ["sales.v"]
    assert found.codes(Severity.ERROR) == []
    assert {m.split(" is left out")[0] for m in found.messages("MAP044")} == {"'SALES.T'", "'SALES.U'"}
    assert "MAP022" in found.messages("MAP044")[1]


def test_a_warning_about_a_strict_object_is_an_error() -> None:
    found = imported(TWO, rules=rules_of("order: [{objects: '*/T', strict: true}]"))
    assert [(f.code, f.severity) for f in found.findings] == [("MAP004", Severity.ERROR)]
    found = imported(TWO, rules=rules_of("order: [{objects: '*/U', strict: true}]"))
    assert [(f.code, f.severity) for f in found.findings] == [("MAP004", Severity.WARNING)]
    found = imported(TWO, rules=rules_of("order: [{objects: '*/T', strict: true, on_failure: skip}]"))
    assert list(found.tables) == ["sales.u"]


def test_an_excluded_object_never_stops_the_import() -> None:
    found = imported(
        BROKEN, rules=rules_of("objects: {include: '*/V'}\norder: [{objects: '*', priority: 1}]")
    )
    assert list(found.tables) == ["sales.v"]


def test_rules_are_the_same_value_for_the_same_file() -> None:
    assert rules_of("languages: [de]") == rules_of("languages: [de]")
    assert Rules().pieces_of(KEY) == {"space": "SALES", "object": "T"}


# --- anything at all ---

words = st.sampled_from(
    [
        *("kind", "objects", "include", "pieces", "names", "database", "table", "collisions", "columns"),
        *(
            "add_columns",
            "tables",
            "order",
            "types",
            "time",
            "floating_decimal",
            "languages",
            "rename",
            "drop",
        ),
        *("type", "set", "storage", "location", "partitions", "keys", "column", "name", "layer", "*", "*/*"),
        *("{object}", "{name}", "${lake}", "{", "decimal(", "Rules", "replication-flow", "suffix", "x" * 300),
    ]
)
leaves = words | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
documents = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)
PART = {
    "pieces": {"objects": "*", "layer": "x"},
    "columns": {"objects": "*", "columns": "*"},
    "add_columns": {"objects": "*"},
    "tables": {"objects": "*"},
    "order": {"objects": "*"},
}


@settings(max_examples=example_count(200), deadline=None)
@given(documents, st.sampled_from(sorted(PART)), st.dictionaries(words, leaves, max_size=3))
def test_any_document_is_rules_that_work_or_findings(document: Any, part: str, more: dict[str, Any]) -> None:
    for data in (document, {"kind": "Rules", part: [{**PART[part], **more}]}):
        rules, findings = rules_or_findings(data)
        assert all(f.file == "rules.yaml" and f.line for f in findings)
        if rules is not None:
            imported(TWO, rules=rules)
        else:
            assert findings


def rules_or_findings(data: Any) -> tuple[Rules | None, tuple[Finding, ...]]:
    try:
        return read_rules(json.dumps(data).encode("utf-8", "surrogatepass"), "rules.yaml"), ()
    except DataError as e:
        return None, e.findings


def test_a_rename_that_is_too_long_is_cut() -> None:
    found = imported(
        {"T": entity({"a" * 200: STRING})}, rules=rules_of(rule(columns="'*'", rename="'{name}{name}'"))
    )
    assert len(found.table["columns"][0]["name"]) == 255


@pytest.mark.parametrize("text", ["", "\n# nothing yet\n", "---\n"])
def test_the_finding_of_an_empty_rules_file_says_how_to_begin(text: str) -> None:
    with pytest.raises(
        DataError, match=r"r\.yaml:1: MAP048 error: the file is empty\. Begin it with `kind: Rules`"
    ):
        read_rules(text.encode(), "r.yaml")


def test_indexes_over_columns_that_move_are_left_to_the_check_of_the_specs() -> None:
    text = "tables: [{objects: '*', partitions: {keys: [{column: Day}], indexes: [[day]]}}]"
    found = imported({"T": entity({"id": STRING, "Day": {"type": "cds.Date"}})}, rules=rules_of(text))
    assert found.table["partitions"]["indexes"] == [["day"]]


@pytest.mark.parametrize("skipped", ["A b", "A_b"])
def test_of_two_objects_with_one_name_the_one_that_may_fail_is_left_out(skipped: str) -> None:
    both = {"A b": entity(), "A_b": entity(), "V": entity()}
    found = imported(both, rules=rules_of(f"order: [{{objects: '*/{skipped}', on_failure: skip}}]"))
    assert found.codes(Severity.ERROR) == []
    assert [spec["source"]["object"] for spec in found.tables.values()] == [*sorted({*both} - {skipped})]
    assert [key.name for key in found.specs.failed] == [skipped]


def test_the_names_of_those_that_are_left_are_looked_at_once_more() -> None:
    three = {"A b": entity(), "A_b": entity(), "A.b": entity()}
    found = imported(three, rules=rules_of("order: [{objects: '*/A b', on_failure: skip}]"))
    assert found.messages("MAP022") == ["objects 'A.b' and 'A_b' are both 'a_b' in Glue"]
    found = imported(three, rules=rules_of("order: [{objects: ['*/A b', '*/A_b'], on_failure: skip}]"))
    assert found.codes(Severity.ERROR) == []
    assert [spec["source"]["object"] for spec in found.tables.values()] == ["A.b"]
