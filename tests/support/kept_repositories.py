"""Repositories as released versions made them, with a stack of theirs: tests/fixtures/repositories.

`.venv/bin/python -m tests.support.kept_repositories` keeps one of this version; those of former versions are
never made anew.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
import sysconfig
import tarfile
import tempfile
import venv
from pathlib import Path
from typing import Any

from catalog.cli.main import main
from catalog.repository.origin import origin
from tests.support import local_catalog
from tests.support.engine import Engine, glue
from tests.support.project import ROOT

KEPT = ROOT / "tests" / "fixtures" / "repositories"
PROJECT = "demo"
FILES, STATE, GLUE = "files.tar.gz", "state.json.gz", "glue.json.gz"
ENDPOINT = "@endpoint@"  # stands for the local catalog's URL
MADE_BY_RUNS = {".venv", ".catalog", ".tools", "__pycache__"}


def versions() -> list[str]:
    """The versions that there is a repository of."""
    return sorted(folder.name for folder in KEPT.iterdir() if folder.is_dir())


def unpacked(version: str, folder: Path) -> Path:
    """A kept repository that a test may work on; its `.venv` has this checkout's packages."""
    with tarfile.open(KEPT / version / FILES) as archive:
        archive.extractall(folder / PROJECT, filter="data")
    with_packages(folder / PROJECT)
    return folder / PROJECT


def with_packages(root: Path) -> None:
    """Makes `.venv` of a repository, by which it finds what this environment has."""
    venv.create(root / ".venv", with_pip=False)
    (packages,) = (root / ".venv").glob("lib/python*/site-packages")
    lines = (sysconfig.get_path("purelib"), "import datasphere_glue_catalog_checkout")
    (packages / "this_environment.pth").write_text("\n".join(lines) + "\n")


def read(version: str, name: str) -> str:
    """The text of a kept file."""
    return gzip.decompress((KEPT / version / name).read_bytes()).decode("utf-8")


def state_file(engine: Engine) -> Path:
    """Where the engine's backend keeps the state of the repository's stack."""
    backend = Path(engine.env["PULUMI_BACKEND_URL"].removeprefix("file://"))
    return backend / ".pulumi" / "stacks" / PROJECT / "local.json"


def keep() -> Path:
    """Makes a repository with the example, applies it to a local catalog and keeps all three."""
    target = KEPT / origin().version
    with tempfile.TemporaryDirectory() as name, local_catalog.running() as endpoint:
        folder = Path(name)
        root = folder / PROJECT
        assert main(["init", str(root), "--example", "--yes", "--index"]) == 0
        files = _packed(root)
        with_packages(root)
        engine = Engine(folder, root / "catalog_specs", endpoint, root)
        engine.up()
        state = state_file(engine).read_text("utf-8")
        assert str(folder) not in _without_sources(state), "the state names a folder of this machine"
        target.mkdir(parents=True, exist_ok=True)
        (target / FILES).write_bytes(files)
        _write(target / STATE, _without_sources(state).replace(endpoint, ENDPOINT))
        _write(target / GLUE, json.dumps(contents(endpoint)))
    return target


def _packed(root: Path) -> bytes:
    """The repository's files as an archive that says nothing of this machine."""
    out = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root)
            if path.is_file() and MADE_BY_RUNS.isdisjoint(inside.parts):
                info = tarfile.TarInfo(inside.as_posix())
                info.size, info.mode = path.stat().st_size, 0o755 if path.stat().st_mode & 0o100 else 0o644
                archive.addfile(info, io.BytesIO(path.read_bytes()))
    return out.getvalue()


def _without_sources(state: str) -> str:
    """The state without the places in programs that resources come from."""
    document = json.loads(state)
    for resource in document["checkpoint"]["latest"]["resources"]:
        resource.pop("sourcePosition", None)
        resource.pop("stackTrace", None)
    return json.dumps(document)


def _write(file: Path, text: str) -> None:
    file.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))


def contents(endpoint: str) -> list[dict[str, Any]]:
    """What Glue holds, as the inputs of the calls that make it."""
    client = glue(endpoint)
    return [
        {
            "DatabaseInput": _input(client, "CreateDatabase", "DatabaseInput", database),
            "Tables": [
                _table(client, database["Name"], table)
                for page in client.get_paginator("get_tables").paginate(DatabaseName=database["Name"])
                for table in page["TableList"]
            ],
        }
        for page in client.get_paginator("get_databases").paginate()
        for database in page["DatabaseList"]
    ]


def _table(client: Any, database: str, table: dict[str, Any]) -> dict[str, Any]:
    named = {"DatabaseName": database, "TableName": table["Name"]}
    indexes = client.get_partition_indexes(**named)["PartitionIndexDescriptorList"]
    partitions = [
        _input(client, "CreatePartition", "PartitionInput", partition)
        for page in client.get_paginator("get_partitions").paginate(**named)
        for partition in page["Partitions"]
    ]
    return {
        "TableInput": _input(client, "CreateTable", "TableInput", table),
        "PartitionIndexes": [
            {"IndexName": each["IndexName"], "Keys": [key["Name"] for key in each["Keys"]]}
            for each in indexes
        ],
        "PartitionInputs": json.loads(json.dumps(partitions, default=str)),
    }


def _input(client: Any, operation: str, name: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Of an answer what the input of a call takes."""
    members = client.meta.service_model.operation_model(operation).input_shape.members[name].members
    taken = {key: value for key, value in answer.items() if key in members}
    return json.loads(json.dumps(taken, default=str))  # type: ignore[no-any-return]


if __name__ == "__main__":
    sys.stdout.write(f"kept in {keep()}\n")
