"""A stack to measure on: a folder with exports, specs, backend and configuration of its own.

The project's stacks and specs are not touched.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from catalog.engine.selection import engine_folders
from catalog.engine.tuning import ENGINE
from catalog.loopback.folder import VARIABLE

from . import direct, exports, local_catalog
from .measure import Measured, run

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STACK = "local"  # its name only: backend and configuration are the benchmark's own
WRITING = ("BatchCreatePartition", "BatchUpdatePartition", "BatchDeletePartition", "CreatePartition")


class Stack:
    """One stack in `folder`. `project` is where the engine runs; this checkout unless said."""

    def __init__(self, folder: Path, endpoint: str, project: Path = ROOT) -> None:
        self.folder = folder
        self.endpoint = endpoint
        self.project = project
        self.glue = direct.client(endpoint)
        self.config = folder / "Pulumi.bench.yaml"
        self.config.write_text(yaml.safe_dump(configuration(endpoint, str(folder / "specs"))))
        self.env = environment(folder, endpoint)
        self.pulumi("stack", "init", STACK)

    def import_(self, tables: int) -> Measured:
        """Imports exports of so many tables, written at the first call."""
        if not (self.folder / "exports").exists():
            exports.write(self.folder / "exports", tables)
        return self.catalog("import", "exports", "--specs", "specs")

    def catalog(self, *words: str) -> Measured:
        """One `catalog` command."""
        return run([str(BIN / "catalog"), *words], self.folder, self.env)

    def pulumi(self, *words: str) -> Measured:
        """One command of the engine on this stack."""
        more = () if words[0] == "stack" else ("--stack", STACK, "--config-file", str(self.config))
        return run(["pulumi", *words, *more, "--non-interactive"], self.project, self.env)

    def up(self) -> Measured:
        """`pulumi up` without a preview before it."""
        return self.pulumi("up", "--yes", "--skip-preview")

    def unchanged(self, *words: str) -> Measured:
        """A preview that finds no change; else the benchmark ends."""
        return self.pulumi("preview", "--expect-no-changes", *words)

    def state_bytes(self) -> int:
        """The size of the stack's state."""
        return next((self.folder / "state").rglob(f"{STACK}.json")).stat().st_size

    def writing_calls(self) -> int:
        """How often partitions were written so far, as the local catalog counted."""
        calls = local_catalog.calls(self.endpoint)
        return sum(calls.get(name, 0) for name in WRITING)


def change_one(specs: Path) -> None:
    """Another label for a column of the first table."""
    spec = next(p for p in sorted(specs.rglob("*.yaml")) if p.name != "database.yaml")
    spec.write_text(re.sub(r"label: ContributorID", "label: Contributor", spec.read_text(), count=1))


def configuration(endpoint: str, specs: str, **more: Any) -> dict[str, Any]:
    """The stack file `local` with this endpoint and folder of specs."""
    stack: dict[str, Any] = yaml.safe_load((ROOT / "Pulumi.local.yaml").read_text())
    own = {"aws:endpoints": [{"glue": endpoint, "sts": endpoint}], "catalog:specs": specs}
    return {**stack, "config": {**stack["config"], **own, **more}}


def environment(folder: Path, endpoint: str) -> dict[str, str]:
    """What `catalog env local` exports for the catalog at `endpoint`, with a backend and home in `folder`."""
    home, backend = folder / "home", folder / "state"
    home.mkdir()
    backend.mkdir()
    (home / "logs").write_text("")
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PULUMI_"))},
        "PATH": os.pathsep.join([str(BIN), *engine_folders(ROOT, os.environ), os.environ["PATH"]]),
        "XDG_CACHE_HOME": str(folder / "cache"),  # each measure begins with no parsed specs kept
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": f"file://{backend}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        VARIABLE: str(local_catalog.folder_of(endpoint)),
        **ENGINE,
    }


def project_copy(folder: Path) -> Path:
    """A project in `folder`: program and provider are this checkout's, specs and stacks its own."""
    folder.mkdir()
    for name in ("__main__.py", "catalog", "mapping"):
        (folder / name).symlink_to(ROOT / name)
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    project["runtime"]["options"]["virtualenv"] = str(BIN.parent)  # a .venv that is a link is not run
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump(project))
    return folder
