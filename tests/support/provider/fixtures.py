"""A plugin that talks to a local catalog in a thread; each test has a database name of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from mypy_boto3_glue import GlueClient

from tests.support.local_catalog import running
from tests.support.provider.harness import Plugin, RecordedLog, another_run

_numbers = itertools.count(1)
INDEX_DELAY = 0.1  # seconds that the local catalog builds an index

SETTINGS: dict[str, Any] = {"region": "us-east-1", "accessKey": "testing", "secretKey": "testing"}


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    with running(index_delay=INDEX_DELAY) as address:
        yield address


@pytest.fixture(scope="session")
def glue(url: str) -> GlueClient:
    return boto3.client(
        "glue", endpoint_url=url, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )


@pytest.fixture
def settings(url: str) -> dict[str, Any]:
    return {**SETTINGS, "endpoints": [{"glue": url, "sts": url}]}


@pytest.fixture(autouse=True)
def known_lines() -> Iterator[None]:
    """Whatever a plugin tells about an object has a form that the command knows."""
    RecordedLog.unknown.clear()
    yield
    assert RecordedLog.unknown == [], "lines without a form in catalog/language/changes/forms.py"


@pytest.fixture
def plugin(settings: dict[str, Any]) -> Plugin:
    return another_run(settings)


@pytest.fixture
def name() -> str:
    """A database name that no other test uses."""
    return f"db_{next(_numbers)}"


@pytest.fixture
def database(glue: GlueClient, name: str) -> str:
    """A database that exists."""
    glue.create_database(DatabaseInput={"Name": name})
    return name
