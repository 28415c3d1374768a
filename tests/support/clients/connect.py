"""Each client pointed at a local catalog and an object store, by the settings that its own users have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import awswrangler as wr
import boto3
from pyiceberg.catalog.glue import GlueCatalog

from tests.support.engine import PASSWORDS

from .object_store import ObjectStore

AWS = Path(sys.executable).parent / "aws"
KEY, SECRET, REGION = (
    PASSWORDS[name] for name in ("aws_access_key_id", "aws_secret_access_key", "region_name")
)
NO_FILES = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


@contextmanager
def wrangler(store: ObjectStore, endpoint: str) -> Iterator[boto3.Session]:
    """awswrangler set to both; gives the session that its functions take."""
    wr.config.s3_endpoint_url = store.url
    wr.config.glue_endpoint_url = endpoint
    wr.config.sts_endpoint_url = endpoint
    try:
        yield boto3.Session(**PASSWORDS)
    finally:
        wr.config.reset()


def iceberg(store: ObjectStore, endpoint: str) -> GlueCatalog:
    """pyiceberg's catalog over Glue."""
    return GlueCatalog(
        "glue",
        **{
            "glue.endpoint": endpoint,
            "glue.region": REGION,
            "glue.access-key-id": KEY,
            "glue.secret-access-key": SECRET,
            "s3.endpoint": store.url,
            "s3.region": REGION,
            "s3.access-key-id": KEY,
            "s3.secret-access-key": SECRET,
        },
    )


class AwsCli:
    """The AWS CLI, `aws glue OPERATION`, on the catalog at `endpoint`, without this user's own settings."""

    def __init__(self, endpoint: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        keys = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_DEFAULT_REGION": REGION}
        self.env = {**kept, **keys, **NO_FILES, "AWS_ENDPOINT_URL": endpoint, "AWS_PAGER": ""}

    def glue(self, operation: str, *words: str, **asked: Any) -> Any:
        """Its answer. `asked` are the request's members, handed over as `--cli-input-json`."""
        given = ["--cli-input-json", json.dumps(asked)] if asked else []
        done = subprocess.run(
            [AWS, "glue", operation, *words, *given, "--output", "json"],
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "null")
