"""The word `today` in a `partitions` block, and the date that takes its place. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from . import ranges
from .keys import DAY_FORMS, Key, base_type, keys_of, stands_for_day
from .ranges import RangeError

ENDS = ("from", "to")  # of a range


def mentions_today(value: Any) -> bool:
    """Whether a block, or a part of one, has the word in any value; true for some that mean no day."""
    if isinstance(value, str):
        return "today" in value
    if isinstance(value, Mapping):
        return any(map(mentions_today, value.values()))
    return isinstance(value, list) and any(map(mentions_today, value))


def with_today(block: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    """The block with a date in the place of each `today`, also by itself."""
    resolver = _Today(keys_of(block), today)
    found = {k: resolver.entries(v) if k in ("values", "except") else v for k, v in block.items()}
    overrides = [{**o, "where": resolver.product(o["where"])} for o in block.get("overrides", ())]
    return found | ({"overrides": overrides} if overrides else {})


class _Today:
    """Puts a date in the place of `today`; an end beyond the calendar stays, to be reported when expanded."""

    def __init__(self, keys: Sequence[Key], today: date) -> None:
        self._types = {key.name: key.type for key in keys}
        self._in_order = [key.type for key in keys]
        self._today = today

    def entries(self, written: Any) -> Any:
        """`values` or `except`: a product, a list of products and tuples, or a file's name, which stays."""
        if isinstance(written, Mapping):
            return self.product(written)
        return [self._entry(entry) for entry in written] if isinstance(written, list) else written

    def product(self, written: Mapping[str, Any]) -> Mapping[str, Any]:
        return {name: self._side(side, self._types.get(name, "")) for name, side in written.items()}

    def _entry(self, entry: Any) -> Any:
        if isinstance(entry, Mapping):
            return self.product(entry)
        row = entry if isinstance(entry, list) else [entry]
        dated_row = [self._value(v, t) for v, t in zip(row, self._in_order, strict=False)]
        return dated_row + row[len(dated_row) :]  # a row of another length is reported when it is read

    def _side(self, side: Any, key_type: str) -> Any:
        if isinstance(side, list):
            return [self._side(entry, key_type) for entry in side]
        if isinstance(side, Mapping):
            return {k: self._day(v) if k in ENDS else v for k, v in side.items()}
        return self._value(side, key_type)

    def _value(self, value: Any, key_type: str) -> Any:
        """A value by itself: as keys of its type hold a day, if they do."""
        return (
            DAY_FORMS.get(base_type(key_type), str)(self._day(value))
            if stands_for_day(value, key_type)
            else value
        )

    def _day(self, value: Any) -> Any:
        try:
            return ranges.resolved_end(value, self._today)
        except RangeError:
            return value
