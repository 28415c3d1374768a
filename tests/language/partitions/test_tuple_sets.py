"""Sets of tuples: counted, subtracted and asked without being expanded."""

import random
from collections.abc import Callable
from itertools import product
from types import ModuleType

import pytest

from catalog.language.partitions import box_algebra, box_index, box_masks
from catalog.language.partitions.box_algebra import difference, disjoint
from catalog.language.partitions.boxes import boxed, size
from catalog.language.partitions.tuple_sets import TupleSet


def test_what_is_left_of_a_product_is_few_boxes() -> None:
    rows = [(f"d{n}", f"c{m}") for n in range(100) for m in range(35) if n > 40 or m > 20]
    assert len(boxed(rows)) == 2


def test_a_large_product_is_counted_and_subtracted_without_being_expanded() -> None:
    days = frozenset(f"d{n}" for n in range(20_000))
    parts = frozenset(f"p{n}" for n in range(20_000))
    old = TupleSet.of([(days, parts)], [])
    new = TupleSet.of([(days | {"today"}, parts)], [])
    assert len(new) == 20_001 * 20_000
    assert len(new - old) == 20_000
    assert ("today", "p7") in new - old


def test_a_number_of_tuples_beyond_any_index_is_counted() -> None:
    side = frozenset(map(str, range(1000)))
    whole = TupleSet.of([(side,) * 7], [("0",) * 7, ("x",) * 7], [], [("1",) * 7])
    assert whole.count == 1000**7
    assert whole
    assert not whole - whole
    with pytest.raises(OverflowError):
        len(whole)


def test_a_set_of_which_all_is_left_out_is_empty() -> None:
    assert not TupleSet(((frozenset("a"), frozenset("b")),), without=frozenset({("a", "b")}))
    assert not TupleSet(((frozenset("a"), frozenset()),))


def count_calls(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[None]:
    """A list that grows by one for each call of the module's function."""
    calls: list[None] = []
    real = getattr(module, name)

    def counted(*given: object) -> object:
        calls.append(None)
        return real(*given)

    monkeypatch.setattr(module, name, counted)
    return calls


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often a box was looked at, by a tuple or another box."""
    calls = [count_calls(monkeypatch, box_index, name) for name in ("inside", "meet")]
    return lambda: sum(map(len, calls))


def test_products_that_are_disjoint_at_one_place_are_not_compared(looks: Callable[[], int]) -> None:
    days = frozenset(f"d{n}" for n in range(30))
    products = [(days, frozenset({f"c{n}a", f"c{n}b"})) for n in range(3000)]
    whole = TupleSet.of(products, [("d1", f"x{n}") for n in range(3000)])
    assert len(whole.boxes) == 3000
    assert (whole - TupleSet.of(products[:1500], [])).count == 1500 * 60 + 3000
    assert (whole & whole).count == whole.count
    assert looks() < 30_000


@pytest.mark.parametrize("spread", [2, 3000])
def test_large_products_that_overlap_are_made_disjoint_in_few_steps(
    spread: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)
    starts = [(chance.randrange(3000), chance.randrange(3000)) for _ in range(300)]
    if spread == 2:  # each a step further than the one before
        starts = [(number * spread, number * spread) for number in range(300)]
    days, names = ([f"{k}{n}" for n in range(4000)] for k in "dn")
    steps = [
        count_calls(monkeypatch, box_algebra, "remainder"),
        count_calls(monkeypatch, box_masks, "_remainder"),
    ]
    apart = disjoint([(frozenset(days[d : d + 1000]), frozenset(names[n : n + 900])) for d, n in starts])
    assert sum(len(calls) for calls in steps) < 10_000  # 300 boxes; value by value it would be millions
    held = dict.fromkeys(range(4000), 0)
    for first, name in starts:
        for day in range(first, first + 1000):
            held[day] |= (1 << 900) - 1 << name
    assert size(apart) == sum(map(int.bit_count, held.values()))


def test_tuples_are_not_looked_for_in_every_box(looks: Callable[[], int]) -> None:
    blocks = [[frozenset(f"{k}{n * 3 + m}" for m in range(3)) for n in range(12)] for k in "abc"]
    grid = TupleSet.of([*product(*blocks)], [])
    rows = [(f"a{n % 40}", f"b{n // 40 % 40}", f"c{n * 7 % 40}") for n in range(10_000)]
    assert len(grid.boxes) == 12**3
    before = looks()
    assert {row for row in rows if row in grid} == {row for row in rows if all(int(v[1:]) < 36 for v in row)}
    assert looks() - before < 20_000


def test_a_product_less_many_tuples_is_few_boxes() -> None:
    days, parts = (frozenset(f"{k}{n}" for n in range(1000)) for k in "dp")
    holes = [(frozenset({f"d{n}"}), frozenset({f"p{n}", f"p{n + 1}"})) for n in range(500)]
    left = difference([(days, parts)], holes)
    assert size(left) == 1000 * 1000 - 1000
    assert len(left) == 501


def test_boxes_that_lie_in_a_larger_one_leave_nothing() -> None:
    nested = [(frozenset(f"d{n}" for n in range(m)), frozenset("ab")) for m in range(1, 200)]
    assert disjoint(nested) == [nested[-1]]
    assert disjoint(nested[::-1]) == [nested[-1]]
