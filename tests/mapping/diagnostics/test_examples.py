"""Each code of import has an example: before, `catalog import` finds it, after it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.language.findings import Severity
from mapping.diagnostics.codes import CODES
from mapping.diagnostics.examples.table import EXAMPLES
from tests.support.code_examples import PROJECT, lay_out, run

IMPORT = "catalog import exports --specs catalog_specs"


def test_every_code_has_an_example() -> None:
    assert {*EXAMPLES} == {*CODES}


@pytest.mark.parametrize("code", sorted(EXAMPLES))
def test_the_code_is_found_before_and_not_after(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = EXAMPLES[code]
    found = {}
    for name, files in (("before", example.before), ("after", example.after)):
        project = tmp_path / name
        project.mkdir()
        monkeypatch.chdir(project)
        lay_out(project, {"Pulumi.yaml": PROJECT})
        if example.first:
            lay_out(project, example.first)
            run(project, {}, IMPORT)
        lay_out(project, files)
        found[name] = run(project, files, IMPORT)
    assert found["before"] == {code, *example.beside}
    assert code not in found["after"]
    own = [other for other in found["after"] if not other.startswith("CHG")]  # of changes: only warnings
    assert [other for other in own if CODES[other].severity is Severity.ERROR] == []
