"""A local catalog in a thread and clients for it; each test has a database of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from mypy_boto3_glue import GlueClient

from tests.local.support import glue_client
from tests.support.local_catalog import running

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    with running(index_delay=0) as address:
        yield address


@pytest.fixture(scope="session")
def glue(url: str) -> GlueClient:
    return glue_client(url)


@pytest.fixture
def database(glue: GlueClient) -> str:
    name = f"db_{next(_numbers)}"
    glue.create_database(DatabaseInput={"Name": name})
    return name
