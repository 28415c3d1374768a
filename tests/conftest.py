"""For all tests: the profile of property tests, which tests a soak alone runs, the plugin's fixtures by name.

Property tests have no time limit, since machines differ. Their examples are the same in each run, so that
`make test` fails for a change and not by chance; a soak takes many and new ones.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from catalog.engine import cache
from catalog.files import user_cache
from catalog.language.stacks.run_date import VARIABLE as DAY
from tests.support.sizes import FACTOR

pytest_plugins = ["tests.support.provider.fixtures"]

# What runs keep in the user's cache is kept elsewhere in tests, but for engines that were built.
CACHE = Path(tempfile.mkdtemp(prefix="catalog-tests-"))
if (engines := cache.location(os.environ)) and engines.is_dir():
    (CACHE / user_cache.NAME).mkdir(mode=0o700)
    (CACHE / user_cache.NAME / "engine").symlink_to(engines.resolve())
os.environ["XDG_CACHE_HOME"] = str(CACHE)


os.environ.pop(DAY, None)  # no test is about the day of whoever runs it


def pytest_runtest_teardown() -> None:
    """A command that ran in this process with --date has set its day."""
    os.environ.pop(DAY, None)


def pytest_sessionfinish() -> None:
    """Removes that folder."""
    shutil.rmtree(CACHE, ignore_errors=True)


settings.register_profile("project", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=settings.default.max_examples * FACTOR)
settings.load_profile("project" if FACTOR == 1 else "soak")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what takes long unless `-m` names it."""
    if "soak" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("soak")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
