"""A pull request that changes one table of 4,000: all of the catalog in one stack, or a stack a database.

What a CI job does, from a fresh checkout: no cache of specs is there. Sharded, it asks which stacks the
change touches and previews those.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import yaml

from . import exports
from .bars import Bar, Row
from .local_catalog import catalog
from .measure import Measured, run
from .stack import BIN, Stack, change_one, configuration, environment, project_copy

AT = 4000
BAR = Bar(plus=5)
SHARD = "bench_000"  # the database whose table changes
IDENTITY = ("-c", "user.name=bench", "-c", "user.email=bench@example.com")


def measure(size: int = AT) -> list[Row]:
    """One row without sharding, one with."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, catalog() as endpoint:
        folder = Path(name)
        whole = Stack(folder, endpoint)
        whole.import_(size)
        whole.up()
        sharded = _sharded(folder)
        change_one(folder / "specs")
        alone = whole.pulumi("preview")
        found = [Row("pull request, one stack", size, alone)]
    stacks = f"pull request, {size // exports.TABLES_A_SPACE} stacks"
    bars = (BAR,) if size == AT else ()
    return [
        *found,
        Row(f"{stacks}: catalog stacks, pulumi preview", size, sharded[0], bars=bars),
        Row(f"{stacks}: catalog apply --preview", size, sharded[1], bars=bars),
    ]


def _sharded(folder: Path) -> tuple[Measured, Measured]:
    """The pull request's job in both ways: which stacks the change touches, and a preview of those."""
    with catalog() as endpoint:
        project = project_copy(folder / "project")
        shutil.copytree(folder / "specs", project / "specs")
        for database in sorted(p.name for p in (project / "specs").iterdir() if p.is_dir()):
            more = {"catalog:select": [database], "catalog:environment": "shards"}
            stack = configuration(endpoint, "specs", **more)
            (project / f"Pulumi.{database}.yaml").write_text(yaml.safe_dump(stack))
        own = folder / "sharded"
        own.mkdir()
        env = environment(own, endpoint)
        _git(project, "init", "-q")
        _git(project, "add", "specs", "Pulumi.yaml", *(p.name for p in project.glob("Pulumi.*.yaml")))
        _git(project, *IDENTITY, "commit", "-q", "-m", "main")
        run(["pulumi", "stack", "init", SHARD], project, env)
        run(["pulumi", "up", "--yes", "--skip-preview", "--stack", SHARD], project, env)
        change_one(project / "specs")
        cache = Path(env["XDG_CACHE_HOME"])
        shutil.rmtree(cache, ignore_errors=True)
        catalog_command = str(BIN / "catalog")
        touched = run([catalog_command, "stacks", "--changed-since", "HEAD"], project, env)
        by_hand = touched + run(["pulumi", "preview", "--stack", SHARD], project, env)
        shutil.rmtree(cache, ignore_errors=True)
        apply = [catalog_command, "apply", "--preview", "--changed-since", "HEAD"]
        return by_hand, run(apply, project, env)


def _git(project: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=project, check=True)
