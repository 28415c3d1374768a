"""`python -m bench [--tables 100 1000]`: import, preview, up, ... of N tables beside boto3 alone.

Everything happens in a temporary folder against a local catalog of its own, with a stack of its
own; the project's stacks and specs are not touched. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from cli.env import ENGINE

from . import direct, exports
from .measure import Measured, run

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STACK = "local"  # its name only: backend and configuration are the benchmark's own
Results = dict[str, tuple[Measured, Measured | None]]  # by work: ours, boto3's
AT = 1000  # tables, for which the bars hold


@dataclass(frozen=True, slots=True)
class Bar:
    """To reach: so many seconds, or so many times boto3's."""

    seconds: float
    times: float = 0

    def reached(self, ours: Measured, theirs: Measured | None) -> bool:
        """Whether a measurement is within it."""
        longest = max(self.seconds, self.times * theirs.seconds if theirs else 0)
        return ours.seconds <= longest

    def __str__(self) -> str:
        return f"{self.times:g}x or {self.seconds:g} s" if self.times else f"{self.seconds:g} s"


BARS = {"up from empty": Bar(12, 5), "preview, no change": Bar(10), "destroy": Bar(5)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the benchmark for each size and prints one table; exits with 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--tables", type=int, nargs="+", default=[100, 1000], metavar="N")
    sizes = parser.parse_args(arguments).tables
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"{machine}, Python {platform.python_version()}\n")
    results = {n: _measure(n) for n in sizes}
    print(_markdown(results))
    missed = list(_missed(results))
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


def _measure(tables: int) -> Results:
    with tempfile.TemporaryDirectory(prefix="bench-") as name, _catalog() as endpoint:
        bench = _Bench(Path(name), endpoint)
        bench.prepare(tables)
        return bench.steps()


class _Bench:
    """One size: a folder with exports, specs, backend and stack configuration."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self.folder = folder
        self.glue = direct.client(endpoint)
        self.config = folder / "Pulumi.bench.yaml"
        shutil.copy(ROOT / "Pulumi.local.yaml", self.config)
        stack = yaml.safe_load(self.config.read_text())
        stack["config"] |= {
            "aws:endpoints": [{"glue": endpoint, "sts": endpoint}],
            "catalog:specs": str(folder / "specs"),
        }
        self.config.write_text(yaml.safe_dump(stack))
        self.env = _environment(folder)

    def prepare(self, tables: int) -> None:
        exports.write(self.folder / "exports", tables)
        self._pulumi("stack", "init", STACK)

    def steps(self) -> Results:
        found: Results = {}
        found["import"] = (self._import(), None)
        found["import again, no change"] = (self._import(), None)
        found["check"] = (self._check(), None)
        found["preview, all to create"] = (self._pulumi("preview"), None)
        up = self._pulumi("up", "--yes", "--skip-preview")
        tables = direct.read_all(self.glue)
        found["preview, no change"] = (self._pulumi("preview", "--expect-no-changes"), None)
        refreshed = self._pulumi("preview", "--refresh", "--expect-no-changes")
        found["preview with refresh"] = (refreshed, direct.timed(direct.read_each, self.glue, tables))
        self._change_one()
        one = self._pulumi("up", "--yes", "--skip-preview")
        found["up, one table changed"] = (one, direct.timed(direct.update_one, self.glue, tables))
        destroy = self._pulumi("destroy", "--yes", "--skip-preview")
        found["up from empty"] = (up, direct.timed(direct.create, self.glue, tables))
        found["destroy"] = (destroy, direct.timed(direct.delete, self.glue, tables))
        return found

    def _place(self) -> tuple[Path, dict[str, str]]:
        return self.folder, self.env

    def _import(self) -> Measured:
        return run([str(BIN / "catalog"), "import", "exports", "--specs", "specs"], *self._place())

    def _check(self) -> Measured:
        return run([str(BIN / "catalog"), "check", "--stack", "local", "--specs", "specs"], *self._place())

    def _change_one(self) -> None:
        spec = next(p for p in sorted((self.folder / "specs").rglob("*.yaml")) if p.name != "database.yaml")
        spec.write_text(re.sub(r"label: ContributorID", "label: Contributor", spec.read_text(), count=1))

    def _pulumi(self, *words: str) -> Measured:
        more = () if words[0] == "stack" else ("--stack", STACK, "--config-file", str(self.config))
        return run(["pulumi", *words, *more, "--non-interactive"], ROOT, self.env)


def _environment(folder: Path) -> dict[str, str]:
    """What `catalog env local` exports, with a backend and home in `folder`."""
    home, backend = folder / "home", folder / "state"
    home.mkdir()
    backend.mkdir()
    (home / "logs").write_text("")
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PULUMI_"))},
        "PATH": os.pathsep.join([str(BIN), str(ROOT / ".tools" / "bin"), os.environ["PATH"]]),
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": f"file://{backend}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        **ENGINE,
    }


@contextlib.contextmanager
def _catalog() -> Iterator[str]:
    """A local catalog in a process of its own; gives its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen([sys.executable, "-m", "local", "--port", str(port)], cwd=ROOT) as server:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port: int, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_catalog/health", timeout=1).close()
            return
        time.sleep(0.05)
    sys.exit("the local catalog did not start")


def _missed(results: dict[int, Results]) -> Iterator[str]:
    """The bars that were not reached, and work that grows faster than the number of tables."""
    for work, bar in BARS.items():
        if AT in results and not bar.reached(*results[AT][work]):
            yield f"{work} ({bar})"
    few, many = min(results), max(results)
    for work, (measured, _) in results[many].items():
        if measured.seconds > results[few][work][0].seconds * many / few:
            yield f"{work} (no more than {many / few:g} times the time for {many / few:g} times the tables)"


def _markdown(results: dict[int, Results]) -> str:
    sizes = list(results)
    head = ["work", *(f"{n} tables" for n in sizes), "boto3 alone", "ratio", "peak MB", "bar"]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for work, (ours, theirs) in results[sizes[-1]].items():
        seconds = [f"{results[n][work][0].seconds:.1f} s" for n in sizes]
        floor = f"{theirs.seconds:.2f} s" if theirs else ""
        ratio = f"{ours.seconds / theirs.seconds:.1f}x" if theirs else ""
        row = [work, *seconds, floor, ratio, str(ours.megabytes or ""), str(BARS.get(work, ""))]
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
