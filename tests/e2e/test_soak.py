"""Much of everything: kills at random moments, many imports at once, thousands of tables; `make soak`."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.engine import Engine, glue, tables
from tests.support.exports import STRING, entity, write_export
from tests.support.kills import Killer
from tests.support.sizes import ROUNDS, SEED, TABLES
from tests.support.specs import table, write_project, write_yaml

pytestmark = pytest.mark.soak

KILLED_TABLES = 200
ENTITIES = 300
AT_ONCE = 4


def write_tables(engine: Engine, count: int, description: str) -> None:
    for number in range(count):
        name = f"t{number:04}"
        write_yaml(engine.specs / "sales" / f"{name}.yaml", table(name=name, description=description))


def killed_after(command: Sequence[str], seconds: float, cwd: Path) -> bool:
    """Whether the command still ran after so many seconds, when it was killed."""
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(seconds)
        running = process.poll() is None
        process.send_signal(signal.SIGKILL)
    return running


def test_after_a_kill_at_any_moment_the_next_run_converges(tmp_path: Path) -> None:
    moments, killer = random.Random(SEED), Killer()
    specs = write_project(tmp_path) / "catalog_specs"
    with killer.catalog() as endpoint:
        engine = Engine(tmp_path, specs, endpoint)
        for number in range(ROUNDS):
            write_tables(engine, KILLED_TABLES, f"round {number}")
            at = moments.randint(1, KILLED_TABLES)
            assert killer.run(engine, "up", at=at)
            engine.run("cancel", "--yes")  # there is no lock to remove where the kill came early or late
            engine.up()
            found = tables(glue(endpoint))
            descriptions = {t.get("Description") for name, t in found.items() if ".t" in name}
            assert descriptions == {f"round {number}"}, f"killed at request {at}"
            engine.preview("--refresh", "--expect-no-changes")


def import_words(export: Path, specs: Path) -> list[str]:
    words = [sys.executable, "-m", "catalog.cli.main", "import", str(export)]
    return [*words, "--space", "S", "--specs", str(specs)]


def export_of(folder: Path, label: str, prefix: str = "T") -> Path:
    element = {**STRING, "@EndUserText.label": label}
    definitions = {f"{prefix}{number:03}": entity({"C": element}) for number in range(ENTITIES)}
    return write_export(folder / f"{label}.json", definitions)


def recorded(specs: Path) -> int:
    """Tables that the import's own record names."""
    return len(json.loads((specs / "s" / ".import.json").read_bytes())["imported"]) - 1


def test_an_import_killed_at_any_moment_is_finished_by_the_next(tmp_path: Path) -> None:
    moments, specs = random.Random(SEED), tmp_path / "specs"
    for number in range(ROUNDS * 5):
        words = import_words(export_of(tmp_path, f"round {number}"), specs)
        after = moments.uniform(0.1, 3)
        killed_after(words, after, tmp_path)
        subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
        texts = [file.read_text() for file in (specs / "s").glob("t*.yaml")]
        assert len(texts) == ENTITIES == recorded(specs), f"killed after {after} s"
        assert all(f"label: round {number}" in text for text in texts), f"killed after {after} s"
        assert [p.name for p in specs.rglob(".*")] == [".import.json"], f"killed after {after} s"


def test_imports_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    for number in range(ROUNDS):
        specs = tmp_path / f"specs{number}"
        exports = [export_of(tmp_path / prefix, f"round {number}", prefix) for prefix in "ABCD"[:AT_ONCE]]
        running = [
            subprocess.Popen(import_words(export, specs), cwd=tmp_path, stderr=subprocess.DEVNULL)
            for export in exports
        ]
        assert [process.wait(300) for process in running] == [0] * AT_ONCE
        assert recorded(specs) == AT_ONCE * ENTITIES


def test_thousands_of_tables_go_the_whole_road(engine: Engine) -> None:
    write_tables(engine, TABLES, "many")
    engine.up()
    assert len([name for name in tables(glue(engine.endpoint)) if ".t" in name]) == TABLES
    engine.preview("--refresh", "--expect-no-changes")
    engine.destroy()
    assert tables(glue(engine.endpoint)) == {}
