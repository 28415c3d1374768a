"""What the README shows of programs and queries, as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.engine import Engine, OwnProgram, glue
from tests.support.project import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def block(heading: str) -> tuple[str, str]:
    """The first block of Python below a heading, and the block right after it: what it prints, if it does."""
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    code, printed = re.findall(r"```python\n(.*?)```\n(?:```\n(.*?)```)?", section, re.DOTALL)[0]
    return code, printed


def test_the_partition_set_of_the_readme_is_a_whole_program(tmp_path: Path, endpoint: str) -> None:
    program = OwnProgram(tmp_path, endpoint)
    program.write(block("Partitions")[0])
    program.up()
    pages = glue(endpoint).get_paginator("get_partitions").paginate(DatabaseName="sales", TableName="orders")
    assert sum(len(page["Partitions"]) for page in pages) == 91 * 35
    program.preview("--refresh", "--expect-no-changes")


@pytest.mark.sql
def test_the_query_of_the_readme_prints_what_it_shows(tmp_path: Path, endpoint: str) -> None:
    engine = Engine(tmp_path, ROOT / "catalog_specs", endpoint)
    engine.up()
    code, shown = block("Query it from the laptop")
    pasted = subprocess.run(
        [sys.executable, "-i"], input=code, cwd=tmp_path, env=engine.env, capture_output=True, text=True
    )
    assert shown.strip() in pasted.stdout
    assert "Error" not in pasted.stderr
