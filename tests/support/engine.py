"""The real engine on the project's own program, with specs, backend and catalog of a test's own."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
import yaml

from catalog.cli.commands import env as local_env
from catalog.engine.paths import program_folders

if TYPE_CHECKING:
    from mypy_boto3_glue.client import GlueClient

from tests.support import local_catalog
from tests.support.project import ROOT

STACK = "local"
STAMP = "datasphere-glue-catalog/local"
PASSWORDS = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "ap-southeast-5"}


@dataclass(frozen=True)
class Done:
    """How a command ended and what it printed, stdout and stderr together."""

    status: int
    output: str


def environment(folder: Path, endpoint: str) -> dict[str, str]:
    """That of a shell in which pulumi works on the catalog at `endpoint`, with its state below `folder`."""
    state, home = folder / "state", folder / "home"
    state.mkdir(exist_ok=True)
    (home / "plugins").mkdir(parents=True, exist_ok=True)
    (home / "logs").touch()
    place = local_env.LocalStack(endpoint, urlsplit(endpoint).port or 0, "ap-southeast-5")
    values = local_env.variables(home, state, place, os.environ, local_catalog.FOLDER)
    kept = {k: v for k, v in os.environ.items() if k not in values}
    path = os.pathsep.join([*program_folders(ROOT), os.environ["PATH"]])
    found = {k: v for k, v in values.items() if v is not None}
    return {**kept, **found, "PATH": path}


def ran(command: Sequence[str], cwd: Path, env: Mapping[str, str], *, check: bool) -> Done:
    """Runs a command; with `check`, a failure fails the test with what it printed."""
    done = subprocess.run(
        [*command],
        cwd=cwd,
        env={**env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert not check or done.returncode == 0, done.stdout
    return Done(done.returncode, done.stdout)


class Engine:
    """Runs pulumi on the project with a configuration file in `folder`, against the catalog at `endpoint`."""

    def __init__(self, folder: Path, specs: Path, endpoint: str, root: Path = ROOT) -> None:
        self.folder, self.specs, self.endpoint, self.root = folder, specs, endpoint, root
        self.config = folder / "Pulumi.test.yaml"
        self.configure()
        self.env = environment(self.folder, self.endpoint)
        self.run("stack", "init", STACK, check=True)

    def configure(self, **changed: Any) -> None:
        """Writes the stack's configuration: that of `local`, with this test's catalog and specs."""
        stack = yaml.safe_load((ROOT / "Pulumi.local.yaml").read_text())
        endpoints = [{"glue": self.endpoint, "sts": self.endpoint}]
        stack["config"] |= {"aws:endpoints": endpoints, "catalog:specs": str(self.specs), **changed}
        self.config.write_text(yaml.safe_dump(stack))

    def command(self, *words: str) -> list[str]:
        """The whole command line of `pulumi WORDS` for this stack."""
        stack = [] if words[0] == "stack" else ["--stack", STACK]
        config = [] if words[0] in ("stack", "cancel", "state") else ["--config-file", str(self.config)]
        return ["pulumi", *words, *stack, *config, "--non-interactive", "--color=never"]

    def run(self, *words: str, check: bool = False) -> Done:
        """Runs pulumi; with `check`, a failure fails the test with what it printed."""
        return ran(self.command(*words), self.root, self.env, check=check)

    def up(self, *words: str) -> str:
        """`pulumi up`, which must succeed."""
        return self.run("up", "--yes", "--skip-preview", *words, check=True).output

    def preview(self, *words: str) -> str:
        """`pulumi preview`, which must succeed."""
        return self.run("preview", *words, check=True).output

    def destroy(self) -> str:
        """`pulumi destroy`, which must succeed."""
        return self.run("destroy", "--yes", "--skip-preview", check=True).output

    def state(self) -> list[dict[str, Any]]:
        """The resources in the stack's state."""
        exported = subprocess.run(
            ["pulumi", "stack", "export", "--stack", STACK],
            cwd=self.root,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        resources: list[dict[str, Any]] = json.loads(exported)["deployment"].get("resources", [])
        return resources


class OwnProgram(Engine):
    """A Pulumi program of somebody's own in `folder`, with this project's plugin and packages."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        self.program = folder / "program"
        self.program.mkdir()
        plugin = {"providers": [{"name": "aws", "path": str(ROOT / "catalog" / "provider")}]}
        project = {"name": "shop", "runtime": "python", "plugins": plugin}
        (self.program / "Pulumi.yaml").write_text(yaml.safe_dump(project))
        super().__init__(folder, self.program, endpoint, self.program)

    def write(self, text: str) -> None:
        """Makes this the program."""
        (self.program / "__main__.py").write_text(text)


WRITES = re.compile("(Batch)?(Create|Update|Delete)")


def writes(endpoint: str) -> dict[str, int]:
    """How many requests that write the catalog at `endpoint` was sent, by operation."""
    calls: dict[str, int] = local_catalog.health(endpoint)["calls"]
    return {name: count for name, count in calls.items() if WRITES.match(name)}


def fault(endpoint: str, **asked: Any) -> None:
    """Asks the catalog at `endpoint` for a fault (see local.faults); without one, for none any more."""
    local_catalog.fault(endpoint, **asked)


def glue(endpoint: str) -> GlueClient:
    """A Glue client of the catalog at `endpoint`, as another tool would have one."""
    return boto3.client("glue", endpoint_url=endpoint, **PASSWORDS)  # type: ignore[call-overload,no-any-return]


def tables(client: GlueClient) -> dict[str, dict[str, Any]]:
    """Every table in Glue by `<database>.<table>`."""
    found: dict[str, dict[str, Any]] = {}
    for database in client.get_databases()["DatabaseList"]:
        for page in client.get_paginator("get_tables").paginate(DatabaseName=database["Name"]):
            found |= {f"{t['DatabaseName']}.{t['Name']}": dict(t) for t in page["TableList"]}
    return found


@contextmanager
def catalog() -> Iterator[str]:
    """A local catalog of the test's own; gives its URL."""
    with local_catalog.running() as url:
        yield url
