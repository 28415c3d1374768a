"""Golden cases: `in/<SPACE>/*.json` must become exactly `out/` with exactly the findings of `findings.txt`.

`rules.yaml` and `context.yaml` beside them are the import's, where they are.

A case is added by adding its files. `UPDATE_GOLDEN=1 pytest tests/mapping/test_golden.py` writes what
import makes now; the diff in git is then to be read like any other change.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.rules.business_context import BusinessContext, no_context, read_context
from mapping.rules.loader import read_rules
from mapping.rules.rules import Rules, no_rules
from mapping.store.writer import perform
from tests.support.project import ROOT

GOLDEN = ROOT / "tests" / "golden" / "mapping"
CASES = sorted(p.name for p in GOLDEN.iterdir() if p.is_dir())


def tree(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): p.read_text("utf-8")
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.startswith(".")  # the record of the import has tests of its own
    }


def read_rules_of(path: Path) -> Rules:
    return read_rules(path.read_bytes(), str(path)) if path.exists() else no_rules()


def read_context_of(path: Path) -> BusinessContext:
    return read_context(path.read_bytes(), str(path)) if path.exists() else no_context()


@pytest.mark.parametrize("case", CASES)
def test_an_export_becomes_exactly_these_specs(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(GOLDEN / case)  # findings name files as they were given
    out = tmp_path / "specs"
    rules, context = read_rules_of(Path("rules.yaml")), read_context_of(Path("context.yaml"))
    outcome = run_import(inputs_of([Path("in")]), out, rules=rules, context=context)
    perform(outcome.plan.changes)
    findings = "".join(f"{f.render()}\n" for f in outcome.findings)
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree("out", ignore_errors=True)
        shutil.copytree(out, "out", ignore=shutil.ignore_patterns(".*"))
        Path("findings.txt").write_text(findings, "utf-8")
    assert tree(out) == tree(Path("out"))
    assert findings == Path("findings.txt").read_text("utf-8")
    again = run_import(inputs_of([Path("in")]), out, rules=rules, context=context)
    assert again.plan.changes == []
