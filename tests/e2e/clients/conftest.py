"""Each test has a bucket of its own; S3 is one server for all tests of a process."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from tests.support.clients import object_store
from tests.support.clients.object_store import ObjectStore


@pytest.fixture(scope="session")
def store() -> Iterator[ObjectStore]:
    """S3 on this machine."""
    with object_store.running() as found:
        yield found


@pytest.fixture
def bucket(store: ObjectStore) -> str:
    """The name of an empty bucket."""
    name = f"lake-{uuid.uuid4().hex[:12]}"
    store.make_bucket(name)
    return name
