"""A project of several stacks over one catalog, as a user has it: its own folder, with Git and backend."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.support import local_catalog
from tests.support.engine import Done, environment, ran
from tests.support.project import ROOT
from tests.support.specs import DATABASE, table, write_yaml

PROJECT = "datasphere-glue-catalog"
IDENTITY = ["-c", "user.name=a", "-c", "user.email=a@example.com"]


class Sharded:
    """Databases over stacks that share the local catalog at `endpoint`; runs `catalog` and `pulumi` there."""

    def __init__(self, folder: Path, endpoint: str, shards: Mapping[str, Sequence[str]]) -> None:
        self.root, self.endpoint = folder / "project", endpoint
        self.specs = self.root / "catalog_specs"
        self.root.mkdir()
        self._write_project()
        for name in sorted({database for held in shards.values() for database in held}):
            self.database(name)
        for stack, held in shards.items():
            self.stack(stack, held)
        self.env = environment(folder, endpoint)
        self.git("init", "-q")
        self.commit()

    def _write_project(self) -> None:
        project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
        project["runtime"]["options"]["virtualenv"] = str(ROOT / ".venv")
        project["plugins"]["providers"][0]["path"] = str(ROOT / "catalog" / "provider")
        write_yaml(self.root / "Pulumi.yaml", project)
        shutil.copy(ROOT / "__main__.py", self.root)
        (self.root / ".gitignore").write_text(".catalog\n")

    def database(self, name: str, tables: int = 1, **more: Any) -> None:
        """The database `name` with tables `orders`, `orders1`, ..., each with members of its own."""
        folder = self.specs / name
        write_yaml(
            folder / "database.yaml", {**DATABASE, "name": name, "physical_name": f"{name}_${{environment}}"}
        )
        for number in range(tables):
            wanted = f"orders{number or ''}"
            storage = {"format": "parquet", "location": f"s3://${{lake}}/{name}/{wanted}/"}
            write_yaml(folder / f"{wanted}.yaml", table(database=name, name=wanted, storage=storage, **more))

    def stack(self, name: str, databases: Sequence[str], **more: Any) -> None:
        """The stack's file: that of `local`, with this catalog and these databases."""
        settings = yaml.safe_load((ROOT / "Pulumi.local.yaml").read_text())
        settings["config"] |= {
            "aws:endpoints": [{"glue": self.endpoint, "sts": self.endpoint}],
            "catalog:select": list(databases),
            **more,
        }
        write_yaml(self.root / f"Pulumi.{name}.yaml", settings)

    def git(self, *words: str) -> None:
        """Runs git in the project."""
        subprocess.run(["git", *IDENTITY, *words], cwd=self.root, check=True, capture_output=True)

    def commit(self) -> None:
        """Commits all that is there."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "state")

    def popen(self, *words: str) -> subprocess.Popen[str]:
        """Starts `catalog WORDS` in the project."""
        return subprocess.Popen(
            [sys.executable, "-m", "catalog.cli.main", *words],
            cwd=self.root,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def catalog(self, *words: str, status: int = 0) -> str:
        """`catalog WORDS`, which must end with this status; what it printed, stdout and stderr together."""
        process = self.popen(*words)
        output = process.communicate()[0]
        assert process.returncode == status, output
        return output

    def pulumi(self, *words: str, check: bool = True) -> Done:
        """`pulumi WORDS` in the project."""
        command = ["pulumi", *words, "--non-interactive", "--color=never"]
        return ran(command, self.root, self.env, check=check)

    def state(self, stack: str) -> dict[str, dict[str, Any]]:
        """The Glue objects in a stack's state, by type and name (`CatalogTable sales.orders`)."""
        file = self.backend / "stacks" / PROJECT / f"{stack}.json"
        latest = json.loads(file.read_text())["checkpoint"]["latest"] or {}
        found = latest.get("resources", [])
        return {
            f"{r['type'].rsplit(':', 1)[-1]} {r['urn'].rsplit('::', 1)[-1]}": r
            for r in found
            if r["type"].startswith("aws:")
        }

    @property
    def backend(self) -> Path:
        """The folder of states and locks."""
        return self.root.parent / "state" / ".pulumi"

    def locks(self) -> list[str]:
        """What holds a lock."""
        return [p.name for p in (self.backend / "locks").rglob("*.json")]

    def fault(self, **asked: Any) -> None:
        """Asks the local catalog for a fault; without one, for none any more."""
        local_catalog.fault(self.endpoint, **asked)
