"""Imports that are killed, or run at once: the next one finishes, waits, and nothing is left lying about."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from catalog.cli.import_lock import exclusive
from catalog.cli.main import main
from catalog.files.folder import Folder
from mapping.store import journal
from mapping.store.journal import JOURNAL
from tests.support.exports import STRING, entity, write_export

NUMBER = 400


def export(folder: Path, label: str, prefix: str = "T") -> Path:
    element = {**STRING, "@EndUserText.label": label}
    definitions = {f"{prefix}{n:03}": entity({"C": element}) for n in range(NUMBER)}
    return write_export(folder / f"{label}.json", definitions)


def command(path: Path, specs: Path) -> list[str]:
    return [
        sys.executable,
        "-m",
        "catalog.cli.main",
        "import",
        str(path),
        "--space",
        "S",
        "--specs",
        str(specs),
    ]


def imported(path: Path, specs: Path, *more: str) -> int:
    return main(["import", str(path), "--space", "S", "--specs", str(specs), *more])


def hidden(specs: Path) -> list[str]:
    return sorted(p.name for p in specs.rglob(".*") if p.name != ".import.json")


def recorded(specs: Path) -> int:
    return len(json.loads((specs / "s" / ".import.json").read_bytes())["imported"])


class Killed(BaseException):
    """What nothing catches."""


@pytest.fixture
def killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A specs folder of label v1 into which an import of v2 died after it had replaced ten files."""
    specs = tmp_path / "specs"
    assert imported(export(tmp_path, "v1"), specs) == 0
    real, done = journal.move, iter(range(10))

    def dies(folder: Folder, ready: str, target: str) -> None:
        if next(done, None) is None:
            raise Killed
        real(folder, ready, target)

    path = export(tmp_path, "v2")
    with monkeypatch.context() as patch:
        patch.setattr(journal, "move", dies)
        with pytest.raises(Killed):
            imported(path, specs)
    return specs


def labels(specs: Path) -> set[str]:
    found = [p.read_text() for p in (specs / "s").glob("t*.yaml")]
    return {label for label in ("v1", "v2", "v3") for text in found if f"label: {label}" in text}


def test_the_next_import_first_finishes_the_killed_one(
    killed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert labels(killed) == {"v1", "v2"}
    capsys.readouterr()
    assert imported(export(tmp_path, "v3"), killed) == 0
    said = capsys.readouterr()
    assert "finished an import" in said.err
    assert "IMP010" not in said.err
    assert labels(killed) == {"v3"}
    assert hidden(killed) == []


def test_until_then_the_specs_are_refused(
    killed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--stack", "local", "--specs", str(killed)]) == 1
    assert "SPEC008 error: an import was killed while it wrote" in capsys.readouterr().err
    assert imported(export(tmp_path, "v3"), killed, "--dry-run") == 2
    assert labels(killed) == {"v1", "v2"}


@pytest.mark.parametrize("text", ["", "{}", '{"moves": [["", "../../x"]]}', '{"moves": [["/etc/x", "y"]]}'])
def test_a_journal_that_is_none_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    specs = tmp_path / "specs"
    specs.mkdir()
    (specs / JOURNAL).write_text(text)
    assert imported(export(tmp_path, "v1"), specs) == 1
    assert "IMP021 error" in capsys.readouterr().err
    assert [p.name for p in specs.iterdir()] == [JOURNAL]


def test_a_process_that_is_killed_leaves_nothing_that_stays(tmp_path: Path) -> None:
    specs, path = tmp_path / "specs", export(tmp_path, "v1")
    with subprocess.Popen(
        command(path, specs), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while not hidden(specs) and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
    assert imported(path, specs) == 0
    assert hidden(specs) == []
    assert len(list((specs / "s").glob("t*.yaml"))) == NUMBER == recorded(specs) - 1


def test_two_at_once_go_one_after_the_other(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    paths = [export(tmp_path / prefix, "v1", prefix) for prefix in "AB"]
    with exclusive(specs):
        running = [
            subprocess.Popen(
                command(path, specs), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
            )
            for path in paths
        ]
        for process in running:
            assert process.stderr is not None
            said = f"catalog import: waiting for another command that writes into {specs}\n"
            assert process.stderr.readline() == said
        assert not specs.exists()
    for process in running:
        process.communicate(timeout=60)
    assert [process.returncode for process in running] == [0, 0]
    assert recorded(specs) == 2 * NUMBER + 1
    assert os.listdir(specs) == ["s"]
