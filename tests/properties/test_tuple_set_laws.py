"""Laws of boxes and sets of tuples: their algebra is that of the plain sets that they stand for."""

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.partitions import box_masks
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
