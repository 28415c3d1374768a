"""The baseline: the same Glue calls with boto3 alone, as many at once as the provider makes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from .local_catalog import session_token
from .measure import Measured

if TYPE_CHECKING:
    from mypy_boto3_glue.client import GlueClient

THREADS = 4 * (os.cpu_count() or 1)  # as many as the engine has under way at once
BATCH = 100  # BatchDeleteTable
Tables = dict[str, list[dict[str, Any]]]  # TableInputs by database
READ_ONLY = frozenset(
    {
        "DatabaseName",
        "CreateTime",
        "UpdateTime",
        "CreatedBy",
        "IsRegisteredWithLakeFormation",
        "CatalogId",
        "VersionId",
    }
)


def client(endpoint: str) -> GlueClient:
    """A Glue client of the local catalog."""
    return boto3.client(
        "glue",
        endpoint_url=endpoint,
        region_name="ap-southeast-5",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        aws_session_token=session_token(endpoint),
        config=Config(max_pool_connections=THREADS, retries={"max_attempts": 1}),
    )


def read_all(glue: GlueClient) -> Tables:
    """Every table as a TableInput, by database."""
    found: Tables = {}
    for page in glue.get_paginator("get_databases").paginate():
        for database in page["DatabaseList"]:
            pages = glue.get_paginator("get_tables").paginate(DatabaseName=database["Name"])
            tables: list[Any] = [t for p in pages for t in p["TableList"]]
            found[database["Name"]] = [{k: v for k, v in t.items() if k not in READ_ONLY} for t in tables]
    return found


def create(glue: GlueClient, tables: Tables) -> None:
    """CreateDatabase and CreateTable for all."""
    _all(lambda name: glue.create_database(DatabaseInput={"Name": name}), tables)
    pairs = [(d, t) for d, inputs in tables.items() for t in inputs]
    _all(lambda p: glue.create_table(DatabaseName=p[0], TableInput=p[1]), pairs)


def delete(glue: GlueClient, tables: Tables) -> None:
    """BatchDeleteTable for all, then DeleteDatabase."""
    batches = [
        (d, [t["Name"] for t in inputs[at : at + BATCH]])
        for d, inputs in tables.items()
        for at in range(0, len(inputs), BATCH)
    ]
    _all(lambda b: glue.batch_delete_table(DatabaseName=b[0], TablesToDelete=b[1]), batches)
    _all(lambda name: glue.delete_database(Name=name), tables)


def read_each(glue: GlueClient, tables: Tables) -> None:
    """GetTable for each, as a refresh does."""
    pairs = [(d, t["Name"]) for d, inputs in tables.items() for t in inputs]
    _all(lambda p: glue.get_table(DatabaseName=p[0], Name=p[1]), pairs)


def update_one(glue: GlueClient, tables: Tables) -> None:
    """GetTable and UpdateTable of one."""
    database, inputs = next(iter(tables.items()))
    glue.get_table(DatabaseName=database, Name=inputs[0]["Name"])
    glue.update_table(DatabaseName=database, TableInput=inputs[0])  # type: ignore[arg-type]


def timed(work: Callable[..., Any], *arguments: Any) -> Measured:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work(*arguments)
    return Measured(time.perf_counter() - start)


def _all(work: Callable[[Any], Any], items: Iterable[Any]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, items))
