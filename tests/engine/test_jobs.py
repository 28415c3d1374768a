from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.engine.jobs import Job, SetupError, run_jobs


def shell(title: str, log: Path, script: str) -> Job:
    work: Callable[[Job], None] = lambda job: job.run("script", ["sh", "-c", script], cwd=log.parent)  # noqa: E731
    return Job(title, log, work, f"{title} begins")


def test_jobs_run_side_by_side_and_say_when_they_are_ready(tmp_path: Path) -> None:
    said: list[str] = []
    # each waits for the other's file: one after the other they would never end
    meet = "touch {0}; for i in $(seq 200); do [ -e {1} ] && exit 0; sleep 0.05; done; exit 1"
    jobs = [
        shell("a", tmp_path / "a.log", meet.format("a", "b")),
        shell("b", tmp_path / "b.log", meet.format("b", "a")),
    ]
    run_jobs(jobs, say=said.append)
    assert [line.split(" (")[0] for line in said[:2]] == ["setup: a begins", "setup: b begins"]
    assert sorted(line.split(" after")[0] for line in said[2:]) == ["setup: a: ready", "setup: b: ready"]


def test_a_long_job_gives_a_sign_of_life(tmp_path: Path) -> None:
    said: list[str] = []
    run_jobs([shell("slow", tmp_path / "log", "echo one; echo two; sleep 0.5")], tick=0.1, say=said.append)
    assert any("slow: script (3 lines)" in line for line in said)


def test_the_first_failure_ends_the_others_and_shows_the_log(tmp_path: Path) -> None:
    jobs = [
        shell("slow", tmp_path / "slow.log", "exec sleep 60"),
        shell("bad", tmp_path / "bad.log", "echo why; exit 3"),
    ]
    began = time.monotonic()
    with pytest.raises(SetupError, match=r"bad: script failed \(status 3\)(.|\n)*why"):
        run_jobs(jobs, say=lambda text: None)
    assert time.monotonic() - began < 20


def test_a_stopped_job_starts_no_further_command(tmp_path: Path) -> None:
    marker = tmp_path / "marker"

    def work(job: Job) -> None:
        job.stop()
        job.run("touch", ["touch", str(marker)], cwd=tmp_path)

    with pytest.raises(SetupError, match="stopped"):
        Job("job", tmp_path / "log", work, "").work()
    assert not marker.exists()
