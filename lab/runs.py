"""Runs the readers: each in a process of its own, with a sign of life, in folders of this run alone."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog.engine.jobs import Job, run_jobs
from catalog.setup.pythons import clean
from lab.environments import BUILT, FILES, HERE, SPARKS, Environment

START = HERE / "readers" / "start.py"
READERS: Mapping[str, Environment] = {
    "spark-3.5": SPARKS[0],
    "spark-4.0": SPARKS[1],
    "hive": SPARKS[0],  # through Spark 3.5, which brings them
    "duckdb": FILES,
    "pyarrow": FILES,
}
NEED_JAVA = ("spark-3.5", "spark-4.0", "hive")
AT_ONCE = 3  # side by side: a Spark takes a core and a gigabyte, and waits much


def say(text: str) -> None:
    """Print a line at once; jobs are set-up's, and so is the word that they begin with."""
    print(text.replace("setup:", "lab:", 1), flush=True)


def run(readers: Sequence[str], jars: Sequence[Path], env: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Each reader's version and outcomes; raises SetupError where one ended badly, with its log's end."""
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        run_jobs([_job("write", FILES, folder, (), env)], say=say)
        for at in range(0, len(readers), AT_ONCE):
            run_jobs(
                [_job(each, READERS[each], folder, jars, env) for each in readers[at : at + AT_ONCE]], say=say
            )
        return {each: json.loads((folder / f"{each}.json").read_text("utf-8")) for each in readers}


def _job(reader: str, wanted: Environment, folder: Path, jars: Sequence[Path], env: Mapping[str, str]) -> Job:
    scratch = folder / reader
    scratch.mkdir()
    out = folder / f"{reader}.json"
    words = [str(wanted.python), "-I", str(START), reader, str(folder / "files"), str(scratch), str(out)]

    def work(job: Job) -> None:
        mild = {**clean(env), "SPARK_LOCAL_IP": "127.0.0.1"}
        job.run("reading", [*words, *map(str, jars)], cwd=scratch, env=mild)

    log = BUILT / f"{reader}.log"
    verb = "writing old files" if reader == "write" else f"{reader} reads them"
    return Job(reader, log, work, f"{verb}")
