"""Every test of this folder runs the real engine; each gets a catalog and a stack of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.engine import Engine, catalog
from tests.support.specs import write_project


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks them all, so that `-m "not e2e"` leaves them out."""
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture
def endpoint() -> Iterator[str]:
    """The URL of an empty local catalog."""
    with catalog() as url:
        yield url


@pytest.fixture
def engine(tmp_path: Path, endpoint: str) -> Engine:
    """A stack over the example specs of tests/support, in a folder that the test may edit."""
    folder = tmp_path / "project"
    folder.mkdir()
    specs = write_project(folder) / "catalog_specs"
    return Engine(tmp_path, specs, endpoint)
