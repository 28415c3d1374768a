"""Laws of verdicts: no set of changes is milder than a change of it, no fewer readers are stricter."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.language.changes.column_changes import ChangeColumnType
from catalog.language.changes.comparison import table_changes
from catalog.language.changes.model import Table
from catalog.language.changes.type_changes import parts
from catalog.language.changes.verdicts.judge import judge, worst
from catalog.language.changes.verdicts.readers import READERS
from catalog.language.changes.verdicts.verdict import Circumstances, PartitionSchema, Verdict
from tests.support.changed_tables import WAYS, table

PLAIN = ("tinyint", "int", "bigint", "double", "decimal(10,2)", "decimal(20,2)", "string", "date", "boolean")
NAMES = ("a", "b", "c", "d")


def _struct(fields: list[tuple[str, str]]) -> str:
    return f"struct<{','.join(f'{name}:{kind}' for name, kind in fields)}>"


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.lists(
        st.tuples(st.sampled_from(NAMES), inner), min_size=1, max_size=3, unique_by=lambda f: f[0]
    )
    return st.one_of(pairs.map(_struct), inner.map("array<{}>".format), inner.map("map<string,{}>".format))


TYPES = st.recursive(st.sampled_from(PLAIN), _nested, max_leaves=4)
COLUMNS = st.lists(st.tuples(st.sampled_from(NAMES), TYPES), min_size=1, max_size=4, unique_by=lambda c: c[0])
PARTS = st.lists(
    st.sampled_from(
        (
            *("keys dt:date", "SerDe field.delim=|", "parameter skip.header.line.count=1", "table owner=x"),
            *("parameter classification=xml", "storage location=s3://b/u/", "format csv", "format orc"),
            *(
                "SerDe parquet.column.index.access=true",
                "parameter business.steward=x",
                "storage numberOfBuckets=8",
            ),
        )
    ),
    max_size=3,
    unique=True,
)
READER_SETS = st.lists(st.sampled_from([*READERS]), min_size=1, unique=True).map(tuple)
SCHEMAS = st.sampled_from(PartitionSchema)
TEXTS = st.builds(
    lambda columns, more: "; ".join([" ".join(":".join(c) for c in columns), *more]), COLUMNS, PARTS
)
TABLES = st.tuples(TEXTS, TEXTS, st.sampled_from([*WAYS])).map(
    lambda t: (table(t[0], t[2]), table(t[1], t[2]))
)


@given(TABLES, READER_SETS, SCHEMAS)
def test_a_table_that_did_not_change_has_nothing_to_judge(
    pair: tuple[Table, Table], readers: tuple[str, ...], schema: PartitionSchema
) -> None:
    same = pair[0]
    assert judge(table_changes(same, same), same, same, Circumstances(readers, schema)) == ()


@given(TABLES, READER_SETS, SCHEMAS)
def test_changes_together_are_never_milder_than_each_alone(
    pair: tuple[Table, Table], readers: tuple[str, ...], schema: PartitionSchema
) -> None:
    changes, circumstances = table_changes(*pair), Circumstances(readers, schema)
    together = judge(changes, *pair, circumstances)
    assert {each.change for each in together} == {*changes}
    for change in changes:
        alone = judge([change], *pair, circumstances)
        assert alone
        assert [each.verdict for each in alone] == sorted((each.verdict for each in alone), reverse=True)
        assert worst(together) >= worst(alone)


@given(TABLES, READER_SETS, SCHEMAS, st.data())
def test_fewer_readers_are_never_stricter(
    pair: tuple[Table, Table], readers: tuple[str, ...], schema: PartitionSchema, data: st.DataObject
) -> None:
    some = tuple(data.draw(st.lists(st.sampled_from(readers), min_size=1, unique=True)))
    changes = table_changes(*pair)
    strict = judge(changes, *pair, Circumstances(readers, schema))
    mild = judge(changes, *pair, Circumstances(some, schema))
    assert len(mild) == len(strict)
    for change in changes:
        assert _worst_of(change, mild) <= _worst_of(change, strict)


def _worst_of(change: object, judgements: tuple) -> Verdict:  # type: ignore[type-arg]
    return worst(each for each in judgements if each.change is change)


@given(TYPES, TYPES, st.sampled_from([*WAYS]), READER_SETS, SCHEMAS)
def test_a_composed_change_of_a_type_is_never_milder_than_its_worst_part(
    old: str, new: str, way: str, readers: tuple[str, ...], schema: PartitionSchema
) -> None:
    assume(old != new)
    circumstances = Circumstances(readers, schema)

    def verdict(before: str, after: str) -> Verdict:
        tables = table(f"x:{before}", way), table(f"x:{after}", way)
        return worst(judge([ChangeColumnType("x", before, after)], *tables, circumstances))

    whole = verdict(old, new)
    for part in parts(old, new):
        if part.kind == "type":
            assert whole >= verdict(part.old, part.new)
        elif part.kind in ("drop field", "rename field", "shape", "unknown"):
            assert whole is Verdict.BREAKING


@given(TABLES, READER_SETS, SCHEMAS)
def test_a_break_names_who_suffers_and_what_to_type(
    pair: tuple[Table, Table], readers: tuple[str, ...], schema: PartitionSchema
) -> None:
    for each in judge(table_changes(*pair), *pair, Circumstances(readers, schema)):
        assert each.readers
        assert {*each.readers} <= {*readers}
        assert READERS[each.readers[0]] in each.reason
        assert each.remedy
        assert each.verdict < Verdict.BREAKING or {"code", "from", "to"} & {*each.entry} > {"code"}
