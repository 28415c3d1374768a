"""Names that the code gave up, because they were riddles or meant several things, are not defined again.

A line of the table is a room or a folder of one, what may not be defined in it, by which name, and what it is
called instead. A name may be a pattern: `edm_*`. In rooms that no line names, a name stays free.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import NamedTuple

import pytest

from tests.support.imports import read_files
from tests.support.project import ROOT

SORTS = {
    "module": "a module, or a folder of modules",
    "name": "a class, an alias, a constant or a field",
    "function": "a function or a method",
    "parameter": "of either",
}


class Retired(NamedTuple):
    """A name that nothing of a sort has any more in a room."""

    room: str
    sort: str
    name: str
    instead: str


class Definition(NamedTuple):
    """Where a module defines what."""

    file: str
    line: int
    sort: str
    name: str


RETIRED = [
    Retired(*row)
    for row in (
        # what the import of exports is made of
        ("mapping", "name", "Work", "ReconcileState"),
        ("mapping", "name", "Present", "SpecFiles"),
        ("mapping", "name", "Base", "ImportRecord"),
        ("mapping", "name", "Known", "NamesInUse"),
        ("mapping", "name", "Told", "MergeEvent"),
        ("mapping/reconcile", "name", "Kind", "EventKind"),
        ("mapping/reconcile", "name", "Side", "ConflictPolicy"),
        ("mapping", "name", "Place", "SpecPath, or what else it is the place of"),
        ("mapping", "name", "Notes", "Diagnostics"),
        ("mapping", "name", "Step", "Progress"),
        ("mapping", "name", "Tell", "Progress"),
        ("mapping", "name", "GET_BACK", "a name that says what is restored"),
        ("mapping", "function", "tell", "report"),
        ("mapping", "function", "told", "message"),
        ("mapping", "module", "telling", "reconcile/conflicts"),
        ("mapping", "module", "kinds", "cds/annotation_types"),
        ("mapping", "module", "present", "store/spec_files"),
        ("mapping", "module", "known", "store/names_in_use"),
        ("mapping", "module", "base", "store/import_record"),
        ("mapping", "module", "gone", "reconcile/removals"),
        ("mapping", "module", "skipping", "reconcile/rollback"),
        ("mapping", "module", "foreign", "documents/unrelated"),
        ("mapping", "module", "respelled", "store/case_renames"),
        ("mapping", "module", "shaping", "specs/additions"),
        ("mapping", "module", "layout", "semantics/columns"),
        ("mapping", "module", "business", "semantics/object_annotations"),
        ("mapping", "module", "priorities", "rules/failure_policy"),
        ("mapping", "module", "edm_*", "a module of mapping/odata: the folder says which format"),
        ("mapping", "module", "csn_*", "a module of mapping/csn: the folder says which format"),
        # the spec language
        ("catalog/language", "name", "Problem", "Violation"),
        ("catalog/language", "name", "Complaint", "Violation"),
        ("catalog/language", "name", "Place", "Path (of language/findings)"),
        ("catalog/language", "function", "lonely", "values_required"),
        ("catalog/language", "function", "apart", "no_shared_folder; of boxes of_disjoint"),
        ("catalog/language", "function", "told", "message"),
        ("catalog/language", "function", "absent", "is_unknown"),
        ("catalog/language", "module", "sound", "specs/recovery"),
        ("catalog/language", "module", "problem", "findings"),
        ("catalog/language", "module", "problems", "findings"),
        ("catalog/language/partitions", "module", "partition_*", "no prefix: the folder says it"),
        ("*", "name", "todo", "remedy"),
        ("*", "parameter", "todo", "remedy"),
        # what the plugin is made of, and the protocol that every kind of resource implements
        ("catalog/aws", "name", "Place", "CatalogClient"),
        ("catalog/provider", "name", "Place", "CatalogClient"),
        ("catalog/provider", "name", "Where", "TableName, PartitionName, ..."),
        ("catalog/provider", "name", "Made", "ObjectClaims, DeclaredSets"),
        ("catalog/provider", "name", "RunRegistry", "ObjectClaims, DeclaredSets"),
        ("catalog/provider", "name", "Forgotten", "UnfinishedRewrite"),
        ("catalog/provider", "name", "Sight", "ObservedPartitions"),
        ("catalog/provider", "name", "Work", "PartitionWrites"),
        ("catalog/provider", "name", "ANEW", "a name that says what is made again"),
        ("catalog/provider", "name", "STAYS", "a name that says what stays"),
        ("catalog/provider", "name", "TOLD", "a parameter of language/findings.listed"),
        ("catalog/provider", "name", "BESIDE", "a name that says beside what"),
        ("catalog/provider", "function", "noted", "register"),
        ("catalog/provider", "function", "announced", "describe_create"),
        ("catalog/provider", "function", "differences", "diff"),
        ("catalog/provider", "function", "known_before", "baseline"),
        ("catalog/provider", "function", "lines", "describe_changes"),
        ("catalog/provider", "function", "story", "describe_update"),
        ("catalog/provider", "function", "settled", "is_converged"),
        ("catalog/provider", "function", "unsure", "needs_read"),
        ("catalog/provider", "function", "looked", "refresh_outputs"),
        ("catalog/provider", "function", "claim", "adopt_or_refuse"),
        ("catalog/provider", "function", "_take_up", "_adopt"),
        ("catalog/provider", "function", "declared_again", "undetectable_inputs"),
        ("catalog/provider", "function", "out_of_the_way", "a name that says what is removed, and why"),
        ("catalog/provider", "function", "told", "message"),
        ("catalog/provider/framework", "parameter", "news", "new_inputs (news is the engine's word)"),
        ("catalog/provider/framework", "parameter", "olds", "old_inputs (olds is the engine's word)"),
        ("catalog/provider/resources", "parameter", "news", "new_inputs (news is the engine's word)"),
        ("catalog/provider/resources", "parameter", "olds", "old_inputs (olds is the engine's word)"),
        ("catalog/provider", "module", "made", "what it holds: claims, declared sets"),
        ("catalog/provider", "module", "forgotten", "resources/partition_set/unfinished"),
        ("catalog/provider", "module", "partition_sight", "resources/partition_set/observed"),
        ("catalog/provider", "module", "rekeying", "resources/table_rekey"),
        ("catalog/provider", "module", "deltas", "framework/property_diff"),
        ("catalog/provider", "module", "enginelog", "protocol/engine_log"),
        (
            "catalog/provider/resources/partition_set",
            "module",
            "partition_*",
            "no prefix: the folder says it",
        ),
        ("catalog/aws", "module", "coalesce", "calls/batching"),
        # the command, and the runs that it starts
        ("catalog/program", "name", "SAID_SO", "a name that says what the exit status means"),
        ("catalog/engine", "name", "Story", "RunLog"),
        ("catalog/engine", "function", "told", "summary"),
        ("catalog/cli", "name", "Story", "RunLog"),
        ("catalog/cli", "name", "Board", "StatusBoard"),
        ("catalog/cli", "module", "choice", "stacks/selection"),
        ("catalog/cli", "module", "board", "terminal/status_board"),
        ("catalog/cli", "module", "story", "engine/run_log"),
        ("catalog/engine", "module", "story", "engine/run_log"),
    )
]


def definitions(files: Mapping[str, str]) -> Iterator[Definition]:
    """Everything that these files define, and the modules and folders that they are."""
    for folder in sorted({parent.as_posix() for file in files for parent in PurePath(file).parents}):
        yield Definition(folder, 1, "module", PurePath(folder).name)
    for file, text in files.items():
        yield Definition(file, 1, "module", PurePath(file).stem)
        yield from _defined(file, ast.parse(text))


def _defined(file: str, tree: ast.Module) -> Iterator[Definition]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield Definition(file, node.lineno, "name", node.name)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Definition(file, node.lineno, "function", node.name)
        if isinstance(node, ast.arg):
            yield Definition(file, node.lineno, "parameter", node.arg)
        if isinstance(node, ast.Module | ast.ClassDef):
            yield from _assigned(file, node.body)


def _assigned(file: str, body: list[ast.stmt]) -> Iterator[Definition]:
    """The constants, aliases and fields of a module or class."""
    for statement in body:
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        for target in targets:
            if isinstance(target, ast.Name):
                yield Definition(file, statement.lineno, "name", target.id)


def retired(files: Mapping[str, str]) -> list[str]:
    """A line for each definition that the table refuses: where it stands, and what to say instead."""
    by_sort = {sort: [row for row in RETIRED if row.sort == sort] for sort in SORTS}
    return [
        f"{found.file}:{found.line}: {found.sort} {found.name} -> {row.instead}"
        for found in definitions(files)
        for row in by_sort[found.sort]
        if fnmatchcase(found.name, row.name) and found.file.startswith(f"{row.room}/".removeprefix("*/"))
    ]


def test_no_retired_name_is_defined() -> None:
    found = retired(read_files(ROOT, ("catalog", "mapping", "tools", "bench", "lab")))
    assert not found, "\n".join(["retired names are defined (-> what to say instead):", *found])


def test_the_table_has_no_line_twice_and_only_known_sorts_and_rooms() -> None:
    keys = [row[:3] for row in RETIRED]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []
    assert {row.sort for row in RETIRED} == {*SORTS}
    assert [row.room for row in RETIRED if row.room != "*" and not (ROOT / row.room).is_dir()] == []


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        (
            "mapping/store/base.py",
            "",
            "mapping/store/base.py:1: module base -> store/import_record",
        ),
        (
            "mapping/odata/edm_names.py",
            "",
            "mapping/odata/edm_names.py:1: module edm_names -> a",
        ),
        ("mapping/kinds/table.py", "", "mapping/kinds:1: module kinds -> cds/annotation_types"),
        (
            "mapping/a.py",
            "\nclass Work:\n    pass\n",
            "mapping/a.py:2: name Work -> ReconcileState",
        ),
        ("mapping/a.py", "Place = tuple[str, str]\n", "mapping/a.py:1: name Place -> SpecPath"),
        ("bench/a.py", "class A:\n    todo: str = ''\n", "bench/a.py:2: name todo -> remedy"),
        ("tools/a.py", "def a(*, todo=''): ...\n", "tools/a.py:1: parameter todo -> remedy"),
        (
            "catalog/provider/resources/table.py",
            "class Table:\n    async def story(self): ...\n",
            "catalog/provider/resources/table.py:2: function story -> describe_update",
        ),
    ],
    ids=["module", "pattern", "folder", "class", "alias", "field", "parameter", "method"],
)
def test_a_retired_name_is_refused_with_its_line_and_the_new_word(file: str, text: str, line: str) -> None:
    (found,) = retired({file: text})
    assert found.startswith(line)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("catalog/language/glue/kinds.py", "KINDS = ()\n"),
        ("catalog/provider/protocol/servicer.py", "def check(olds, news): ...\n"),
        ("catalog/language/partitions/boxes.py", "Side = frozenset[str]\n"),
        ("mapping/a.py", "def run():\n    todo = told = base = 1\n    return todo + told + base\n"),
    ],
    ids=["the table of Glue's kinds", "the engine's words", "a side of a box", "local variables"],
)
def test_a_word_in_its_right_place_is_not_refused(file: str, text: str) -> None:
    assert retired({file: text}) == []
