"""Each code of specs, stacks and projects has an example that `catalog check` finds it in, and it alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.language.codes import CODES
from catalog.language.examples.table import EXAMPLES
from tests.support.code_examples import BASE, lay_out, run


def test_every_code_has_an_example() -> None:
    assert [*EXAMPLES] == [*dict.fromkeys(EXAMPLES)]
    assert {*EXAMPLES} == {*CODES}


OF_PREVIEW = {"LIVE001", "LIVE002"}  # of what is in Glue: tests/e2e/test_gate.py


@pytest.mark.parametrize("code", sorted({*EXAMPLES} - OF_PREVIEW))
def test_the_code_is_found_before_and_not_after(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = EXAMPLES[code]
    for name, files, codes in (
        ("before", example.before, {code, *example.beside}),
        ("after", example.after, set()),
    ):
        project = tmp_path / name
        project.mkdir()
        lay_out(project, {**BASE, **files})
        monkeypatch.chdir(project)
        assert run(project, files, "catalog check") == codes, name
