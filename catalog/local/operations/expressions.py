"""GetPartitions' Expression: a WHERE clause over partition keys, from text to a test of a partition's values.

API reference, "GetPartitions": operators =, <>, >, <, >=, <=, AND, OR, NOT, IN, BETWEEN, LIKE and IS NULL;
keys of types string, date, timestamp, int, bigint, long, tinyint, smallint and decimal. Names are folded, as
everywhere. Hive's default partition is null: of a key that is no text it satisfies no comparison, and neither
the opposite of one. That any other value which is none of its key's type refuses the request, and that char
and varchar are texts, is Moto's finding (`moto.glue.utils`). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from operator import eq, ge, gt, le, lt, ne
from types import MappingProxyType
from typing import Any

from catalog.local.emulator import Json
from catalog.local.rules.refusals import Refusal, invalid_input

TEXTS = ("string", "char", "varchar")
NULL_PARTITION = "__HIVE_DEFAULT_PARTITION__"  # Hive's name for the partition of null
Test = Callable[[Sequence[str]], bool | None]  # a partition's values: whether they fit, None for unknown
Meaning = Callable[[str], Any]  # raises ValueError
Column = tuple[int, str, Meaning]  # which of the values, its type's name, and what a text of that type means

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>'(?:[^']|'')*')
      | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?![\w.]))
      | (?P<name>[A-Za-z_]\w*|"[^"]+"|`[^`]+`)
      | (?P<sign><\s*>|!=|<=|>=|[=<>(),])
    )""",
    re.VERBOSE | re.ASCII,
)
_TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType(
    {"=": eq, "<>": ne, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
)
_MIRRORED = MappingProxyType({"<": ">", "<=": ">=", ">": "<", ">=": "<="})


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error


def _timestamp(text: str) -> tuple[datetime, str]:
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return datetime.fromisoformat(f"{found[1]} {found[2] or '00:00:00'}"), (found[3] or "").ljust(9, "0")


TYPES: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        **dict.fromkeys(TEXTS, str),
        "date": date.fromisoformat,
        "timestamp": _timestamp,
        "decimal": _decimal,
        **dict.fromkeys(("int", "bigint", "long", "tinyint", "smallint"), _whole),
    }
)


def condition_of(expression: str, keys: Sequence[Json]) -> Test:
    """The test that an expression over partition keys makes of a partition's values. Raises Refusal."""
    parser = _Parser(expression, keys)
    test = parser.either()
    parser.end()
    return test


class _Parser:
    """Reads an expression from left to right, one method a level of binding."""

    def __init__(self, expression: str, keys: Sequence[Json]) -> None:
        self._expression = expression
        self._keys = {key["Name"]: (at, key.get("Type", "")) for at, key in enumerate(keys)}
        self._tokens = self._split()
        self._at = 0

    def either(self) -> Test:
        """Conditions with OR between them."""
        tests = [self._both()]
        while self._takes("or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else _any(tests)

    def end(self) -> None:
        """Refuses what is left."""
        if self._at < len(self._tokens):
            raise self._unsupported()

    def _both(self) -> Test:
        tests = [self._one()]
        while self._takes("and"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else _all(tests)

    def _one(self) -> Test:
        if self._takes("not"):
            return _not(self._one())
        if self._takes("("):
            test = self.either()
            self._expect(")")
            return test
        kind, _ = self._peek()
        if kind in ("string", "number"):
            literal, sign = self._literal(), self._sign()
            return self._compare(self._column(), _MIRRORED.get(sign, sign), literal)
        return self._about(self._column())

    def _about(self, column: Column) -> Test:
        """What is said of a column after its name."""
        if self._takes("is"):
            negated = self._takes("not")
            self._expect("null")
            return _not(_is_null(column)) if negated else _is_null(column)
        if self._takes("not"):
            return _not(self._listed(column))
        if self._peek()[1] in ("in", "between", "like"):
            return self._listed(column)
        return self._compare(column, self._sign(), self._literal())

    def _listed(self, column: Column) -> Test:
        if self._takes("between"):
            low = self._literal()
            self._expect("and")
            return _all([self._compare(column, ">=", low), self._compare(column, "<=", self._literal())])
        if self._takes("like"):
            return self._like(column, self._literal())
        self._expect("in")
        self._expect("(")
        tests = [self._compare(column, "=", self._literal())]
        while self._takes(","):
            tests.append(self._compare(column, "=", self._literal()))
        self._expect(")")
        return _any(tests)

    def _compare(self, column: Column, sign: str, literal: str) -> Test:
        at, kind, meaning = column
        try:
            wanted = meaning(literal)
        except ValueError as error:
            raise invalid_input(f"{literal!r} is no {kind}, in expression '{self._expression}'") from error
        fits = _SIGNS[sign]

        def test(values: Sequence[str]) -> bool | None:
            value = _value(values, at)
            if value == NULL_PARTITION and kind not in TEXTS:
                return None
            try:
                return fits(meaning(value), wanted)
            except ValueError as error:
                raise Refusal("InvalidStateException", f"{value[:100]!r} is no {kind}") from error

        return test

    def _like(self, column: Column, literal: str) -> Test:
        at, kind, _ = column
        if kind not in TEXTS:
            raise invalid_input(f"LIKE is for keys of type string, in expression '{self._expression}'")
        parts = re.split(r"(\\.|%|_)", literal, flags=re.DOTALL)
        wild = {"%": ".*", "_": "."}
        pattern = "".join(wild.get(part) or re.escape(re.sub(r"\\(.)", r"\1", part)) for part in parts)
        fullmatch = re.compile(pattern, re.DOTALL).fullmatch
        return lambda values: fullmatch(_value(values, at)) is not None

    def _column(self) -> Column:
        kind, text = self._next()
        if kind != "name":
            raise self._unsupported()
        if text not in self._keys:
            raise invalid_input(f"Invalid partition expression! {text[:100]} is no partition key")
        at, given = self._keys[text]
        base = given.partition("(")[0].strip().lower()
        if base not in TYPES:
            raise invalid_input(f"Unknown type : '{given}'")
        return at, base, TYPES[base]

    def _literal(self) -> str:
        kind, text = self._next()
        if kind == "name" and text in ("date", "timestamp"):  # DATE '2026-01-31'
            kind, text = self._next()
            kind = kind if kind == "string" else ""
        if kind not in ("string", "number"):
            raise self._unsupported()
        return text

    def _sign(self) -> str:
        _, text = self._next()
        if text not in _SIGNS:
            raise self._unsupported()
        return text

    def _takes(self, word: str) -> bool:
        """Whether this keyword or sign comes next; goes past it."""
        kind, text = self._peek()
        found = kind in ("name", "sign") and text == word
        self._at += found
        return found

    def _expect(self, word: str) -> None:
        if not self._takes(word):
            raise self._unsupported()

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self._at += 1
        return token

    def _split(self) -> list[tuple[str, str]]:
        """Kinds and texts of the tokens: names folded, strings without their quotes."""
        tokens, at, whole = [], 0, self._expression.rstrip()
        while at < len(whole):
            found = _TOKEN.match(whole, at)
            if found is None:
                raise self._unsupported()
            kind = str(found.lastgroup)
            text = found[kind]
            if kind == "string":
                text = text[1:-1].replace("''", "'")
            elif kind == "name":
                text = text.strip('"`').lower()
            else:
                text = "".join(text.split())
            tokens.append((kind, text))
            at = found.end()
        return tokens

    def _unsupported(self) -> Refusal:
        return invalid_input(f"Unsupported expression '{self._expression}'")


def _value(values: Sequence[str], at: int) -> str:
    """A key's value; a key that the table got later is null."""
    return values[at] if at < len(values) else NULL_PARTITION


def _is_null(column: Column) -> Test:
    return lambda values: _value(values, column[0]) == NULL_PARTITION


def _not(test: Test) -> Test:
    def opposite(values: Sequence[str]) -> bool | None:
        found = test(values)
        return None if found is None else not found

    return opposite


def _all(tests: Sequence[Test]) -> Test:
    def test(values: Sequence[str]) -> bool | None:
        found = [one(values) for one in tests]
        return False if False in found else None if None in found else True

    return test


def _any(tests: Sequence[Test]) -> Test:
    def test(values: Sequence[str]) -> bool | None:
        found = [one(values) for one in tests]
        return True if True in found else None if None in found else False

    return test
