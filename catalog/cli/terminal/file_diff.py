"""What differs between two texts, as the lines of a unified diff, at a cost that grows with the texts.

`difflib` compares every line with all that are like it, again and again; of files of thousands of lines
that takes minutes. There, lines that each side has once and that stand in the same order hold the two
together, and what lies between two of them is compared by itself, or shown as replaced where it is large.
Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, unified_diff
from itertools import islice

COMPARED = 1_000_000  # lines of one side times lines of the other that difflib compares whole
BETWEEN = 10_000  # the same, between two lines that hold the sides together

Step = tuple[str, int, int, int, int]  # as difflib's opcodes


def diff_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """The lines of the diff, without the names of the files: `@@`, ` `, `-`, `+` first."""
    if len(old) * len(new) <= COMPARED:
        yield from islice(unified_diff(old, new, lineterm=""), 2, None)
        return
    matcher = SequenceMatcher(None, "", "", autojunk=False)
    matcher.opcodes = [*_steps(old, new)]  # type: ignore[attr-defined]  # what get_opcodes would find
    for group in matcher.get_grouped_opcodes():
        yield _head(group)
        for what, first, last, start, end in group:
            if what == "equal":
                yield from (f" {line}" for line in old[first:last])
                continue
            yield from (f"-{line}" for line in old[first:last])
            yield from (f"+{line}" for line in new[start:end])


def _head(group: Sequence[Step]) -> str:
    (_, first, _, start, _), (_, _, last, _, end) = group[0], group[-1]
    return f"@@ -{_range(first, last)} +{_range(start, end)} @@"


def _range(first: int, last: int) -> str:
    """`LINE,COUNT`; of no lines the one before them, of one line its number alone."""
    count = last - first
    return str(last) if count == 1 else f"{first + bool(count)},{count}"


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    """The steps that make the new lines of the old ones."""
    at, to = 0, 0
    for here, there in [*_holding(old, new), (len(old), len(new))]:
        yield from _between(old, new, at, here, to, there)
        if here < len(old):
            yield "equal", here, here + 1, there, there + 1
        at, to = here + 1, there + 1


def _between(
    old: Sequence[str], new: Sequence[str], first: int, last: int, start: int, end: int
) -> Iterator[Step]:
    if first == last and start == end:
        return
    if (last - first) * (end - start) > BETWEEN:
        yield "replace", first, last, start, end
        return
    for what, a, b, c, d in SequenceMatcher(
        None, old[first:last], new[start:end], autojunk=False
    ).get_opcodes():
        yield what, first + a, first + b, start + c, start + d


def _holding(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The longest run of lines, by their places, that both sides have once and in the same order."""
    once = Counter(old)
    places = {line: at for at, line in enumerate(new) if once[line] == 1}
    twice = Counter(new)
    common = [(at, places[line]) for at, line in enumerate(old) if line in places and twice[line] == 1]
    ends: list[int] = []  # by length, the least place of the new side that a run of it ends at
    tops: list[int] = []  # of each of these runs, its last pair
    before: list[int] = []
    for number, (_, there) in enumerate(common):
        length = bisect_left(ends, there)
        before.append(tops[length - 1] if length else -1)
        ends[length : length + 1], tops[length : length + 1] = [there], [number]
    found = []
    number = tops[-1] if tops else -1
    while number >= 0:
        found.append(common[number])
        number = before[number]
    return found[::-1]
