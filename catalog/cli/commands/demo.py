"""`make demo`: the main road once, on this machine: import, check, preview, up, and what Glue then holds.

Runs the very commands a person would type and shows each before its output. `make demo-stop` removes
what it made: the stack's resources, the local catalog and its state.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from catalog.cli.project import UsageError, project_root

STACK = "local"
QUIET = ("--suppress-progress", "--suppress-outputs")
NEXT = (
    ('eval "$(.venv/bin/catalog env local)"', "a shell in which plain pulumi works on the local catalog"),
    ("catalog show {example}", "one table with its columns and business context"),
    ("pulumi preview --stack local --diff", "after editing a spec: what would change in Glue"),
)


def main(arguments: Sequence[str]) -> int:
    """Exit status of the first step that failed, else 0."""
    root = project_root(Path(__file__).parent)
    try:
        return stop(root) if "--stop" in arguments else start(root)
    except UsageError as e:
        print(f"demo: {e}", file=sys.stderr)
        return 2


def start(root: Path) -> int:
    """Import, check, environment, preview, up, show."""
    bare = {**os.environ, "PATH": f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    began = time.monotonic()
    for title, command in (
        (
            "Datasphere exports become specs",
            ["catalog", "import", "examples/exports", "--specs", "catalog_specs"],
        ),
        ("The specs are checked for every stack", ["catalog", "check"]),
    ):
        if status := _step(title, command, root, bare)[0]:
            return status
    print(_title("A catalog on this machine") + '$ eval "$(catalog env local)"', flush=True)
    env = local_environment(root, bare)
    status, said = _step(
        "What would change in Glue", ["pulumi", "preview", *_options(), "--refresh"], root, env
    )
    if not status and changes_nothing(said):
        print("No changes: Glue holds what the specs say.")
    elif not status:
        up = ["pulumi", "up", *_options(), "--refresh", "--yes", "--skip-preview", *QUIET]
        status, _ = _step("Make it so", up, root, env)
    if not status:
        status, _ = _step("Read back from Glue", ["catalog", "show"], root, env)
    if not status:
        print(_next(_example(root)))
        print(f"Done in {time.monotonic() - began:.0f} s. make demo-stop removes all of it.")
    return status


def changes_nothing(preview: str) -> bool:
    """True if the `Resources:` summary of a preview counts unchanged ones only."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", preview)
    summary = re.search(r"^Resources:\n((?: {4}.*\n?)+)", plain, re.MULTILINE)
    return summary is not None and all("unchanged" in line for line in summary[1].splitlines())


def stop(root: Path) -> int:
    """Destroys the stack if it holds anything, stops the local catalog, removes the local state."""
    state = root / ".catalog" / "state"
    catalog = str(root / ".venv" / "bin" / "catalog")
    if state.is_dir():
        env = local_environment(root, dict(os.environ))
        destroy = ["pulumi", "destroy", *_options(), "--refresh", "--yes", "--skip-preview", *QUIET]
        status, _ = _step("Remove what the stack made", destroy, root, env)
        if status:
            return status
    status, _ = _step("Stop the local catalog", [catalog, "local", "stop"], root, dict(os.environ))
    shutil.rmtree(state, ignore_errors=True)
    return status


def local_environment(root: Path, env: Mapping[str, str]) -> dict[str, str]:
    """The environment that `eval "$(catalog env local)"` gives a shell. Raises UsageError if it can't."""
    dump = "import json, os, sys; json.dump(dict(os.environ), sys.stdout)"
    script = 'code=$("$1" env local) && eval "$code" && exec "$2" -c "$3"'
    words = ["sh", "-c", script, "sh", str(root / ".venv" / "bin" / "catalog"), sys.executable, dump]
    done = subprocess.run(words, cwd=root, env=dict(env), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise UsageError("the local environment could not be made (see above)")
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _options() -> list[str]:
    return ["--stack", STACK, "--non-interactive", f"--color={'always' if sys.stdout.isatty() else 'never'}"]


def _step(title: str, command: Sequence[str], root: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """Shows and runs one command; its exit status and what it printed."""
    shown = [w for w in command[1:] if not w.startswith(("--color", "--non-", "--suppress"))]
    print(f"{_title(title)}$ {' '.join([Path(command[0]).name, *shown])}", flush=True)
    program = shutil.which(command[0], path=env.get("PATH"))
    if program is None:
        raise UsageError(f"{command[0]} is not there: run make setup")
    words = [program, *command[1:]]
    said: list[str] = []
    with subprocess.Popen(
        words, cwd=root, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            print(line, end="", flush=True)
    return process.returncode, "".join(said)


def _next(example: str) -> str:
    commands = [(command.format(example=example), why) for command, why in NEXT]
    width = max(len(command) for command, _ in commands)
    lines = [f"  {command.ljust(width)}  # {why}" for command, why in commands]
    return "\n".join(["", "Next, in this folder:", *lines, ""])


def _title(text: str) -> str:
    return f"\n=== {text}\n"


def _example(root: Path) -> str:
    """Some table of the specs in its physical name for stack local, to try `catalog show` with."""
    from catalog.language.compiler import compile_specs
    from catalog.language.stacks.settings import read_settings

    catalog, _ = compile_specs(root, read_settings(root, STACK))
    richest = max(catalog.tables, key=lambda t: len(t.data["columns"]))
    return f"{richest.database.physical_name}.{richest.name}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
