"""Texts that act on a terminal or on a CI runner, wherever a stranger may write one: shown, never obeyed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.cli.main import main
from tests.support.project import ROOT
from tests.support.specs import DATABASE, TABLE, write_project, write_yaml

HOSTILE = (
    "a\x1b[2J\x1b]0;t\x07\x9b1A\b\u202eb\u200b\u2028\r\n::error::pwned\ncatalog check: all is well ##[debug]x"
)
STACK = f"""\
config:
  catalog:environment: {json.dumps(HOSTILE)}
  catalog:variables: {json.dumps({"lake": HOSTILE, HOSTILE: [1]})}
  catalog:select: {json.dumps([HOSTILE])}
  catalog:{json.dumps(HOSTILE)[1:-1]}: 1
  catalog:date: {json.dumps(HOSTILE)}
  aws:endpoints: [{{glue: {json.dumps(HOSTILE)}}}]
"""
GOOD_STACK = f"""\
config:
  catalog:environment: {json.dumps(HOSTILE)}
  catalog:variables: {{lake: my-lake}}
"""
ELEMENT = {"type": "cds.String", "length": 9, "@EndUserText.label": HOSTILE, f"@{HOSTILE}": 1, HOSTILE: 1}
EXPORT = {
    "definitions": {
        HOSTILE: {"elements": {HOSTILE: ELEMENT, f"{HOSTILE}2": {"type": HOSTILE}}, HOSTILE: 1},
        "B": {"elements": {"c": {"type": "cds.Association", "target": HOSTILE, "on": [HOSTILE]}}},
    },
    "i18n": {HOSTILE: {HOSTILE: HOSTILE}},
    HOSTILE: {"x": 1},
}
SPEC = {
    **TABLE,
    HOSTILE: 1,
    "columns": [
        {"name": HOSTILE, "type": HOSTILE, "label": HOSTILE, HOSTILE: HOSTILE},
        {"name": "a", "type": f"struct<{HOSTILE}:int", "measure": {"currency": HOSTILE}},
    ],
    "relationships": [{"to": HOSTILE, "on": {HOSTILE: HOSTILE}}],
    "storage": {"location": f"${{{HOSTILE}}}/{HOSTILE}", "format": HOSTILE},
    "partitions": {"keys": [{"name": HOSTILE, "type": "date"}], "values": {HOSTILE: [HOSTILE]}},
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path, {"orders": SPEC}, {**DATABASE, "physical_name": HOSTILE, HOSTILE: 1}, STACK)
    specs = tmp_path / "catalog_specs"
    write_yaml(specs / "sales" / "wild.yaml", HOSTILE)
    for name in (f"{HOSTILE}.yaml".replace("/", ""), f"{HOSTILE}.yml", "b\x1b[2J.yaml"):
        write_yaml(specs / name, TABLE)
    (specs / "x\x1b[2J\n::error::y").mkdir()
    write_yaml(specs / "x\x1b[2J\n::error::y" / "t.yaml", SPEC)
    (tmp_path / "Pulumi.\x1b[2J\n::error::z.yaml").write_text(STACK)
    (tmp_path / "Pulumi.good.yaml").write_text(GOOD_STACK)
    exports = tmp_path / "exports" / "S\x1b[2J\n::error::s"
    exports.mkdir(parents=True)
    (exports / "e\x1b[2J\n::error::e.json").write_text(json.dumps(EXPORT))
    (exports / "not\x1b[2J.json").write_text(json.dumps({HOSTILE: HOSTILE}))
    (exports / "binary\x1b[2J\n::error::b").write_bytes(b"\0")
    (tmp_path / "rules.yaml").write_text(
        f"kind: Rules\nobjects: {{include: {json.dumps([HOSTILE, '*', '{' + HOSTILE])}}}\n"
    )
    (tmp_path / "more.yaml").write_text(f"kind: Rules\nobjects: {{exclude: {json.dumps([HOSTILE])}}}\n")
    return tmp_path


COMMANDS = (
    ["check"],
    ["check", "--stack", "good"],
    ["check", "--stack", HOSTILE],
    ["check", "--specs", HOSTILE],
    ["check", "--specs", "catalog_specs/x\x1b[2J\n::error::y"],
    ["stacks"],
    ["stacks", "--changed-since", HOSTILE],
    ["apply", "--all", "--environment", HOSTILE, "--yes"],
    ["apply", "--stack", HOSTILE, "--yes"],
    ["apply", "--stack", "good", "--preview"],
    ["move", "--environment", HOSTILE],
    ["move", "--from", HOSTILE],
    ["show", "--stack", HOSTILE],
    ["show", "--stack", "dev"],
    ["import", "exports", "--specs", "new", "--dry-run"],
    ["import", "exports", "--specs", "new", "--rules", "rules.yaml"],
    ["import", "exports", "--specs", "new", "--rules", "more.yaml", "--report", "r.md"],
    ["import", "exports", "--specs", "catalog_specs", "--dry-run"],
    ["import", HOSTILE, "--specs", "new"],
    ["import", "exports", "--specs", "new", "--rules", HOSTILE],
    ["import", "exports", "--specs", "new", "--report", HOSTILE],
)


@pytest.mark.parametrize(
    "command", COMMANDS, ids=[" ".join(words)[:40].encode("unicode_escape").decode() for words in COMMANDS]
)
def test_no_character_of_a_stranger_acts_and_no_line_is_forged(
    command: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(command)
    out, err = capsys.readouterr()
    lines = (out + err).split("\n")
    assert [line for line in lines if not line.isprintable()] == []
    assert [line for line in lines if line.lstrip().startswith("::") or "##[" in line] == []
    assert [line for line in lines if line.startswith("catalog check: all is well")] == []
    assert lines != [""]


def test_the_parser_of_arguments_shows_what_it_quotes(project: Path) -> None:
    words = [sys.executable, "-m", "catalog.cli.main", "check", HOSTILE]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(words, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert r"a\x1b[2J" in done.stderr
    assert all(line.isprintable() for line in done.stderr.split("\n"))


def test_a_report_of_hostile_names_is_printable(project: Path) -> None:
    for name in ("r.md", "r.json"):
        main(["import", "exports", "--specs", "new", "--report", name])
        assert all(line.isprintable() for line in (project / name).read_text().split("\n"))
