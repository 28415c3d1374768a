"""`make demo`: the main road once, on this machine: import, check, preview, up, and what Glue then holds.

Works on a copy of the examples in `.catalog/demo`, whatever the checkout's own specs, rules and stacks are.
Runs the very commands a person would type and shows each before its output. `make demo-stop` stops the
copy's local catalog and removes the copy with the stack's state.
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

from catalog.cli import demo_project
from catalog.cli.project import UsageError
from catalog.cli.stacks.local_port import VARIABLE

ROOT = Path(__file__).resolve().parents[3]  # the checkout
STACK = "local"
QUIET = ("--suppress-progress", "--suppress-outputs")
NEXT = (
    (
        f'cd {demo_project.FOLDER} && eval "$(../../.venv/bin/catalog env local)"',
        "a shell in which plain pulumi works",
    ),
    ("catalog show {example}", "one table with its columns and business context"),
    ("pulumi preview --stack local --diff", "after editing a spec: what would change in Glue"),
)


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Exit status of the first step that failed, else 0; 2 where the demo can't be made, in one line."""
    try:
        return stop(root) if "--stop" in arguments else start(root)
    except UsageError as e:
        print(f"demo: {e}", file=sys.stderr)
    except OSError as e:
        what = "can't read" if isinstance(e, FileNotFoundError) else "can't write to"
        print(f"demo: {what} {e.filename2 or e.filename or root}: {e.strerror or e}", file=sys.stderr)
    return 2


def start(root: Path) -> int:
    """Copy, import, check, environment, preview, up, show."""
    began = time.monotonic()
    bare = _shell(root)
    folder = _copied(root)
    imported = ["catalog", "import", demo_project.EXPORTS, "--specs", demo_project.SPECS]
    if status := _step("Datasphere exports become specs", imported, folder, bare)[0]:
        return status
    if added := demo_project.add_partitions(root):
        print(_title("Partitions, which no export names, are added by hand") + "\n".join(added), flush=True)
    if status := _step("The specs are checked", ["catalog", "check"], folder, bare)[0]:
        return status
    print(_title("A catalog on this machine") + '$ eval "$(catalog env local)"', flush=True)
    env = local_environment(folder, bare)
    status = _applied(folder, env) or _step("Read back from Glue", ["catalog", "show"], folder, env)[0]
    if not status:
        print(_next(folder))
        print(f"Done in {time.monotonic() - began:.0f} s. make demo-stop removes all of it.")
    return status


def _copied(root: Path) -> Path:
    """The copy of the examples, and where it is, on stdout. `catalog env local` sees to a free port."""
    folder = demo_project.make(root, demo_project.wanted_port(os.environ))
    print(f"{_title('A copy of the examples')}$ cd {folder}", flush=True)
    return folder


def _applied(folder: Path, env: Mapping[str, str]) -> int:
    """Preview, then `up` unless there is nothing to do."""
    preview = ["pulumi", "preview", *_options(), "--refresh"]
    status, output = _step("What would change in Glue", preview, folder, env)
    if not status and changes_nothing(output):
        print("No changes: Glue holds what the specs say.")
    elif not status:
        up = ["pulumi", "up", *_options(), "--refresh", "--yes", "--skip-preview", *QUIET]
        status, _ = _step("Make it so", up, folder, env)
    return status


def changes_nothing(preview: str) -> bool:
    """True if the `Resources:` summary of a preview counts unchanged ones only."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", preview)
    summary = re.search(r"^Resources:\n((?: {4}.*\n?)+)", plain, re.MULTILINE)
    return summary is not None and all("unchanged" in line for line in summary[1].splitlines())


def stop(root: Path) -> int:
    """Stops the copy's local catalog, which holds all that the stack made, and removes the copy."""
    folder = root / demo_project.FOLDER
    if not folder.is_dir():
        print("demo: nothing to remove")
        return 0
    if (folder / demo_project.STACK_FILE).is_file():
        command = ["catalog", "local", "stop"]
        if status := _step("Stop the local catalog", command, folder, _shell(root))[0]:
            return status
    demo_project.remove(root)
    print(f"removed {folder}")
    return 0


def local_environment(folder: Path, env: Mapping[str, str]) -> dict[str, str]:
    """The environment that `eval "$(catalog env local)"` gives a shell. Raises UsageError if it can't."""
    dump = "import json, os, sys; json.dump(dict(os.environ), sys.stdout)"
    script = 'code=$(catalog env local) && eval "$code" && exec "$1" -P -c "$2"'
    words = ["sh", "-c", script, "sh", sys.executable, dump]
    done = subprocess.run(words, cwd=folder, env=dict(env), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise UsageError("the local environment could not be made (see above)")
    variables: dict[str, str] = json.loads(done.stdout)
    return variables


def _shell(root: Path) -> dict[str, str]:
    """This shell's variables with our `catalog` first on PATH; the port is in the copy's own stack file."""
    path = f"{root / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    kept = {name: value for name, value in os.environ.items() if name != VARIABLE}
    return {**kept, "PATH": path}


def _options() -> list[str]:
    return ["--stack", STACK, "--non-interactive", f"--color={'always' if sys.stdout.isatty() else 'never'}"]


def _step(title: str, command: Sequence[str], folder: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """Shows and runs one command; its exit status and what it printed."""
    shown = [w for w in command if not w.startswith(("--color", "--non-", "--suppress"))]
    print(f"{_title(title)}$ {' '.join(shown)}", flush=True)
    program = shutil.which(command[0], path=env.get("PATH"))
    if program is None:
        raise UsageError(f"{command[0]} is not there: run make setup")
    words = [program, *command[1:]]
    lines: list[str] = []
    with subprocess.Popen(
        words, cwd=folder, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            print(line, end="", flush=True)
    return process.returncode, "".join(lines)


def _next(folder: Path) -> str:
    commands = [(command.format(example=_example(folder)), why) for command, why in NEXT]
    width = max(len(command) for command, _ in commands)
    lines = [f"  {command.ljust(width)}  # {why}" for command, why in commands]
    return "\n".join(["", f"The copy is {folder}; your own specs were not touched. Next:", *lines, ""])


def _title(text: str) -> str:
    return f"\n=== {text}\n"


def _example(folder: Path) -> str:
    """Some table of the specs in its physical name for stack local, to try `catalog show` with."""
    from catalog.language.compiler import compile_specs
    from catalog.language.stacks.settings import read_settings

    catalog, _ = compile_specs(folder, read_settings(folder, STACK))
    richest = max(catalog.tables, key=lambda t: ("partitions" in t.data, len(t.data["columns"])))
    return f"{richest.database.physical_name}.{richest.name}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
