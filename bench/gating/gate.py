"""The gate of a run that changes nothing, beside the engine's own function that it asks for the state.

A database of 20,000 tables that are not ours lies beside: it may cost no call.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .. import local_catalog
from ..bars import Bar, Row
from ..local_catalog import catalog
from ..measure import Measured
from ..stack import ROOT, STACK, Stack, project_copy

AT = 1000  # tables, for which the bar holds
FOREIGN = 20_000  # tables of others in a database beside
TIMES = 3  # previews, of which the quickest counts
BAR = Bar(function=1.3)
SAID = re.compile(r"gate ([\d.]+) s, function ([\d.]+) s")


def measure(size: int = AT, foreign: int = FOREIGN) -> list[Row]:
    """One row. Ends the benchmark where the gate calls Glue."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, catalog() as endpoint:
        folder = Path(name)
        project = project_copy(folder / "project")
        (project / "__main__.py").unlink()
        shutil.copy(ROOT / "bench" / "gating" / "timed_program.txt", project / "__main__.py")
        stack = Stack(folder, endpoint, project)
        stack.import_(size)
        stack.glue.create_database(DatabaseInput={"Name": "foreign"})
        for number in range(foreign):
            stack.glue.create_table(DatabaseName="foreign", TableInput={"Name": f"t{number}"})
        stack.up()
        before = local_catalog.calls(endpoint)
        seconds = [_preview(stack) for _ in range(TIMES)]
        called = {n: c for n, c in local_catalog.calls(endpoint).items() if c != before.get(n, 0)}
        if any(operation != "GetCallerIdentity" for operation in called):
            sys.exit(f"a preview without a change called Glue: {called}")
    gate, function = min(seconds, key=lambda each: each[0] / each[1])
    bars = (BAR,) if size == AT else ()
    work = f"gate, no change, {foreign:,} tables of others beside ({function:.2f} s the engine's function)"
    return [Row(work, size, Measured(gate), function=Measured(function), bars=bars)]


def _preview(stack: Stack) -> tuple[float, float]:
    """Seconds of the gate, and of the function within them."""
    command = ["pulumi", "preview", "--expect-no-changes", "--stack", STACK]
    command += ["--config-file", str(stack.config), "--non-interactive"]
    done = subprocess.run(
        command, cwd=stack.project, env=stack.env, capture_output=True, text=True, check=False
    )
    found = SAID.search(done.stdout)
    if done.returncode or found is None:
        sys.exit(f"{' '.join(command)} failed with {done.returncode}:\n{done.stdout[-4000:]}{done.stderr}")
    return float(found[1]), float(found[2])
