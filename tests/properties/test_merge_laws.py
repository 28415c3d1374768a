"""The laws of the three-way merge, over arbitrary specs, edits of people and changes of the export."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.language.editing.edits import MISSING, patched, same
from catalog.language.editing.yaml_edits import apply
from catalog.language.specs.yaml_emitter import dump
from catalog.language.specs.yaml_text import parse
from mapping.reconcile.merge import ConflictPolicy, EventKind, Merge, compare
from mapping.specs.serialized import serialize
from mapping.store.import_record import ImportRecord, Key, load_record
from tests.support.sizes import example_count

Spec = dict[str, Any]
LAW = settings(max_examples=example_count(60), deadline=None)

WORDS = st.sampled_from(["a", "Über uns", "x: y # z", "on", "7", "", "two\nlines\n", "'q'", 'Bill "to"'])
SCALARS = st.one_of(WORDS, st.integers(0, 3), st.booleans(), st.sampled_from([1.0, 2.5]))


def members(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[Spec]:
    return st.fixed_dictionaries({}, optional=optional)


ENTRY = members(
    type=st.sampled_from(["string", "int", "decimal(15,2)"]),
    label=WORDS,
    default=SCALARS,
    key=st.booleans(),
    measure=members(aggregation=WORDS, currency=WORDS),
    enum=st.lists(members(value=SCALARS, label=WORDS), max_size=2),
)
NAMES = ["id", "amount", "currency", "due_on"]


@st.composite
def columns(draw: st.DrawFn) -> list[Spec]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    found = []
    for name in names:
        source = draw(st.sampled_from([{}, {"source": {"name": name.upper(), "type": "cds.String"}}]))
        found.append({"name": name, **draw(ENTRY), **source})
    return found


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    spec: Spec = {"kind": "Table", "database": "sales", "name": "t"}
    spec |= draw(members(description=WORDS))
    spec["source"] = {"system": "S", "space": "SALES", "object": "T"}
    spec |= draw(members(business=members(label=WORDS, role=WORDS, custom=members(a=SCALARS, b=SCALARS))))
    spec["columns"] = draw(columns())
    condition = st.fixed_dictionaries({"column": WORDS, "of": st.just("target"), "value": SCALARS})
    joins = members(
        to=st.just("sales.x"),
        on=st.dictionaries(st.sampled_from(NAMES), WORDS, max_size=2),
        where=st.lists(condition, min_size=1, max_size=2),
    )
    relationships = draw(st.dictionaries(st.sampled_from(["_a", "_b"]), joins))
    if relationships:
        spec["relationships"] = [{"name": name, **rest} for name, rest in relationships.items()]
    return spec


def as_read(spec: Spec) -> Spec:
    found: Spec = parse(dump(spec), "")
    return found


def by_name(spec: Spec) -> Any:
    """A spec without the order of its entries."""
    return {k: {e["name"]: e for e in v} if k in ("columns", "relationships") else v for k, v in spec.items()}


def full(data: Spec) -> Spec:
    """Without what says nothing: empty mappings and lists."""
    return {k: v for k, v in data.items() if v not in ({}, [])}


@LAW
@given(specs(), specs())
def test_no_change_upstream_is_no_change_of_the_file(base: Spec, theirs: Spec) -> None:
    assert compare(theirs, base, base) == Merge()


@LAW
@given(specs(), specs())
def test_no_edit_by_people_takes_upstream(base: Spec, ours: Spec) -> None:
    merge = compare(base, ours, base)
    assert not merge.conflicts
    assert same(by_name(patched(base, merge.edits)), by_name(ours))
    assert bool(merge.events) == (not same(by_name(base), by_name(ours)))


@LAW
@given(specs(), specs())
def test_the_same_change_on_both_sides_is_no_conflict(base: Spec, both: Spec) -> None:
    assert compare(both, both, base) == Merge()


@LAW
@given(specs(), specs(), specs())
def test_a_run_killed_before_the_record_was_written_is_completed(
    base: Spec, theirs: Spec, ours: Spec
) -> None:
    first = compare(theirs, ours, base, policy=ConflictPolicy.TAKE)
    written = patched(theirs, first.edits)
    again = compare(written, ours, base)
    assert not again.conflicts
    assert same(patched(written, again.edits), written)


@LAW
@given(specs(), specs(), specs())
def test_ask_and_keep_change_nothing_where_people_and_the_export_disagree(
    base: Spec, theirs: Spec, ours: Spec
) -> None:
    asked, kept = compare(theirs, ours, base), compare(theirs, ours, base, policy=ConflictPolicy.KEEP)
    assert asked.edits == kept.edits
    assert asked.events == kept.events
    places = {told.path for told in asked.conflicts if told.theirs is not MISSING}
    assert not places & {edit.path for edit in asked.edits if not edit.insert}
    for told in asked.conflicts:
        assert not same(told.base, told.theirs) or isinstance(told.path[-1], int)
        assert not same(told.base, told.ours)
        assert not same(told.theirs, told.ours)


@LAW
@given(st.tuples(*[members(label=WORDS, role=WORDS, exposed=SCALARS)] * 3))
def test_every_value_is_as_a_table_of_all_cases_says(values: tuple[Spec, Spec, Spec]) -> None:
    base, theirs, ours = ({"business": v} for v in values)
    merge = compare(theirs, ours, base, policy=ConflictPolicy.TAKE)
    result = patched(theirs, merge.edits).get("business", {})
    for key in ("label", "role", "exposed"):
        b, t, o = (v.get(key, MISSING) for v in values)
        assert same(result.get(key, MISSING), t if same(b, o) else o), key


@LAW
@given(specs(), specs(), specs(), st.sampled_from(ConflictPolicy))
def test_the_text_says_what_the_merge_means(
    base: Spec, theirs: Spec, ours: Spec, policy: ConflictPolicy
) -> None:
    theirs = as_read(theirs)
    merge = compare(theirs, as_read(ours), as_read(base), policy=policy)
    text = apply(dump(theirs), merge.edits)
    assert same(parse(text, ""), patched(theirs, merge.edits))


@LAW
@given(specs(), specs())
def test_without_a_base_the_files_values_stay(theirs: Spec, ours: Spec) -> None:
    merge = compare(theirs, ours)
    result = patched(theirs, merge.edits)
    for column in theirs["columns"]:
        kept = next(c for c in result["columns"] if c["name"] == column["name"])
        assert {k: v for k, v in kept.items() if k in column and k not in ("source", "measure")} == {
            k: v for k, v in column.items() if k not in ("source", "measure")
        }
    assert not [told for told in merge.events if told.kind in (EventKind.CONFLICT, EventKind.TAKEN)]


@LAW
@given(st.lists(specs(), max_size=3))
def test_the_record_gives_back_what_was_put_in(tmp_path_factory: Any, found: list[Spec]) -> None:
    base = ImportRecord()
    for i, spec in enumerate(found):
        spec["source"] = {**spec["source"], "object": f"T{i}"}
        base.put(Key("SALES", f"T{i}"), "sales", serialize(spec))
    folder = tmp_path_factory.mktemp("specs")
    for name, keys in base.changed():
        (folder / name).mkdir()
        (folder / name / ".import.json").write_text(base.text(keys), "utf-8")
    again = load_record(folder)
    assert again.texts == base.texts
    assert [*again.changed()] == []
    assert [again.spec(Key("SALES", f"T{i}")) for i in range(len(found))] == found
