"""How much memory the engine may take before it collects garbage."""

from __future__ import annotations

import pytest

from catalog.engine.tuning import ENGINE, GIB, installed_memory, memory_limit


@pytest.mark.parametrize(
    ("gigabytes", "limit"), [(0, "2GiB"), (4, "2GiB"), (8, "2GiB"), (16, "4GiB"), (24, "6GiB"), (256, "8GiB")]
)
def test_a_quarter_of_the_machine_is_the_limit(gigabytes: int, limit: str) -> None:
    assert memory_limit(gigabytes * GIB) == limit


def test_this_machine_has_memory_and_a_limit() -> None:
    assert installed_memory() > GIB // 2
    assert ENGINE["GOMEMLIMIT"] == memory_limit(installed_memory())
