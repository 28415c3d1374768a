"""Coalescer: what arrives during a call goes out together, nothing is lost, errors reach each."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.aws.calls.batching import Coalescer
from tests.support.sizes import example_count

KEY = "one"


class Calls:
    """A `send` that writes down its batches and holds the first one until told."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.first_is_out = threading.Event()
        self.release = threading.Event()

    def __call__(self, key: str, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        self.first_is_out.set()
        assert self.release.wait(10)
        return [item * 2 for item in items]


def _queued(coalescer: Coalescer[str, int, int], number: int) -> bool:
    return len(coalescer._waiting[KEY]) == number


def test_a_lone_request_goes_out_at_once() -> None:
    calls = Calls()
    calls.release.set()
    coalescer = Coalescer(calls, cap=10)
    assert [coalescer(KEY, 1), coalescer(KEY, 2)] == [2, 4]
    assert calls.batches == [[1], [2]]


@pytest.mark.parametrize(("cap", "sizes"), [(100, [1, 9]), (4, [1, 4, 4, 1])])
def test_what_arrives_during_a_call_goes_out_together(cap: int, sizes: list[int]) -> None:
    calls = Calls()
    coalescer = Coalescer(calls, cap)
    with ThreadPoolExecutor(10) as pool:
        first = pool.submit(coalescer, KEY, 0)
        assert calls.first_is_out.wait(10)
        others = [pool.submit(coalescer, KEY, n) for n in range(1, 10)]
        while not _queued(coalescer, 9):
            wait(others, timeout=0.001)
        calls.release.set()
        assert [f.result(10) for f in [first, *others]] == [n * 2 for n in range(10)]
    assert [len(b) for b in calls.batches] == sizes
    assert sorted(n for b in calls.batches for n in b) == list(range(10))


def test_a_failed_call_fails_its_own_requests_only() -> None:
    def send(key: str, items: Sequence[int]) -> list[int]:
        if 1 in items:
            raise ValueError("no")
        return list(items)

    coalescer = Coalescer(send, cap=10)
    with pytest.raises(ValueError, match="no"):
        coalescer(KEY, 1)
    assert coalescer(KEY, 2) == 2


@settings(max_examples=example_count(20), deadline=None)
@given(st.lists(st.integers(0, 50), max_size=60), st.integers(1, 7))
def test_each_gets_its_own_answer_from_a_call_of_its_key(items: list[int], cap: int) -> None:
    sizes: list[int] = []

    def send(key: int, batch: Sequence[int]) -> list[int]:
        assert {item % 3 for item in batch} == {key}
        sizes.append(len(batch))
        return [item * 2 for item in batch]

    coalescer = Coalescer(send, cap)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda item: coalescer(item % 3, item), items))
    assert answers == [item * 2 for item in items]
    assert sum(sizes) == len(items)
    assert max(sizes, default=0) <= cap
