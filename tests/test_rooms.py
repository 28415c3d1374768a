"""The walls of the house: which room, and which sub-package, may import which; and no circle anywhere.

A line of a table names what its room or sub-package may import of the project, and it imports nothing else of
it. Modules directly in a room (`mapping/importer.py`) are bound by the room's line and by the ban on circles
alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.imports import Import, arrows, circles, folders_of, imports, lifted, reached, read_files
from tests.support.project import ROOT

ROOMS = {
    "__main__.py": "catalog/program",
    "catalog/files": "",  # of the standard library alone: every room may open files by it
    "catalog/loopback": "catalog/files",
    "catalog/checkout": "catalog/files",  # the same holds for what a clone brought along
    "catalog/language": "catalog/files",
    "catalog/aws": "catalog/files catalog/loopback catalog/language",
    "catalog/program": "catalog/files catalog/language",
    "catalog/provider": "catalog/files catalog/language catalog/aws",
    "catalog/operations": "catalog/files catalog/language catalog/aws",
    "catalog/exporters": "catalog/files catalog/language",
    "catalog/repository": "catalog/files catalog/checkout catalog/language",
    "catalog/engine": "catalog/files catalog/checkout catalog/language",
    "catalog/local": "catalog/files catalog/loopback",
    "catalog/cli": "catalog/files catalog/loopback catalog/checkout catalog/language catalog/aws "
    "catalog/program catalog/operations catalog/exporters catalog/repository catalog/engine catalog/setup "
    "catalog/local "
    "mapping",  # not catalog/provider: only the engine asks it
    "mapping": "catalog/files catalog/language",
    "catalog/setup": "catalog/files catalog/checkout catalog/engine",  # standard library alone: see below
    "tools/pages": "catalog/cli catalog/language",  # before its folder: the first that fits counts
    "tools": "catalog/files catalog/checkout catalog/engine",
    "bench": "catalog/engine catalog/cli catalog/loopback",
    "lab": "catalog/files catalog/checkout catalog/language catalog/setup catalog/engine",
}
NOT_BUILT = {
    "catalog/operations",
    "catalog/exporters",
}  # a room's name leaves this line with its first module

SUB_PACKAGES = {
    "catalog/files": {},
    "catalog/loopback": {},
    "catalog/checkout": {},
    "catalog/setup": {},
    "catalog/language": {
        "glue": "",
        "partitions": "glue",
        "partition_schemas": "glue",
        "specs": "glue partitions",
        "lint": "glue specs",
        "evolution": "glue specs",
        "conformance": "glue specs",
        "checks": "glue partitions specs lint evolution conformance",
        "declarations": "glue partitions specs",
        "changes": "glue partitions specs declarations",
        "editing": "specs changes",
        "gate": "glue partitions specs changes declarations stacks",
        "stacks": "glue specs",
        "examples": "",
    },
    "catalog/aws": {
        "shapes": "",
        "calls": "shapes",
    },
    "catalog/program": {
        "gate": "",
    },
    "catalog/provider": {
        "merging": "",
        "framework": "merging",
        "protocol": "framework",
        "resources": "framework merging",
        "functions": "framework resources",
    },
    "catalog/repository": {},
    "catalog/engine": {
        "states": "",
    },
    "catalog/local": {
        "rules": "",
        "operations": "rules",
        "service": "rules operations",
    },
    "catalog/cli": {
        "terminal": "",
        "frame": "terminal",
        "stacks": "terminal frame",
        "review": "terminal",
        "inventory": "stacks terminal",
        "spec_edits": "stacks terminal",
        "commands": "stacks terminal frame review inventory spec_edits",
    },
    "mapping": {
        "diagnostics": "",
        "documents": "diagnostics",
        "cds": "diagnostics",
        "csn": "diagnostics documents cds",
        "odata": "diagnostics documents cds",
        "unions": "cds",
        "combine": "diagnostics documents cds csn odata unions access",
        "rules": "diagnostics documents cds",
        "semantics": "diagnostics cds rules",
        "access": "diagnostics cds semantics",
        "specs": "diagnostics cds rules semantics access",
        "store": "diagnostics specs",
        "reconcile": "diagnostics rules specs store",
        "renames": "diagnostics specs store reconcile",
        "report": "diagnostics documents combine specs store",
        "docs": "diagnostics documents cds csn odata combine rules semantics specs",
    },
    "tools/pages": {},
    "tools": {},
    "bench": {"gating": ""},
    "lab": {
        "trials": "",
        "files": "trials",
        "readers": "trials files",
    },
}

OUTSIDE = {  # a package, or a part of one, and the only rooms that import it
    "boto3": "catalog/aws bench",  # bench measures runs beside boto3 alone
    "botocore": "catalog/aws bench",
    "botocore.loaders": "catalog/aws catalog/local",  # local reads botocore's service descriptions alone
    "botocore.model": "catalog/aws catalog/local",
    "moto": "catalog/local",
    "duckdb": "lab",
    "pyarrow": "lab",
    "pyspark": "lab",
    "pulumi": "catalog/program catalog/provider catalog/engine catalog/cli __main__.py",
    "pulumi_aws": "catalog/program",
    "grpc": "catalog/program catalog/provider catalog/engine",
}


def room_of(file: str) -> str | None:
    """The room of a file; None for `catalog/__init__.py`, which is in no room."""
    return next((room for room in ROOMS if f"{file}/".startswith(f"{room}/")), None)


def through_walls(found: Import) -> bool:
    """Whether a module of one room imports another room that its line doesn't name."""
    room, target = room_of(found.file), room_of(found.target)
    if room is None or target is None or room == target:
        return False
    return not any(f"{found.target}/".startswith(f"{open_}/") for open_ in ROOMS[room].split())


def sub_package_of(file: str, room: str) -> str | None:
    """The folder directly in its room that holds a file; None for a module directly in the room."""
    first, below, _ = file.removeprefix(f"{room}/").partition("/")
    return first if below else None


def past_its_neighbours(found: Import) -> bool:
    """Whether a module of one sub-package imports another that its line doesn't name."""
    room = room_of(found.file)
    if room is None or room != room_of(found.target):
        return False
    own, other = sub_package_of(found.file, room), sub_package_of(found.target, room)
    if own is None or other is None or own == other:
        return False
    return other not in SUB_PACKAGES[room].get(own, "").split()


def not_its_business(found: Import) -> bool:
    """Whether a room imports a package that is kept for others."""
    rows = [name for name in OUTSIDE if f"{found.target}.".startswith(f"{name}.")]
    return bool(rows) and room_of(found.file) not in OUTSIDE[max(rows, key=len)].split()


def circles_in(files: Mapping[str, str]) -> Iterator[str]:
    """The circles of files, and of what lies side by side in a folder; each once, the innermost first."""
    graph = arrows(files)
    for circle in circles(graph):
        yield " -> ".join(circle)
    for folder in folders_of(files):
        for circle in circles(lifted(graph, folder)):
            if not all(name.endswith(".py") for name in circle):  # of files alone: named above
                yield " -> ".join(circle)


def refused(files: Mapping[str, str]) -> list[str]:
    """Everything in these files that the tables or the ban on circles refuse."""
    rules = (through_walls, past_its_neighbours, not_its_business)
    return [str(i) for i in imports(files) if any(rule(i) for rule in rules)] + [*circles_in(files)]


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """Every module of the project."""
    return {
        "__main__.py": (ROOT / "__main__.py").read_text("utf-8"),
        **read_files(ROOT, ("catalog", "mapping", "tools", "bench", "lab")),
    }


def test_a_room_imports_only_the_rooms_of_its_line(sources: Mapping[str, str]) -> None:
    assert [str(found) for found in imports(sources) if through_walls(found)] == []


def test_a_sub_package_imports_only_the_ones_of_its_line(sources: Mapping[str, str]) -> None:
    assert [str(found) for found in imports(sources) if past_its_neighbours(found)] == []


def test_only_the_rooms_that_are_meant_to_import_a_package_from_outside(sources: Mapping[str, str]) -> None:
    assert [str(found) for found in imports(sources) if not_its_business(found)] == []


def test_there_is_no_circle_of_files_or_of_folders(sources: Mapping[str, str]) -> None:
    assert [*circles_in(sources)] == []


def test_every_module_is_in_a_room_that_has_a_line(sources: Mapping[str, str]) -> None:
    assert {file for file in sources if room_of(file) is None} == {"catalog/__init__.py"}
    assert {room_of(file) for file in sources} == {*ROOMS, None} - NOT_BUILT


def test_every_sub_package_has_a_line_and_every_line_a_sub_package(sources: Mapping[str, str]) -> None:
    built: dict[str, set[str]] = {}
    for file in sources:
        if (room := room_of(file)) is not None and room != file:
            built.setdefault(room, set()).update({sub_package_of(file, room)} - {None})  # type: ignore[arg-type]
    assert built == {room: {*lines} for room, lines in SUB_PACKAGES.items()}


SET_UP = "catalog/setup/__main__.py"


def test_set_up_reaches_nothing_that_a_bare_python_lacks(sources: Mapping[str, str]) -> None:
    reach = {SET_UP} | reached(arrows(sources), SET_UP)
    assert any(file.startswith("catalog/engine/") for file in reach)
    foreign = [
        str(found)
        for found in imports(sources)
        if found.file in reach
        and found.target not in sources
        and found.target.partition(".")[0] not in sys.stdlib_module_names
    ]
    assert foreign == []


TREE = {
    "catalog/__init__.py": "",
    "catalog/language/__init__.py": "",
    "catalog/language/findings.py": "",
    "catalog/language/glue/__init__.py": "",
    "catalog/language/glue/types.py": "from catalog.language.findings import Finding",
    "catalog/language/specs/__init__.py": "",
    "catalog/language/specs/loader.py": "from catalog.language.glue import types",
    "catalog/language/stacks/__init__.py": "",
    "catalog/language/stacks/settings.py": "",
    "catalog/aws/__init__.py": "",
    "catalog/aws/session.py": "def client():\n    import boto3\n    from botocore.config import Config",
    "catalog/local/__init__.py": "",
    "catalog/local/rules/__init__.py": "",
    "catalog/local/rules/constraints.py": "from botocore.model import ServiceModel",
    "catalog/program/__init__.py": "",
    "catalog/program/program.py": "from catalog.language.specs import loader\nimport pulumi",
    "catalog/language/declarations/__init__.py": "",
    "catalog/language/declarations/table.py": "from catalog.language.specs import loader",
    "catalog/operations/__init__.py": "",
    "catalog/operations/drift.py": "from catalog.language.declarations.table import declaration",
}
LATE = "def later():\n    {}"
TYPES_ONLY = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {}"


def tree(root: Path, changed: Mapping[str, str]) -> dict[str, str]:
    """The files of a small project that the tables allow, some with a text of their own."""
    for file, text in {**TREE, **changed}.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, "utf-8")
    return read_files(root, ("catalog",))


def test_a_tree_within_the_tables_is_not_refused(tmp_path: Path) -> None:
    files = tree(tmp_path, {})
    assert refused(files) == []
    assert arrows(files)["catalog/program/program.py"] == {"catalog/language/specs/loader.py"}
    assert arrows(files)["catalog/language/glue/types.py"] == {"catalog/language/findings.py"}


@pytest.mark.parametrize("form", ["{}", LATE, TYPES_ONLY], ids=["at the top", "late", "for types only"])
@pytest.mark.parametrize(
    ("file", "line", "target"),
    [
        pytest.param(
            "catalog/language/findings.py",
            "from catalog.aws import session",
            "catalog/aws/session.py",
            id="a room above",
        ),
        pytest.param(
            "catalog/language/findings.py",
            "from ..aws.session import client",
            "catalog/aws/session.py",
            id="a room above, by a relative import",
        ),
        pytest.param(
            "catalog/operations/drift.py",
            "import catalog.program.program",
            "catalog/program/program.py",
            id="a part of a room that is not opened",
        ),
        pytest.param(
            "catalog/language/glue/limits.py",
            "from catalog.language.stacks.settings import Settings",
            "catalog/language/stacks/settings.py",
            id="a sub-package above",
        ),
        pytest.param(
            "catalog/program/program.py", "import boto3", "boto3", id="boto3 outside of catalog/aws"
        ),
        pytest.param(
            "catalog/local/rules/faults.py",
            "from botocore.session import Session",
            "botocore.session.Session",
            id="more of botocore than its service descriptions",
        ),
    ],
)
def test_an_import_that_no_line_allows_is_refused(
    tmp_path: Path, file: str, line: str, target: str, form: str
) -> None:
    text = form.format(line)
    number = text[: text.index(line)].count("\n") + 1
    assert refused(tree(tmp_path, {file: text})) == [f"{file}:{number} imports {target}"]


@pytest.mark.parametrize("form", ["{}", LATE, TYPES_ONLY], ids=["at the top", "late", "for types only"])
def test_a_circle_of_files_is_refused(tmp_path: Path, form: str) -> None:
    changed = {
        "catalog/language/glue/names.py": "from . import types",
        "catalog/language/glue/types.py": "from .limits import MOST",
        "catalog/language/glue/limits.py": form.format("from .names import fold"),
    }
    circle = ("limits", "names", "types", "limits")
    assert refused(tree(tmp_path, changed)) == [" -> ".join(f"catalog/language/glue/{n}.py" for n in circle)]


def test_a_circle_of_sub_packages_is_refused_though_no_file_is_in_one(tmp_path: Path) -> None:
    changed = {
        "catalog/operations/audit/__init__.py": "",
        "catalog/operations/audit/policies.py": "from catalog.operations.backup import store",
        "catalog/operations/audit/figures.py": "",
        "catalog/operations/backup/__init__.py": "",
        "catalog/operations/backup/store.py": "",
        "catalog/operations/backup/restore.py": "from catalog.operations.audit.figures import count",
    }
    files = tree(tmp_path, changed)
    assert circles(arrows(files)) == []
    assert [*circles_in(files)] == [
        "catalog/operations/audit -> catalog/operations/backup -> catalog/operations/audit"
    ]


def test_a_circle_of_a_room_s_module_and_a_sub_package_is_refused(tmp_path: Path) -> None:
    changed = {
        "catalog/language/compiler.py": "from catalog.language.specs.loader import load",
        "catalog/language/specs/resolver.py": "from catalog.language.compiler import Compiled",
    }
    assert refused(tree(tmp_path, changed)) == [
        "catalog/language/compiler.py -> catalog/language/specs -> catalog/language/compiler.py"
    ]
