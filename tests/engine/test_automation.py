"""The engine's process: when it is interrupted."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest
from pulumi.automation import CommandError, PulumiCommand
from semver import VersionInfo

from catalog.engine.automation import Command, Interrupted, StackEngine
from tests.support.fake_programs import program

PROGRAM = """\
#!{python}
import signal, sys, time
def stop(number, frame):
    print("interrupted", flush=True)
    sys.exit(7)
signal.signal(signal.SIGINT, stop)
print("begun", flush=True)
time.sleep(30)
"""


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """A command whose program prints `begun`, and ends with 7 when it is interrupted."""
    program = tmp_path / "pulumi"
    program.write_text(PROGRAM.format(python=sys.executable))
    program.chmod(0o755)
    known = PulumiCommand.__new__(PulumiCommand)
    known.command, known.version = str(program), None
    return Command(known)


def test_ctrl_c_waits_for_the_engines_first_event(command: Command, tmp_path: Path) -> None:
    begun, said_so = threading.Event(), list[str]()
    failures = list[CommandError]()

    def run() -> None:
        try:
            command.run([], str(tmp_path), {}, lambda line: (said_so.append(line), begun.set()))
        except CommandError as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(20)
    command.interrupt()
    time.sleep(0.3)
    assert thread.is_alive()
    command.set_interruptible(True)
    thread.join(20)
    assert said_so == ["begun", "interrupted"]
    assert len(failures) == 1
    with pytest.raises(Interrupted):
        command.run([], str(tmp_path), {})


def test_a_second_ctrl_c_does_not_wait(command: Command, tmp_path: Path) -> None:
    begun = threading.Event()

    def run() -> None:
        with pytest.raises(CommandError):
            command.run([], str(tmp_path), {}, lambda line: begun.set())

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(20)
    command.interrupt()
    command.interrupt()
    thread.join(20)
    assert not thread.is_alive()


def test_a_run_gets_its_own_environment_beside_the_shells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine hands it on to plugins: tests/e2e has that."""
    monkeypatch.setenv("OF_THE_SHELL", "1")
    pulumi = program(tmp_path, "pulumi", 'echo "$1 $CATALOG_OVERWRITE $OF_THE_SHELL" >&2; exit 3')
    known = PulumiCommand.__new__(PulumiCommand)
    known.command, known.version = str(pulumi), VersionInfo(3, 259, 0)
    engine = StackEngine(tmp_path, "dev", known, {"CATALOG_OVERWRITE": "sales:location"})
    said = list[str]()
    with pytest.raises(CommandError):
        engine.run(lambda event: None, said.append, preview=False, refresh=False)
    assert said == ["--non-interactive sales:location 1"]
