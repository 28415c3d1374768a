"""Every line about an object that the plugin writes is one that who reads a run knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.support.imports import read_files
from tests.support.project import ROOT

CALLS = {"report", "info"}  # a request's, and the engine's log


def _said(files: dict[str, str]) -> Iterator[str]:
    for file, text in files.items():
        for node in ast.walk(ast.parse(text)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in CALLS
            ):
                yield from (f"{file}:{arg.lineno}" for arg in node.args if _is_worded(arg))


def _is_worded(argument: ast.expr) -> bool:
    """Whether a line is worded where it is sent."""
    return isinstance(argument, ast.JoinedStr) or (
        isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )


def test_no_line_is_worded_where_it_is_sent() -> None:
    found = [*_said(read_files(ROOT, ("catalog/provider",)))]
    assert found == [], "word it in catalog/language/changes/forms.py"


@pytest.mark.parametrize(
    ("source", "count"), [("x.report(f'{a} gone')", 1), ("x.report(forms.A.text(a))", 0)]
)
def test_the_rule_sees_a_worded_line(source: str, count: int) -> None:
    assert len([*_said({"x.py": source})]) == count
