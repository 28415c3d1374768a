"""A small specs folder to start from; a test changes only what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from .project import ROOT

DATABASE: dict[str, Any] = {
    "kind": "Database",
    "name": "sales",
    "physical_name": "sales_${environment}",
    "description": "Sales",
    "defaults": {"business": {"steward": "data@example.com"}},
}
TABLE: dict[str, Any] = {
    "kind": "Table",
    "database": "sales",
    "name": "orders",
    "storage": {"format": "parquet", "location": "s3://${lake}/sales/orders/"},
    "columns": [
        {"name": "order_id", "type": "string", "key": True, "nullable": False, "label": "Order"},
        {"name": "amount", "type": "decimal(15,2)", "measure": {"aggregation": "sum"}},
    ],
    "partitions": {"keys": [{"name": "dt", "type": "date"}, {"name": "contributor", "type": "string"}]},
}
PROJECT = f"""\
name: shop
runtime: python
plugins:
  providers:
    - name: aws
      path: {ROOT / "catalog" / "provider"}
"""
STACK = """\
config:
  aws:allowedAccountIds: ["123456789012"]
  catalog:environment: dev
  catalog:variables: {lake: my-lake}
"""


class _Plain(yaml.SafeDumper):
    """Without aliases: specs have none, also where a test names one object twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def write_project(
    root: Path,
    tables: Mapping[str, Any] | None = None,
    database: Mapping[str, Any] | None = None,
    stack: str = STACK,
) -> Path:
    """A project with one stack `dev`, one database `sales` and these tables (default: orders)."""
    (root / "Pulumi.yaml").write_text(PROJECT)
    (root / "Pulumi.dev.yaml").write_text(stack)
    folder = root / "catalog_specs" / "sales"
    folder.mkdir(parents=True)
    write_yaml(folder / "database.yaml", database or DATABASE)
    for name, data in (tables if tables is not None else {"orders": TABLE}).items():
        write_yaml(folder / f"{name}.yaml", data)
    return root


def table(**changed: Any) -> dict[str, Any]:
    """TABLE with these members in place of its own; None removes one."""
    return {k: v for k, v in {**TABLE, **changed}.items() if v is not None}


def context(**members: Any) -> dict[str, Any]:
    """A table of others whose context alone is managed, with these members."""
    return {"kind": "Table", "database": "sales", "name": "orders", "manage": "context", **members}


def write_yaml(file: Path, data: Any) -> None:
    """`data` as block YAML, or text as it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = (
        data if isinstance(data, str) else yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True)
    )
    file.write_text(text, encoding="utf-8")
