"""The project that `make demo` works on: a copy of the examples in `.catalog/demo`, with files of its own.

Takes the checkout; gives a folder with exports, business context, stack `local` and program. Reads nothing
of the checkout but `examples/`: the specs, rules and stacks there are the team's. Never imports or applies.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from catalog.cli.stacks.local_port import VARIABLE
from catalog.files import limits
from catalog.files.errors import RefusedFileError
from catalog.files.folder import Folder
from catalog.files.kinds import Kind
from catalog.files.paths import open_folder
from catalog.local.service.control import DEFAULT_PORT

from .project import PROJECT_FILE, UsageError

FOLDER = Path(".catalog") / "demo"  # git-ignored
SPECS, EXPORTS = "catalog_specs", "exports"
STACK_FILE = "Pulumi.local.yaml"
COPIED = {"examples/exports": EXPORTS, "examples/context.yaml": "catalog_context.yaml"}
ADDED = "examples/partitions"  # what a person would add to the end of a spec
LINKED = (".venv", ".tools")  # what former releases linked there: a link may be anybody's

PROJECT = """\
name: datasphere-glue-catalog-demo
description: The examples on a catalog of this machine; make demo makes it, make demo-stop removes it
runtime:
  name: python
  options:
    virtualenv: ../../.venv
plugins:
  providers:
    - name: aws
      path: ../../catalog/provider
"""
PROGRAM = """\
import sys

sys.path.append(sys.path.pop(0))  # this folder comes last: packages are those that are installed

import pulumi

from catalog.program.program import main

pulumi.run(main)
"""
STACK = """\
config:
  aws:region: ap-southeast-5
  aws:accessKey: test
  aws:secretKey: test
  aws:allowedAccountIds:
    - "123456789012"
  aws:endpoints:
    - glue: http://127.0.0.1:{port}
      sts: http://127.0.0.1:{port}
  aws:skipCredentialsValidation: "true"
  aws:skipMetadataApiCheck: "true"
  aws:skipRegionValidation: "true"
  catalog:environment: local
  catalog:variables:
    lake: local-lake
# For an empty passphrase, as this stack holds no secret.
encryptionsalt: v1:MqsG+r2UDlE=:v1:Aa8pyMQgIZppGIlU:82xHVcoQ7asefe254eYxeh02qc4Rdg==
"""


def make(root: Path, port: int) -> Path:
    """Makes the copy, or brings it up to date: specs that people edited there stay as they are.

    Raises UsageError where the examples are missing, OSError where a link stands or nothing can be written.
    """
    with open_folder(root) as project:
        missing = [name for name in (*COPIED, ADDED) if project.kind(name) is None]
        if missing:
            raise UsageError(f"{root / missing[0]} is missing: the demo is made of the project's examples")
        with project.folder(FOLDER.as_posix(), make=True) as folder:
            for source, name in COPIED.items():
                _copy(project, source, folder, name)
            for name in LINKED:
                if folder.kind(name) is Kind.LINK:
                    (folder.path / name).unlink()
            for name, text in ((PROJECT_FILE, PROJECT), ("__main__.py", PROGRAM), (STACK_FILE, STACK)):
                folder.write(name, text.replace("{port}", str(port)).encode("utf-8"))
    return root / FOLDER


def add_partitions(root: Path) -> list[str]:
    """Adds the partitions, which no export names, to the imported specs; the names of specs that had none."""
    changed = []
    with open_folder(root / ADDED) as additions, open_folder(root / FOLDER / SPECS) as specs:
        for name in sorted(name for name, _ in additions.walk()):
            if not name.endswith(".yaml") or specs.kind(name) is None:
                continue  # somebody renamed it in the copy
            text = specs.read(name, limits.SPEC)
            if not re.search(rb"(?m)^partitions:", text):
                specs.write(name, text + additions.read(name, limits.SPEC))
                changed.append(name)
    return changed


def remove(root: Path) -> None:
    """Removes the copy with all that runs left in it. Raises OSError, also where its folder is a link."""
    with open_folder(root) as project, project.folder(FOLDER.parent.as_posix()) as holder:
        if holder.kind(FOLDER.name) is not Kind.FOLDER:
            raise RefusedFileError(root / FOLDER, "it is no folder of the demo's own: remove it yourself")
        shutil.rmtree(holder.path / FOLDER.name)


def wanted_port(env: Mapping[str, str]) -> int:
    """The port that the environment asks for, else the usual one."""
    asked = env.get(VARIABLE, "")
    return int(asked) if asked.isdecimal() and 0 < int(asked) < 65536 else DEFAULT_PORT


def _copy(project: Folder, source: str, target: Folder, name: str) -> None:
    """The file or folder as it is now; what else is in the target is removed."""
    if project.kind(source) is Kind.FILE:
        target.write(name, project.read(source, limits.EXPORT))
        return
    with project.folder(source) as examples, target.folder(name, make=True) as copy:
        there = {name for name, _ in examples.walk()}
        for each in there:
            copy.write(each, examples.read(each, limits.EXPORT))
        for each in [name for name, _ in copy.walk() if name not in there]:
            copy.remove(each)
