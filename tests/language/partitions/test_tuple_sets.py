"""Boxes: the algebra is that of the sets that they stand for."""

import random
from collections.abc import Callable
from itertools import product
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.partitions import box_algebra, box_index, box_masks
from catalog.language.partitions.box_algebra import difference, disjoint
from catalog.language.partitions.box_index import Index
from catalog.language.partitions.boxes import Box, Tuple, boxed, holds, meet, size, tuples
from catalog.language.partitions.tuple_sets import TupleSet

VALUES = "abcd"
sides = st.frozensets(st.sampled_from(VALUES), max_size=4)
some_boxes = st.lists(st.tuples(sides, sides, sides), max_size=4)
rows = st.tuples(*[st.sampled_from(VALUES)] * 3)
lists = st.lists(rows, max_size=6)
EVERY: list[Tuple] = [(a, b, c) for a, b, c in product(VALUES, repeat=3)]


def naive(given: list[Box]) -> set[Tuple]:
    return {t for box in given for t in product(*box)}


@st.composite
def sets(draw: st.DrawFn) -> tuple[TupleSet, set[Tuple]]:
    whole, listed = draw(some_boxes), draw(lists)
    less, not_listed = draw(some_boxes), draw(lists)
    found = TupleSet.of(whole, listed, less, not_listed)
    return found, (naive(whole) | set(listed)) - naive(less) - set(not_listed)


@given(some_boxes, some_boxes)
def test_a_difference_is_the_set_theoretic_one(some: list[Box], others: list[Box]) -> None:
    apart = disjoint(some)
    left = difference(apart, others)
    assert set(tuples(left)) == naive(some) - naive(others)
    assert size(left) == len(list(tuples(left))) == len(naive(some) - naive(others))


@given(some_boxes)
def test_disjoint_boxes_hold_each_tuple_once(some: list[Box]) -> None:
    apart = disjoint(some)
    listed = list(tuples(apart))
    assert len(listed) == len(set(listed)) == size(apart)
    assert set(listed) == naive(some)
    assert {t for t in EVERY if holds(apart, t)} == naive(some)


crowds = st.lists(st.tuples(sides, sides, sides), min_size=10, max_size=24)


@given(crowds)
def test_a_crowd_of_boxes_that_overlap_is_held_once(some: list[Box]) -> None:
    apart = disjoint(some)
    listed = list(tuples(apart))
    assert len(listed) == len(set(listed)) == size(apart)
    assert set(listed) == naive(some)


@given(crowds)
def test_a_crowd_is_the_same_set_without_masks(some: list[Box]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(box_masks, "BITS", 0)
        plain = disjoint(some)
    assert set(tuples(disjoint(some))) == set(tuples(plain))


@given(lists)
def test_tuples_in_boxes_are_the_same_tuples(rows: list[Tuple]) -> None:
    found = boxed(rows)
    assert sorted(tuples(found)) == sorted(set(rows))
    assert size(found) == len(set(rows))


def test_what_is_left_of_a_product_is_few_boxes() -> None:
    rows = [(f"d{n}", f"c{m}") for n in range(100) for m in range(35) if n > 40 or m > 20]
    assert len(boxed(rows)) == 2


@given(sets())
def test_a_set_holds_what_its_parts_say(both: tuple[TupleSet, set[Tuple]]) -> None:
    found, expected = both
    assert set(found) == expected
    assert len(found) == len(list(found)) == len(expected)
    assert {t for t in EVERY if t in found} == expected


@given(sets(), sets())
def test_a_difference_applied_to_the_old_set_gives_the_new_one(
    old: tuple[TupleSet, set[Tuple]], new: tuple[TupleSet, set[Tuple]]
) -> None:
    added, removed = new[0] - old[0], old[0] - new[0]
    assert set(added) == new[1] - old[1]
    assert len(added) == len(new[1] - old[1])
    assert (set(old[0]) - set(removed)) | set(added) == new[1]


@given(sets(), sets())
def test_union_and_intersection_are_those_of_sets(
    one: tuple[TupleSet, set[Tuple]], other: tuple[TupleSet, set[Tuple]]
) -> None:
    both, common = one[0] | other[0], one[0] & other[0]
    assert (set(both), len(both)) == (one[1] | other[1], len(one[1] | other[1]))
    assert (set(common), len(common)) == (one[1] & other[1], len(one[1] & other[1]))
    assert sorted(both) == sorted(one[1] | other[1])


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


# --- many small boxes

WIDE = [f"v{n:02d}" for n in range(12)]
Both = tuple[TupleSet, set[Tuple]]


def scattered(seed: int, boxes: int, rows: int) -> Both:
    """Many boxes that overlap here and there, tuples beside and inside of them, less some of both."""
    dice = random.Random(seed)

    def some(most: int) -> Box:
        return tuple(frozenset(dice.sample(WIDE, dice.randint(1, most))) for _ in range(3))

    def row() -> Tuple:
        return tuple(dice.choice(WIDE) for _ in range(3))

    whole, less = [some(3) for _ in range(boxes)], [some(4) for _ in range(boxes // 5)]
    listed, not_listed = [row() for _ in range(rows)], [row() for _ in range(rows)]
    found = TupleSet.of(whole, listed, less, not_listed)
    return found, (naive(whole) | set(listed)) - naive(less) - set(not_listed)


many = st.builds(scattered, st.integers(0, 10**6), st.integers(0, 120), st.integers(0, 200))


def same(found: TupleSet, expected: set[Tuple]) -> None:
    """The set, and what the parts of a set promise each other."""
    listed = [*found]
    assert set(listed) == expected
    assert found.count == len(listed) == len(expected)
    assert bool(found) == bool(expected)
    assert all(row in found for row in expected)
    inside = [*tuples(found.boxes)]
    assert len(inside) == len(set(inside))
    assert found.without <= set(inside)
    assert found.listed.isdisjoint(inside)


@given(many, many)
def test_every_operator_on_many_boxes_is_that_of_sets(one: Both, other: Both) -> None:
    same(*one)
    same(one[0] - other[0], one[1] - other[1])
    same(one[0] | other[0], one[1] | other[1])
    same(one[0] & other[0], one[1] & other[1])
    same((one[0] - other[0]) | (other[0] & one[0]), one[1])
    assert all((row in one[0]) == (row in one[1]) for row in product(WIDE, repeat=3))


@given(sets(), sets())
def test_every_operator_gives_disjoint_boxes_and_consistent_lists(one: Both, other: Both) -> None:
    same(one[0] - other[0], one[1] - other[1])
    same(one[0] | other[0], one[1] | other[1])
    same(one[0] & other[0], one[1] & other[1])


def parts_of(whole: set[Tuple], others: list[Box]) -> dict[tuple[int, ...], set[Tuple]]:
    parts: dict[tuple[int, ...], set[Tuple]] = {}
    for row in whole:
        held = tuple(n for n, box in enumerate(others) if holds([box], row))
        parts.setdefault(held, set()).add(row)
    return parts


@given(sets(), some_boxes)
def test_a_set_is_split_by_the_boxes_that_hold_its_tuples(both: Both, others: list[Box]) -> None:
    found = both[0].split_by(others)
    expected = parts_of(both[1], others)
    assert {held for held, _ in found} == expected.keys()
    for held, rows in found:
        same(rows, expected[held])


def test_parts_by_many_boxes_begin_with_those_of_the_first_box() -> None:
    whole, expected = scattered(1, 60, 100)
    ordered = sorted(expected)
    others = [
        tuple(frozenset(pair) for pair in zip(*ordered[n : n + 2], strict=True)) for n in range(0, 80, 2)
    ]
    found = whole.split_by(others)
    assert {held: set(rows) for held, rows in found} == parts_of(expected, others)
    numbers = [held[0] for held, _ in found if held]
    assert numbers == sorted(numbers)
    assert found[-1][0] == ()


@given(many, some_boxes)
def test_an_index_finds_what_a_look_at_every_box_finds(both: Both, others: list[Box]) -> None:
    listed = [*both[0].boxes, *[(frozenset({a}), frozenset(b), frozenset(c)) for a, b, c in both[0].listed]]
    index = Index(listed)
    for box in [*others, *listed[:3]]:
        assert index.meeting(box) == [n for n, other in enumerate(listed) if meet(box, other)]
    for row in [*EVERY[:5], *sorted(both[1])[:20], ("v00",), ("v00", "v01"), ("v00",) * 4, ()]:
        assert index.holding(row) == [n for n, other in enumerate(listed) if holds([other], row)]


# --- what it costs


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
