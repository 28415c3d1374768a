"""`python -m bench.importing [--entities 5000]`: import of one large export beside reading and writing alone.

The baseline is `json.load` of the export and PyYAML's C dumper on the very documents that the import
made specs of, a file each, in a process of its own. Memory is the largest a process ever held
(`ru_maxrss`). Everything happens in a temporary folder. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import yaml

from . import large
from .measure import Measured

ENTITIES = 5000
MEGABYTE = 1_000_000
KILOBYTE = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss
# To reach: at most so many times the baseline's seconds, and so many times the export's size.
BARS = {"import": 3.0, "import again, no change": 2.0}
MEMORY_BAR = 8.0
RECORD = ".import.json"  # what import keeps of each spec as it made it
ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints; exits with 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.importing", description=__doc__)
    parser.add_argument("--entities", type=int, default=ENTITIES, metavar="N")
    parser.add_argument("--baseline", type=Path, nargs=3, metavar=("EXPORT", "SPECS", "OUT"), help="internal")
    args = parser.parse_args(arguments)
    if args.baseline:
        _baseline(*args.baseline)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        export = large.write(folder / "export.json", args.entities)
        size = export.stat().st_size
        print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, ", end="")
        print(f"Python {platform.python_version()}; {args.entities} entities, {size / MEGABYTE:.0f} MB\n")
        found = _measure(folder, export)
    print(_markdown(found, size))
    missed = [work for work in BARS if not _reached(work, found, size)]
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


def _measure(folder: Path, export: Path) -> dict[str, Measured]:
    command = [str(Path(sys.executable).parent / "catalog"), "import", str(export)]
    command += ["--space", large.OWN, "--specs", str(folder / "specs")]
    found = {work: _run(command, folder) for work in BARS}
    baseline = [sys.executable, "-P", "-m", "bench.importing", "--baseline"]
    return {"baseline": _run([*baseline, str(export), str(folder / "specs"), str(folder)], ROOT), **found}


def _run(command: Sequence[str], folder: Path) -> Measured:
    """Runs one process; the baseline prints its own seconds, without the time it takes to prepare."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(list(command), cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed with {process.returncode}:\n{text[-4000:]}")
    own = [line for line in text.splitlines() if line.startswith(_SECONDS)]
    seconds = float(own[0].removeprefix(_SECONDS)) if own else seconds
    return Measured(seconds, usage.ru_maxrss * KILOBYTE // MEGABYTE)


_SECONDS = "seconds: "


def _baseline(export: Path, specs: Path, out: Path) -> None:
    """Reads the export, writes the documents that are on record in `specs`; to get these isn't timed."""
    start = time.perf_counter()
    with export.open(encoding="utf-8") as file:
        json.load(file)
    seconds = time.perf_counter() - start
    for record in sorted(specs.glob(f"*/{RECORD}")):
        documents = [entry[2] for entry in json.loads(record.read_bytes())["imported"]]
        start = time.perf_counter()
        for at, document in enumerate(documents):
            with (out / f"{record.parent.name}-{at}.yaml").open("w", encoding="utf-8") as file:
                yaml.dump(document, file, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
        seconds += time.perf_counter() - start
    print(f"{_SECONDS}{seconds}")


def _reached(work: str, found: dict[str, Measured], size: int) -> bool:
    in_time = found[work].seconds <= BARS[work] * found["baseline"].seconds
    return in_time and found[work].megabytes * MEGABYTE <= MEMORY_BAR * size


def _markdown(found: dict[str, Measured], size: int) -> str:
    head = ["work", "seconds", "of baseline", "bar", "peak MB", "of the file", "bar"]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    base = found["baseline"].seconds
    for work, measured in found.items():
        row = [work if work in BARS else "baseline: json.load, C dumper", f"{measured.seconds:.1f} s"]
        if work in BARS:
            row += [f"{measured.seconds / base:.1f}x", f"{BARS[work]:g}x", str(measured.megabytes)]
            row += [f"{measured.megabytes * MEGABYTE / size:.1f}x", f"{MEMORY_BAR:g}x"]
        else:
            row += [""] * 5
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
