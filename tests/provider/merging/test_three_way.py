"""The three-way merge: its laws over arbitrary sides, and each kind of member that has a way of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.aws.shapes import conversion
from catalog.aws.shapes.database import DATABASE_INPUT
from catalog.aws.shapes.partition import PARTITION_INPUT
from catalog.aws.shapes.table import TABLE_INPUT
from catalog.provider.merging.three_way import Merged, merge

texts = st.sampled_from(["one", "two", "three"])
COLUMN = {"Type": st.sampled_from(["int", "bigint", "string"])}
columns = st.lists(
    st.fixed_dictionaries(
        {"Name": st.sampled_from("abcde"), **COLUMN},
        optional={"Comment": texts, "Parameters": st.dictionaries(st.sampled_from("kl"), texts)},
    ),
    unique_by=lambda column: column["Name"],
    min_size=1,
    max_size=4,
)
storages = st.fixed_dictionaries(
    {},
    optional={
        "Columns": columns,
        "InputFormat": texts,
        "Location": texts,
        "Compressed": st.booleans(),
        "NumberOfBuckets": st.integers(-1, 2),
        "BucketColumns": st.lists(st.sampled_from("abc"), max_size=2),
        "AdditionalLocations": st.lists(texts, max_size=1),
        "Parameters": st.dictionaries(st.sampled_from("kl"), texts),
        "SerdeInfo": st.fixed_dictionaries(
            {}, optional={"SerializationLibrary": texts, "Parameters": st.dictionaries(texts, texts)}
        ),
        "SkewedInfo": st.just({"SkewedColumnNames": []}),
    },
)
tables = st.fixed_dictionaries(
    {"Name": st.just("t")},
    optional={
        "Description": texts,
        "Owner": texts,
        "Retention": st.integers(0, 2),
        "ViewOriginalText": texts,
        "Parameters": st.dictionaries(st.sampled_from("klm"), texts),
        "StorageDescriptor": storages,
    },
)


def members(value: Any, path: str = "") -> dict[str, Any]:
    """What a structure says, by path: columns by name, keys of maps one by one, lists as they are."""
    if isinstance(value, Mapping):
        return {k: v for key in value for k, v in members(value[key], f"{path}/{key}").items()}
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return {k: v for item in value for k, v in members(item, f"{path}/{item['Name']}").items()}
    return {path: value}


def leaves(value: Any) -> dict[str, Any]:
    """The same without empties, which Glue does not tell from nothing."""
    return {path: leaf for path, leaf in members(value).items() if leaf not in ("", [], None, 0)}


def of(now: Any, before: Any, last_run: Any, live: Any) -> Merged:
    return merge(TABLE_INPUT, now, before, last_run, live)


@given(tables, tables, tables)
def test_everything_declared_is_there(now: Any, before: Any, live: Any) -> None:
    assert leaves(now).items() <= leaves(of(now, before, live, live).structure).items()


@given(tables, tables, tables)
def test_what_neither_program_names_is_as_the_other_writer_has_it(now: Any, before: Any, live: Any) -> None:
    merged, theirs = leaves(of(now, before, before, live).structure), leaves(live)
    named = members(now).keys() | members(before).keys()
    serde = "/StorageDescriptor/SerdeInfo/"  # of another library its parameters mean nothing
    for path in theirs.keys() - named:
        if not path.startswith(serde):
            assert merged.get(path) == theirs[path], path


@given(tables, tables)
def test_what_is_no_longer_declared_is_gone_and_nothing_else(now: Any, before: Any) -> None:
    merged = of(now, before, before, before)
    computed = {
        p for p in leaves(before) if "/Columns/" in p and not now.get("StorageDescriptor", {}).get("Columns")
    }
    if now.get("StorageDescriptor") is None:
        computed = {p for p in leaves(before) if p.startswith("/StorageDescriptor")}
    expected = leaves(now) | {p: v for p, v in leaves(before).items() if p in computed}
    assert leaves(merged.structure) == expected
    assert merged.foreign == ()  # nobody else wrote


@given(tables, tables, tables)
def test_each_member_of_theirs_that_is_written_over_is_named(now: Any, before: Any, live: Any) -> None:
    merged = of(now, before, before, live)
    after, theirs, was = leaves(merged.structure), leaves(live), leaves(before)
    named = [change.member for change in merged.foreign]
    for path in theirs:
        if theirs[path] != was.get(path) and after.get(path) != theirs[path]:
            assert any(_covers(member, path) for member in named), (path, named)


def _covers(member: str, path: str) -> bool:
    words = [w.lower() for w in path.strip("/").split("/") if w != "StorageDescriptor"]
    own = [w.lower() for w in member.removeprefix("storageDescriptor.").split(".")]
    other_serde = words[0] == "serdeinfo" and own[0] == "serdeinfo"
    return words[: len(own)] == own or other_serde


@given(tables, tables, tables, tables)
def test_merging_twice_is_merging_once(now: Any, before: Any, last_run: Any, live: Any) -> None:
    once = of(now, before, last_run, live).structure
    again = of(now, now, once, once)
    assert again.structure == once
    assert again.foreign == ()


@given(tables, tables, tables, tables)
def test_no_side_is_changed(now: Any, before: Any, last_run: Any, live: Any) -> None:
    sides = [now, before, last_run, live]
    copies = [conversion.filled(TABLE_INPUT, side) for side in sides]
    of(*sides)
    assert [conversion.filled(TABLE_INPUT, side) for side in sides] == copies


# --- one member after another

BASE = {"Name": "t", "Description": "one"}


@pytest.mark.parametrize(
    ("now", "last_run", "live", "kept", "conflict"),
    [
        ("one", "one", "theirs", "one", False),  # put back, and told
        ("two", "one", "theirs", "two", True),
        ("two", "one", "one", "two", None),
        ("two", "one", "two", "two", None),  # both came to the same
        ("two", "one", "", "two", False),  # emptied by another: nothing of theirs is lost
        ("", "one", "theirs", "", True),
        (None, "one", "theirs", None, True),
        (None, "one", "one", None, None),
    ],
)
def test_three_values_of_a_member(now: Any, last_run: Any, live: Any, kept: Any, conflict: Any) -> None:
    program = {"Name": "t"} if now is None else {"Name": "t", "Description": now}
    merged = of(program, BASE, {**BASE, "Description": last_run}, {**BASE, "Description": live})
    assert merged.structure.get("Description") == kept
    assert [c.conflict for c in merged.foreign] == ([] if conflict is None else [conflict])


def test_a_member_that_the_program_only_now_declares_is_no_conflict_if_it_was_seen_before() -> None:
    theirs = {"Name": "t", "Owner": "spark"}
    assert of({"Name": "t", "Owner": "us"}, {"Name": "t"}, theirs, theirs).foreign == ()
    (change,) = of({"Name": "t", "Owner": "us"}, {"Name": "t"}, {"Name": "t"}, theirs).foreign
    assert (change.member, change.conflict) == ("owner", True)


def _columns(*given: Any, **more: Any) -> dict[str, Any]:
    named = [{"Name": c, "Type": "int"} if isinstance(c, str) else c for c in given]
    return {"Name": "t", "StorageDescriptor": {"Columns": named}, **more}


def _names(merged: Merged) -> str:
    return "".join(c["Name"] for c in merged.structure["StorageDescriptor"]["Columns"])


@pytest.mark.parametrize(
    ("now", "before", "live", "merged"),
    [
        ("ab", "ab", "abc", "abc"),  # theirs stays
        ("abd", "ab", "abc", "abcd"),  # ours comes behind theirs: it has no data yet
        ("a", "ab", "abc", "ac"),
        ("xab", "ab", "cab", "cxab"),
        ("ab", "ab", "acbd", "acbd"),
        ("ab", "ab", "a", "ab"),  # what they removed and we declare comes back
        ("ba", "ab", "ab", "ba"),
    ],
)
def test_the_order_of_columns(now: str, before: str, live: str, merged: str) -> None:
    sides = [_columns(*names) for names in (now, before, before, live)]
    assert _names(of(*sides)) == merged


def test_a_column_that_others_removed_or_moved_is_told_when_it_comes_back() -> None:
    ab, ba = _columns("a", "b"), _columns("b", "a")
    (removed,) = of(ab, ab, ab, _columns("a")).foreign
    (moved,) = of(ab, ab, ab, ba).foreign
    assert (removed.member, moved.member) == ("columns.b", "columns")
    assert "'b int' at the last run, nothing in Glue" in removed.values()
    assert "['a', 'b'] at the last run, ['b', 'a'] in Glue" in moved.values()


ICEBERG = {"table_type": "ICEBERG", "metadata_location": "s3://m/2"}


def test_an_open_formats_columns_are_its_engines_until_the_program_changes_its_own() -> None:
    declared = _columns(
        {"Name": "a", "Type": "int", "Comment": "ours"}, "b", Parameters={"table_type": "ICEBERG"}
    )
    gone = {"Name": "b2", "Type": "int", "Parameters": {"iceberg.field.current": "false"}}
    live = _columns("new", {"Name": "a", "Type": "bigint"}, gone, Parameters=ICEBERG)
    merged = of(declared, declared, declared, live)
    found = merged.structure["StorageDescriptor"]["Columns"]
    assert found == [
        {"Name": "new", "Type": "int"},
        {"Name": "a", "Type": "bigint", "Comment": "ours"},
        gone,
    ]
    assert merged.structure["Parameters"] == ICEBERG
    assert [c.member for c in merged.foreign] == ["columns.a.comment"]
    changed = _columns(
        {"Name": "a", "Type": "string", "Comment": "ours"}, "b", Parameters={"table_type": "ICEBERG"}
    )
    conflicts = [c.member for c in of(changed, declared, declared, live).foreign if c.conflict]
    assert conflicts == ["columns.a.type"]


@pytest.mark.parametrize("mark", [{"spark.sql.sources.provider": "delta"}, {"table_type": "HUDI"}])
def test_other_open_formats_have_their_columns_too(mark: dict[str, str]) -> None:
    declared = _columns("a")
    merged = of(declared, declared, declared, _columns({"Name": "a", "Type": "bigint"}, Parameters=mark))
    assert merged.structure["StorageDescriptor"]["Columns"] == [{"Name": "a", "Type": "bigint"}]


def test_who_replaces_a_view_writes_its_text_and_its_columns() -> None:
    ours = {**_columns("a"), "TableType": "VIRTUAL_VIEW", "ViewOriginalText": "A", "ViewExpandedText": "A"}
    theirs = {
        **_columns("a", "b"),
        "TableType": "VIRTUAL_VIEW",
        "ViewOriginalText": "B",
        "ViewExpandedText": "B",
    }
    merged = of({**ours, "Description": "new"}, ours, ours, theirs)
    assert merged.structure == {**theirs, "Description": "new"}
    assert merged.foreign == ()
    text = of({**ours, "ViewOriginalText": "C"}, ours, ours, theirs).foreign
    assert [(c.member, c.conflict) for c in text] == [("viewOriginalText", True)]
    rewritten = {**_columns("c", "a"), "TableType": "VIRTUAL_VIEW", "ViewOriginalText": "C"}
    assert _names(of(rewritten, ours, ours, ours)) == "ca"


def test_what_an_engine_wrote_is_not_forgotten_by_a_run_that_saw_it() -> None:
    ours = {**_columns("a"), "TableType": "VIRTUAL_VIEW", "ViewOriginalText": "A"}
    theirs = {**_columns("a"), "TableType": "VIRTUAL_VIEW", "ViewOriginalText": "B"}
    (change,) = of({**ours, "ViewOriginalText": "C"}, ours, theirs, theirs).foreign
    assert (change.last_run, change.in_glue, change.declared, change.conflict) == ("A", "B", "C", True)
    declared = _columns("a", Parameters={"table_type": "ICEBERG"})
    engine = _columns({"Name": "a", "Type": "bigint"}, Parameters=ICEBERG)
    wanted = _columns({"Name": "a", "Type": "double"}, Parameters={"table_type": "ICEBERG"})
    (change,) = of(wanted, declared, engine, engine).foreign
    assert (change.member, change.conflict) == ("columns.a.type", True)


def test_another_spelling_of_a_type_is_told_and_no_conflict() -> None:
    def typed(kind: str) -> dict[str, Any]:
        return _columns({"Name": "a", "Type": kind})

    was = typed("decimal(10,2)")
    (change,) = of(typed("decimal(12,2)"), was, was, typed("DECIMAL(10, 2)")).foreign
    assert (change.member, change.conflict) == ("columns.a.type", False)


def test_a_moved_partition_stays_where_it_is_until_the_program_moves_it() -> None:
    def at(location: str) -> dict[str, Any]:
        return {"Values": ["1"], "StorageDescriptor": {"Location": location}}

    def place(now: str, before: str | None, live: str) -> Any:
        was = None if before is None else at(before)
        merged = merge(PARTITION_INPUT, at(now), was, was, at(live))
        return merged.structure["StorageDescriptor"]["Location"], [c.conflict for c in merged.foreign]

    assert place("a", "a", "theirs") == ("theirs", [])
    assert place("b", "a", "theirs") == ("b", [True])
    assert place("b", "a", "a") == ("b", [])
    assert place("b", None, "a") == ("b", [])  # an earlier run's, whose state is lost


def test_parameters_of_another_serde_do_not_stay_with_ours() -> None:
    def serde(library: str, **parameters: str) -> dict[str, Any]:
        info = {"SerializationLibrary": library, "Parameters": parameters}
        return {"Name": "t", "StorageDescriptor": {"SerdeInfo": info}}

    ours, theirs = serde("csv", sep=","), serde("json", paths="x")
    merged = of(ours, ours, ours, theirs)
    assert merged.structure == ours
    assert [c.member for c in merged.foreign] == ["storageDescriptor.serDeInfo.serializationLibrary"]
    assert of(ours, ours, ours, serde("csv", sep=",", theirs="1")).structure == serde(
        "csv", sep=",", theirs="1"
    )


def test_a_member_unknown_to_the_shapes_stays_inside_a_structure() -> None:
    live = {
        "Values": ["1"],
        "StorageDescriptor": {
            "Location": "a",
            "SchemaReference": {"SchemaVersionNumber": 1},
            "Columns": [{"Name": "a", "Type": "int", "Parameters": {"k": "1"}}],
        },
    }
    now = {"Values": ["1"], "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "bigint"}]}}
    stored = merge(PARTITION_INPUT, now, now, live, live).structure["StorageDescriptor"]
    assert stored["SchemaReference"] == {"SchemaVersionNumber": 1}
    assert stored["Columns"] == [{"Name": "a", "Type": "bigint", "Parameters": {"k": "1"}}]


def test_a_link_keeps_what_aws_shows_of_its_target() -> None:
    ours = {"Name": "l", "TargetDatabase": {"CatalogId": "1", "DatabaseName": "o"}}
    filled = {"Description": "d", "LocationUri": "s", "FederatedDatabase": {"ConnectionName": "c"}}
    merged = merge(DATABASE_INPUT, ours, ours, ours, {**ours, **filled})
    assert (merged.structure, merged.foreign) == ({**ours, **filled}, ())


def test_without_a_known_program_what_we_marked_is_ours() -> None:
    live = {
        **_columns("a", {"Name": "old", "Type": "int", "Parameters": {"catalog.column": "{}"}}, "theirs"),
        "Owner": "x",
        "Parameters": {"business.label": "1", "k": "v", "x": "1", "catalog.managed": '["k"]'},
    }
    merged = of({**_columns("a"), "Parameters": {"catalog.stack": "p/s"}}, None, None, live)
    assert _names(merged) == "atheirs"
    assert merged.structure["Parameters"] == {"x": "1", "catalog.stack": "p/s"}
    assert (merged.structure["Owner"], merged.foreign) == ("x", ())


def test_values_of_others_parameters_are_not_shown() -> None:
    def table(value: str) -> dict[str, Any]:
        return {"Name": "t", "Parameters": {"password": value}}

    (change,) = of(table("a"), table("a"), table("a"), table("s3cret")).foreign
    assert change.member == "parameters.password"
    assert "s3cret" not in change.describe()
