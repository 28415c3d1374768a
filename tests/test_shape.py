"""Folders, modules and functions are small, and a package's `__init__.py` says what it is for and no more."""

from __future__ import annotations

import ast
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

import pytest

from tests.support.imports import read_files
from tests.support.project import ROOT

MODULES = 17  # of a folder, its __init__.py aside
MODULE_LINES = 400
FUNCTION_LINES = 50  # from its first line to its last, decorators aside, docstring included
MEDIAN_LINES = 8
TOP_LEVEL = {  # files that begin with a dot aside
    *("catalog", "mapping", "catalog_specs", "examples", "docs", "tests", "bench", "lab", "tools"),
    *("Pulumi.yaml", "Pulumi.local.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml", "__main__.py"),
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"),
    *(
        "MANIFEST.in",
        "Makefile",
        "mkdocs.yml",
        "pyproject.toml",
        "requirements.in",
        "requirements-local.in",
        "requirements.lock",
    ),
    *("requirements-dev.in", "requirements-dev.lock", "requirements-lab.in", "requirements-lab.lock"),
}


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """Every module of the project."""
    return read_files(ROOT, ("catalog", "mapping", "tools", "bench", "lab"))


def functions(files: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Each function and method, as `file:line name`, and how many lines it has."""
    for file, text in files.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{file}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def only_a_docstring(text: str) -> bool:
    """Whether a module is a docstring and nothing else."""
    tree = ast.parse(text)
    return len(tree.body) == 1 and ast.get_docstring(tree) is not None


def test_no_folder_holds_too_many_modules(sources: Mapping[str, str]) -> None:
    modules = Counter(Path(file).parent.as_posix() for file in sources if not file.endswith("/__init__.py"))
    assert {folder: count for folder, count in modules.items() if count > MODULES} == {}


def test_no_module_is_too_long(sources: Mapping[str, str]) -> None:
    lines = {file: len(text.splitlines()) for file, text in sources.items()}
    assert {file: count for file, count in lines.items() if count > MODULE_LINES} == {}


def test_no_function_is_too_long(sources: Mapping[str, str]) -> None:
    assert {name: lines for name, lines in functions(sources) if lines > FUNCTION_LINES} == {}


def test_the_usual_function_is_a_few_lines(sources: Mapping[str, str]) -> None:
    assert median(lines for _, lines in functions(sources)) <= MEDIAN_LINES


def test_a_package_s_init_is_its_docstring_alone(sources: Mapping[str, str]) -> None:
    inits = {file: text for file, text in sources.items() if file.endswith("/__init__.py")}
    assert "catalog/__init__.py" in inits
    assert [file for file, text in inits.items() if not only_a_docstring(text)] == []


def test_every_folder_with_modules_is_a_package(sources: Mapping[str, str]) -> None:
    folders = {Path(file).parent for file in sources}
    assert [
        folder.as_posix() for folder in folders if f"{folder.as_posix()}/__init__.py" not in sources
    ] == []


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ('"""What it is for."""\n', True),
        ("", False),
        ('"""What it is for."""\n\nfrom .session import client\n', False),
        ("VERSION = 1\n", False),
    ],
    ids=["a docstring", "empty", "an import", "no docstring"],
)
def test_an_init_that_does_more_is_seen(text: str, alone: bool) -> None:
    assert only_a_docstring(text) is alone


def test_a_function_is_counted_from_its_def_to_its_end_with_what_it_holds() -> None:
    text = "@cache\ndef outer():\n    '''What.'''\n\n    def inner():\n        return 1\n    return inner\n"
    assert dict(functions({"a.py": text})) == {"a.py:2 outer": 6, "a.py:5 inner": 2}


def test_the_top_level_holds_the_rooms_and_what_tools_look_for_there() -> None:
    listed = ["git", "ls-files"]
    tracked = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    seen = {line.partition("/")[0] for line in tracked.splitlines() if not line.startswith(".")}
    assert seen == TOP_LEVEL
