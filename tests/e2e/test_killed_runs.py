"""Runs that die half-way: nothing stays behind, and the next run finishes the work."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.engine import STAMP, Engine, glue, tables
from tests.support.kills import await_end_of_plugins
from tests.support.specs import table, write_yaml

TABLES = 150


def many(engine: Engine) -> None:
    for n in range(TABLES):
        write_yaml(engine.specs / "sales" / f"t{n:03}.yaml", table(name=f"t{n:03}"))


def wait_until(done: object, seconds: float) -> None:
    assert callable(done)
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"not after {seconds} s"
        time.sleep(0.1)


@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="finds processes through /proc, as Linux has it"
)
def test_a_killed_engine_leaves_no_process_and_the_next_run_converges(engine: Engine) -> None:
    many(engine)
    client = glue(engine.endpoint)
    words = engine.command("up", "--yes", "--skip-preview")
    with subprocess.Popen(
        words, cwd=engine.root, env=engine.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        wait_until(lambda: len(tables(client)) > TABLES // 3, 60)
        process.send_signal(signal.SIGKILL)
    await_end_of_plugins(engine)
    made = len(tables(client))
    assert made < TABLES + 1
    assert engine.run("up", "--yes", "--skip-preview").status != 0  # the dead run's lock
    engine.run("cancel", "--yes", check=True)
    output = engine.up()
    assert "took up" in output
    found = tables(client)
    assert len(found) == TABLES + 1
    assert {t["Parameters"]["catalog.stack"] for t in found.values()} == {STAMP}
    engine.preview("--refresh", "--expect-no-changes")
    engine.destroy()
    assert client.get_databases()["DatabaseList"] == []


def test_an_interrupted_engine_keeps_its_state(engine: Engine) -> None:
    many(engine)
    client = glue(engine.endpoint)
    words = engine.command("up", "--yes", "--skip-preview")
    with subprocess.Popen(
        words, cwd=engine.root, env=engine.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        wait_until(lambda: len(tables(client)) > TABLES // 3, 60)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    recorded = [r for r in engine.state() if r["type"] == "aws:glue/catalogTable:CatalogTable"]
    assert len(recorded) == len(tables(client))
    engine.up()
    assert len(tables(client)) == TABLES + 1
    engine.preview("--refresh", "--expect-no-changes")


def test_two_runs_at_once_are_refused_by_the_lock_and_harm_nothing(engine: Engine) -> None:
    many(engine)
    words = engine.command("up", "--yes", "--skip-preview")
    with subprocess.Popen(
        words, cwd=engine.root, env=engine.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as first:
        wait_until(lambda: any((engine.folder / "state" / ".pulumi" / "locks").rglob("*.json")), 60)
        first.send_signal(signal.SIGSTOP)  # it holds the lock for as long as the second run takes
        try:
            second = engine.run("up", "--yes", "--skip-preview")
        finally:
            first.send_signal(signal.SIGCONT)
        first.communicate(timeout=120)
    assert first.returncode == 0
    assert second.status != 0
    assert "lock" in second.output
    engine.preview("--refresh", "--expect-no-changes")
