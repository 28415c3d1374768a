"""Ranges of partition values: `{from: 2026-01-01, to: today+7d}` as the texts that Glue stores, and back.

Takes a range of a spec with its key's type; gives values. Both ends belong to a range, so an end that is
written coarser than the step means its last one: to 2026-01 by day is to 2026-01-31. Times have no zone: a
value is what stands in a folder's name. `resolved_end` puts a date in the place of `today`, so that one plan
is one set of partitions. Decides nothing about what a key may hold.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from catalog.language.findings import short
from catalog.language.visible import cell

FORMAT_LIMIT = 100  # characters of a format: each value is at least as long
LIMIT = 1_000_000  # values of one range: a key with more is no partition key
INTEGERS = ("tinyint", "smallint", "int", "bigint")
KNOWN = ("from", "to", "by", "format")
DAY_EXPECTED = "Write a day such as 2026-01-31"


class RangeError(ValueError):
    """A range that means nothing: a message for people, and what to write instead."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Unit:
    """A step of time: how an instant of it is counted (so that the next one is +1) and written by default."""

    name: str
    parts: int  # year, month, day, hour: so many are written
    text: str  # for string keys
    digits: str  # for integer keys
    step: int = 1


UNITS = {
    unit.name: unit
    for unit in (
        Unit("year", 1, "yyyy", "yyyy"),
        Unit("month", 2, "yyyy-MM", "yyyyMM"),
        Unit("week", 3, "yyyy-MM-dd", "yyyyMMdd", 7),
        Unit("day", 3, "yyyy-MM-dd", "yyyyMMdd"),
        Unit("hour", 4, "yyyy-MM-dd-HH", "yyyyMMddHH"),
    )
}
BY_PARTS = {1: "year", 2: "month", 3: "day", 4: "hour"}
FIXED = {"date": "yyyy-MM-dd", "timestamp": "yyyy-MM-dd HH:mm:ss"}  # as Hive reads values of these types

PARTS = ("yyyy", "MM", "dd", "HH", "mm", "ss")  # of a format, as Java's patterns spell them

_INSTANT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T -](\d\d)(?::00)?(?::00)?)?)?)?", re.ASCII)
_OPEN = re.compile(r"today(?:\s*([+-])\s*(\d{1,5})\s*([dwmy]))?", re.ASCII)
_ANY_DAY = date(2026, 1, 1)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TOKENS = re.compile("|".join(PARTS))
_NUMBERED = re.compile(r"([^%]*)%(?:0(\d))?d([^%]*)")


def resolved_end(end: Any, today: date) -> Any:
    """An end of a range with `today`, `today+7d`, `today-1m` (d, w, m, y) as the date that it is then.

    Any other end comes back as it is. Raises RangeError for a date beyond the calendar.
    """
    opened = _OPEN.fullmatch(end.strip()) if isinstance(end, str) else None
    return _shifted(today, *opened.groups()).isoformat() if opened else end


def names_today(value: Any) -> bool:
    """True for `today`, `today+7d` and the like, which mean the day of the run, or one as far from it."""
    return isinstance(value, str) and _OPEN.fullmatch(value.strip()) is not None


def expand(given: Mapping[str, Any], key_type: str) -> list[str]:
    """The values of a range whose ends are dates or numbers, in order. Raises RangeError."""
    unknown = [k for k in given if k not in KNOWN]
    if unknown or "from" not in given or "to" not in given:
        found = ", ".join(map(str, unknown or given)) or "nothing"
        raise RangeError(
            f"{cell(found)} found; a range has from and to, and by and format where it needs them",
            "Write {from: ..., to: ...}",
        )
    if len(str(given.get("format", ""))) > FORMAT_LIMIT:
        raise RangeError(f"format: more than {FORMAT_LIMIT} characters found", "Write a shorter format")
    return _numbers(given) if _is_numeric(given, key_type) else _times(given, key_type)


def _is_numeric(given: Mapping[str, Any], key_type: str) -> bool:
    whole = all(isinstance(given[end], int) and not isinstance(given[end], bool) for end in ("from", "to"))
    return whole and key_type not in FIXED and given.get("by", 1) not in UNITS


# --- numbers


def _numbers(given: Mapping[str, Any]) -> list[str]:
    step, form = given.get("by", 1), str(given.get("format", "%d"))
    if not isinstance(step, int) or isinstance(step, bool) or step < 1:
        message = f"by: {cell(step)} found; a whole number from 1 on, or {', '.join(UNITS)} expected"
        raise RangeError(message, "Write by: 1, or by: month for dates")
    numbered = _NUMBERED.fullmatch(form)
    if numbered is None:
        message = f"format: {short(form)} found; one %d with or without a width expected, as in c%02d"
        raise RangeError(message, 'Write format: "%d", with what stands around the number')
    before, width, after = numbered.groups()
    counted = _counted(given["from"], given["to"], step)
    return [f"{before}{number:0{width or 0}d}{after}" for number in counted]


def _counted(first: int, last: int, step: int) -> range:
    if last < first:
        raise RangeError("the range ends before it begins", "Swap from and to")
    found = range(first, last + 1, step)
    if len(found) > LIMIT:
        raise RangeError(
            f"{len(found):,} values; a range has at most {LIMIT:,}",
            "Write a shorter range, a larger step by, or partitions.projection",
        )
    return found


# --- times


def _times(given: Mapping[str, Any], key_type: str) -> list[str]:
    first, parts = _instant(given["from"])
    last, last_parts = _instant(given["to"])
    unit = _unit(given.get("by"), max(parts, last_parts), key_type)
    write = _writer(_form(given, unit, key_type))
    start, end = _count(first, unit), _count(_end(last, last_parts), unit)
    return [write(_instant_of(number, unit)) for number in _counted(start, end, unit.step)]


def _unit(by: Any, parts: int, key_type: str) -> Unit:
    if by is None:
        by = BY_PARTS[parts] if key_type != "date" else "day"
    unit = UNITS.get(by) if isinstance(by, str) else None
    if unit is None:
        raise RangeError(
            f"by: {cell(by)} found; one of {', '.join(UNITS)} expected for dates", "Write by: day, say"
        )
    if key_type == "date" and unit.name == "hour":
        raise RangeError("by: hour found on a key of type date; use timestamp or string", "Write by: day")
    return unit


def _form(given: Mapping[str, Any], unit: Unit, key_type: str) -> str:
    fixed = FIXED.get(key_type)
    if fixed:
        if given.get("format", fixed) != fixed:
            raise RangeError(
                f"format: {cell(given['format'])} found; values of type {key_type} are {fixed}",
                "Remove format, or make the key a string",
            )
        return fixed
    form = given.get("format", unit.digits if key_type in INTEGERS else unit.text)
    found = set(_TOKENS.findall(str(form)))
    if len(found) < unit.parts or found != set(PARTS[: len(found)]):  # none may be left out in between
        wanted = f"{', '.join(PARTS[: unit.parts])} expected in it, for by: {unit.name}"
        hint = ": MM is the month, mm the minute" if "mm" in found else ""
        raise RangeError(f"format: {cell(form)} found; {wanted}{hint}", f"Write format: {unit.text}, say")
    return str(form)


Instant = tuple[date, int]  # a day and its hour


def _instant(given: Any) -> tuple[Instant, int]:
    """An end of a range, and how many parts of it were written."""
    text = str(given).strip()
    if names_today(text):
        resolved_end(text, _ANY_DAY)  # raises for a distance that no day allows
        raise RangeError(f"{short(text)} found, which is a date in specs alone: write the date itself")
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise RangeError(
            f"{short(text)} found; a date such as 2026-01-31, a number, or today+7d expected", DAY_EXPECTED
        )
    year, month, day, hour = found.groups()
    parts = sum(part is not None for part in found.groups())
    try:
        instant = date(int(year), int(month or 1), int(day or 1)), int(hour or 0)
    except ValueError as error:
        raise RangeError(f"{short(text)} is no date: {error}", DAY_EXPECTED) from error
    if instant[1] > 23:
        raise RangeError(f"{short(text)} is no time of day", "Write an hour from 00 to 23")
    return instant, parts


def _end(instant: Instant, parts: int) -> Instant:
    """The last hour of what an end says with so many parts: of 2026-02, 23 o'clock on the 28th."""
    day, hour = instant
    month = day.month if parts > 1 else 12
    last = day.day if parts > 2 else monthrange(day.year, month)[1]
    return date(day.year, month, last), hour if parts > 3 else 23


def _shifted(day: date, sign: str | None, count: str | None, unit: str | None) -> date:
    number = int(count or 0) * (-1 if sign == "-" else 1)
    try:
        if unit in ("m", "y"):
            months = day.year * 12 + day.month - 1 + number * (12 if unit == "y" else 1)
            return _day_or_last(months // 12, months % 12 + 1, day.day)
        return day + timedelta(days=number * (7 if unit == "w" else 1))
    except (ValueError, OverflowError) as error:
        raise RangeError(
            "today with that distance is beyond the calendar", "Write a smaller distance, such as today+365d"
        ) from error


def _day_or_last(year: int, month: int, day: int) -> date:
    """That day, or the month's last one: a month after 31 January is 28 February."""
    for candidate in range(day, 27, -1):
        try:
            return date(year, month, candidate)
        except ValueError:
            continue
    return date(year, month, min(day, 27))


def _count(instant: Instant, unit: Unit) -> int:
    day, hour = instant
    return {1: day.year, 2: day.year * 12 + day.month - 1, 3: day.toordinal()}.get(
        unit.parts, day.toordinal() * 24 + hour
    )


def _instant_of(number: int, unit: Unit) -> Instant:
    if unit.parts == 1:
        return date(number, 1, 1), 0
    if unit.parts == 2:
        return date(number // 12, number % 12 + 1, 1), 0
    if unit.parts == 3:
        return date.fromordinal(number), 0
    return date.fromordinal(number // 24), number % 24


def _writer(form: str) -> Callable[[Instant], str]:
    fields = {"yyyy": "{0:04d}", "MM": "{1:02d}", "dd": "{2:02d}", "HH": "{3:02d}", "mm": "00", "ss": "00"}
    braced = form.replace("{", "{{").replace("}", "}}")
    template = _TOKENS.sub(lambda token: fields[token.group()], braced)
    return lambda instant: template.format(instant[0].year, instant[0].month, instant[0].day, instant[1])


# --- in words


def runs(values: Iterable[str]) -> list[str]:
    """Values in words: `2026-04-01..2026-06-30` for days that follow each other, `c01..c35` for numbers."""
    return [text for run in _joined(sorted(set(values), key=_order), _follows) for text in _worded(run)]


def day_runs(values: Iterable[str]) -> list[list[str]]:
    """The values sorted, days that follow each other as one run, every other value a run of its own."""
    return _joined(sorted(set(values)), _next_day)


def _joined(values: Iterable[str], follows: Callable[[str, str], bool]) -> list[list[str]]:
    found: list[list[str]] = []
    for value in values:
        if found and follows(found[-1][-1], value):
            found[-1].append(value)
        else:
            found.append([value])
    return found


def _worded(run: Sequence[str]) -> Sequence[str]:
    return [f"{run[0]}..{run[-1]}"] if len(run) > 2 else run


def _order(value: str) -> tuple[str, int, str]:
    head, number = _tail(value)
    return (head, number, value) if number >= 0 else (value, -1, value)


def _follows(before: str, after: str) -> bool:
    if _DAY.fullmatch(before) and _DAY.fullmatch(after):
        return _next_day(before, after)
    (head, number), (other, following) = _tail(before), _tail(after)
    return number >= 0 and head == other and following == number + 1


def _next_day(before: str, after: str) -> bool:
    if not (_DAY.fullmatch(before) and _DAY.fullmatch(after)):
        return False
    try:
        return date.fromisoformat(after) - date.fromisoformat(before) == timedelta(days=1)
    except ValueError:
        return False  # 2026-02-30


def _tail(value: str) -> tuple[str, int]:
    digits = re.search(r"[0-9]{1,18}\Z", value)
    return (value[: digits.start()], int(digits.group())) if digits else (value, -1)
