"""Boxes: the algebra is that of the sets that they stand for."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from catalog import boxes
from catalog.boxes import Box, Tuple, TupleSet

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
    apart = boxes.disjoint(some)
    left = boxes.difference(apart, others)
    assert set(boxes.tuples(left)) == naive(some) - naive(others)
    assert boxes.size(left) == len(list(boxes.tuples(left))) == len(naive(some) - naive(others))


@given(some_boxes)
def test_disjoint_boxes_hold_each_tuple_once(some: list[Box]) -> None:
    apart = boxes.disjoint(some)
    listed = list(boxes.tuples(apart))
    assert len(listed) == len(set(listed)) == boxes.size(apart)
    assert set(listed) == naive(some)
    assert {t for t in EVERY if boxes.holds(apart, t)} == naive(some)


@given(lists)
def test_tuples_in_boxes_are_the_same_tuples(rows: list[Tuple]) -> None:
    found = boxes.boxed(rows)
    assert sorted(boxes.tuples(found)) == sorted(set(rows))
    assert boxes.size(found) == len(set(rows))


def test_what_is_left_of_a_product_is_few_boxes() -> None:
    rows = [(f"d{n}", f"c{m}") for n in range(100) for m in range(35) if n > 40 or m > 20]
    assert len(boxes.boxed(rows)) == 2


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
