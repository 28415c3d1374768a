"""The same objects kept with Terraform, where it is installed: what a platform team would have else.

The configuration is made of what Glue returns after our own run, so both declare the same, against a local
catalog of the same kind. Terraform's AWS provider comes from where `terraform init` finds it;
TERRAFORM_PLUGINS names a folder of unpacked plugins for machines without a way to it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from .direct import Tables
from .local_catalog import catalog, session_token
from .measure import Measured, best, run

PLUGINS = "TERRAFORM_PLUGINS"
# 1,000 tables of 20 columns with 2 parameters each; Terraform 1.11, aws 5.100, 2 cores.
RECORDED: Mapping[str, Measured] = {
    "up from empty": Measured(110.5),
    "preview, no change": Measured(20.7),
    "preview with refresh": Measured(31.0),
    "up, one table changed": Measured(35.4),
    "destroy": Measured(190.9),
}
RECORDED_PARTITIONS = Measured(88)  # 1,000 from empty


def tables(
    folder: Path, wanted: Tables, prepare: Callable[[str], None] = lambda endpoint: None
) -> dict[str, Measured] | None:
    """Apply to destroy of these tables, in a catalog that `prepare` set up; None without Terraform."""
    with catalog() as endpoint:
        prepare(endpoint)
        terraform = ready(folder, endpoint)
        if terraform is None:
            return None
        terraform.declare(_tables(wanted))
        found = {"up from empty": terraform.apply()}
        found["preview, no change"] = best(2, lambda: terraform.plan("-refresh=false"))
        found["preview with refresh"] = best(2, terraform.plan)
        terraform.declare(_tables(_one_changed(wanted)))
        found["up, one table changed"] = terraform.apply()
        found["destroy"] = terraform.do("destroy", "-auto-approve", "-input=false")
        return found


def partitions(
    folder: Path, endpoint: str, where: Mapping[str, str], columns: Any, rows: Sequence[Sequence[str]]
) -> Measured | None:
    """These partitions of a table that is there, from empty; None where Terraform is not to be had."""
    terraform = ready(folder, endpoint)
    if terraform is None:
        return None
    terraform.declare(_partitions(where, columns, rows))
    return terraform.apply()


class Terraform:
    """One folder with a configuration, initialised."""

    def __init__(self, folder: Path, program: str, endpoint: str) -> None:
        self.folder = folder
        self.program = program
        self.head = _head(endpoint)
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("AWS_")},
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
        }

    def do(self, *words: str) -> Measured:
        """One command, timed."""
        return run([self.program, *words, "-no-color"], self.folder, self.env)

    def apply(self) -> Measured:
        """Makes it so."""
        return self.do("apply", "-auto-approve", "-input=false")

    def plan(self, *words: str) -> Measured:
        """A plan that finds no change; else the benchmark ends."""
        return self.do("plan", "-detailed-exitcode", "-input=false", *words)

    def declare(self, resources: Mapping[str, Any]) -> None:
        """Writes the configuration."""
        document = json.dumps(self.head | ({"resource": resources} if resources else {}), indent=1)
        (self.folder / "main.tf.json").write_text(document, encoding="utf-8")


def ready(folder: Path, endpoint: str) -> Terraform | None:
    """Terraform, initialised in a new folder; None, and on stderr why, where it is not to be had."""
    program = shutil.which("terraform")
    if program is None:
        return _missing("no terraform on PATH")
    folder.mkdir()
    terraform = Terraform(folder, program, endpoint)
    terraform.declare({})
    plugins = os.environ.get(PLUGINS)
    more = [f"-plugin-dir={plugins}"] if plugins else []
    done = subprocess.run(
        [program, "init", "-no-color", "-input=false", *more],
        cwd=folder,
        env=terraform.env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        text = " ".join(done.stderr.translate(dict.fromkeys(map(ord, "│╷╵"))).split())
        return _missing(f"terraform init failed ({PLUGINS} may name a folder of its plugins): {text[:300]}")
    return terraform


@cache
def _missing(reason: str) -> None:
    print(f"without Terraform: {reason}", file=sys.stderr)


def version(folder: Path) -> str:
    """Such as `Terraform 1.11.4, aws 5.100.0`; empty where it is not to be had."""
    terraform = ready(folder, "http://127.0.0.1:1")
    if terraform is None:
        return ""
    command = [terraform.program, "version", "-json"]
    answer = subprocess.run(command, cwd=folder, env=terraform.env, capture_output=True, check=True)
    version = json.loads(answer.stdout)
    plugins = [f"{name.rpartition('/')[2]} {v}" for name, v in version["provider_selections"].items()]
    return ", ".join([f"Terraform {version['terraform_version']}", *plugins])


def _one_changed(wanted: Tables) -> Tables:
    database, (first, *others) = next(iter(wanted.items()))
    return {**wanted, database: [{**first, "Description": "changed"}, *others]}


def _tables(wanted: Tables) -> dict[str, Any]:
    made = {f"{name}-{t['Name']}": _table(name, t) for name, inputs in wanted.items() for t in inputs}
    databases = {name: {"name": name} for name in wanted}
    return {"aws_glue_catalog_database": databases, "aws_glue_catalog_table": made}


def _partitions(where: Mapping[str, str], columns: Any, rows: Iterable[Sequence[str]]) -> dict[str, Any]:
    made = {
        f"p{n}": {
            "database_name": where["DatabaseName"],
            "table_name": where["TableName"],
            "partition_values": list(row),
            "storage_descriptor": {
                "location": f"s3://lake/events/dt={row[0]}/contributor={row[1]}/",
                "columns": [_column(c) for c in columns],
            },
        }
        for n, row in enumerate(rows)
    }
    return {"aws_glue_partition": made}


def _table(database: str, table: Mapping[str, Any]) -> dict[str, Any]:
    descriptor = table["StorageDescriptor"]
    serde = descriptor["SerdeInfo"]
    return {
        "database_name": f"${{aws_glue_catalog_database.{database}.name}}",
        "name": table["Name"],
        "description": table.get("Description", ""),
        "table_type": table["TableType"],
        "parameters": table["Parameters"],
        "partition_keys": [_column(c) for c in table.get("PartitionKeys", ())],
        "storage_descriptor": {
            "location": descriptor["Location"],
            "input_format": descriptor["InputFormat"],
            "output_format": descriptor["OutputFormat"],
            "ser_de_info": {
                "serialization_library": serde["SerializationLibrary"],
                "parameters": serde.get("Parameters", {}),
            },
            "columns": [_column(c) for c in descriptor["Columns"]],
        },
    }


def _column(column: Mapping[str, Any]) -> dict[str, Any]:
    names = {"Name": "name", "Type": "type", "Comment": "comment", "Parameters": "parameters"}
    return {names[k]: v for k, v in column.items()}


def _head(endpoint: str) -> dict[str, Any]:
    provider = {
        "region": "ap-southeast-5",
        "access_key": "test",
        "secret_key": "test",
        "token": session_token(endpoint),
        "skip_credentials_validation": True,
        "skip_metadata_api_check": True,
        "skip_region_validation": True,
        "endpoints": [{"glue": endpoint, "sts": endpoint}],
    }
    return {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": provider},
    }
