"""S3 on this machine for clients that write files: Moto's server in a process of its own, on 127.0.0.1.

Apart from the tests' process, which holds the local catalog, another part of Moto, in a thread.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3

from tests.support.engine import PASSWORDS

_SERVE = """
import logging, sys
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print("http://%s:%d" % server.get_host_and_port(), flush=True)
sys.stdin.read()  # until the tests' process closes it, also by its end
server.stop()
"""


@dataclass(frozen=True)
class ObjectStore:
    """The server at `url`, which lets everybody in."""

    url: str

    @cached_property
    def client(self) -> Any:
        """An S3 client of it."""
        return boto3.client("s3", endpoint_url=self.url, **PASSWORDS)

    def make_bucket(self, name: str) -> None:
        """An empty bucket."""
        where = {"LocationConstraint": PASSWORDS["region_name"]}
        self.client.create_bucket(Bucket=name, CreateBucketConfiguration=where)

    def copy_to(self, folder: Path, bucket: str) -> None:
        """The bucket's objects as files, `folder/bucket/key`; earlier ones that are gone go there too."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        keys = {one["Key"] for page in pages for one in page.get("Contents", ())}
        for file in (folder / bucket).rglob("*"):
            if file.is_file() and file.relative_to(folder / bucket).as_posix() not in keys:
                file.unlink()
        for key in keys:
            file = folder / bucket / key
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self.client.get_object(Bucket=bucket, Key=key)["Body"].read())


@contextmanager
def running() -> Iterator[ObjectStore]:
    """An empty one for as long as the context lasts."""
    command = [sys.executable, "-P", "-c", _SERVE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            url = next((line for line in process.stdout if line.startswith("http:")), "")
            assert url, f"the S3 server ended with {process.wait()}"
            yield ObjectStore(url.strip())
        finally:
            process.stdin.close()
            process.terminate()
