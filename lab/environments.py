"""The lab's own environments, under build/lab: one for DuckDB and pyarrow, one for each Spark.

Made like `.venv`, by set-up's own means: from a lock with hashes, anew where a lock changed. pyspark has no
wheel: setuptools, locked as well, builds it, and nothing else is built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.checkout.set_up_command import with_python
from catalog.engine.jobs import Job
from catalog.setup import venv
from catalog.setup.pythons import CANDIDATES, Python, choose, clean, probe, unfit

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILT = ROOT / "build" / "lab"
_SOURCE = ("--no-build-isolation", "--no-binary", "pyspark")


@dataclass(frozen=True)
class Environment:
    """A name, and its locks in the order in which they go in, each with what pip is told beside it."""

    name: str
    locks: Sequence[tuple[Path, Sequence[str]]]

    @property
    def folder(self) -> Path:
        """Where it is."""
        return BUILT / self.name

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.folder / venv.FOLDER / "bin" / "python"


def _spark(version: str) -> Environment:
    return Environment(
        f"spark-{version}", ((HERE / "build.lock", ()), (HERE / f"spark-{version}.lock", _SOURCE))
    )


FILES = Environment("files", ((ROOT / "requirements-lab.lock", ()),))
SPARKS = (_spark("3.5"), _spark("4.0"))


def plan(wanted: Environment, env: Mapping[str, str]) -> Job | None:
    """The job that makes an environment, or None where it is up to date."""
    locks = {str(lock.relative_to(ROOT)): lock.read_bytes() for lock, _ in wanted.locks}
    folder = wanted.folder / venv.FOLDER
    digest = venv.digest(wanted.folder, locks)
    stamp = venv.read_stamp(folder)
    if stamp.get("lab") == digest and venv.alive(folder, stamp, env):
        return None
    python = _python(env)

    def work(job: Job) -> None:
        with venv.made_anew(job, wanted.folder, python, env):
            for lock, words in wanted.locks:
                install = venv.pip_install(folder, *words, "--require-hashes", "-r", str(lock))
                job.run(f"installing {lock.name}", install, cwd=ROOT, env=clean(env))
            stamp = {"lab": digest, "version": list(python.version[:2])}
            venv.write_stamp(folder, stamp)

    wanted.folder.mkdir(parents=True, exist_ok=True)
    return Job(f"lab, {wanted.name}", wanted.folder / "python.log", work, f"making {wanted.folder}")


def _python(env: Mapping[str, str]) -> Python:
    """The oldest supported Python on PATH, as Spark 3.5 is; set-up's choice where PYTHON names one."""
    for command in () if env.get("PYTHON") else reversed(CANDIDATES[:-1]):
        found = probe(command, env)
        if isinstance(found, Python) and not unfit(found):
            return found
    return choose(env, with_python(ROOT))
