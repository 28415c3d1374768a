"""Types of CSN expressions: literals, arithmetic, cases, casts, function calls, predicates.

`expression_type` takes an expression as CSN has it (`{xpr: [tokens]}`, `{func, args}`, `{val}`, `{ref}`,
`{SELECT}`) and a way to ask for the types of references and subqueries. What can't be known has no type.
Pure: all knowledge of the model is in the caller's `Lookup`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from mapping.model import TypeRef

from .function_types import (
    BINARY,
    BOOLEAN,
    DATE,
    FUNCTIONS,
    NULL,
    TEXT,
    TIME,
    TIMESTAMP,
    Call,
    common,
    function_type,
    joined,
)
from .numeric_types import BIGINT, DOUBLE, UNKNOWN, number_of, over, plus, times
from .queries import cast_type
from .sql_types import sql_type

Lookup = Callable[[Mapping[str, Any]], TypeRef]
MAX_DEPTH = 150  # expressions in expressions
MAX_LITERAL_DIGITS = 38
_PREDICATES = frozenset(
    ["and", "or", "not", "=", "==", "<>", "!=", "<", "<=", ">", ">=", "is", "in", "like", "between", "exists"]
)
_QUANTIFIERS = frozenset(["distinct", "all"])  # before an aggregate's argument
_ENDS = frozenset(["order", "over", "within", "filter", "ignore", "respect"])  # what follows says no type
_LITERALS = {"date": DATE, "time": TIME, "timestamp": TIMESTAMP, "x": BINARY, "string": TEXT}
_CURRENT = ("current_date", "current_time", "current_timestamp", "current_utcdate", "current_utctime")
_WORDS = {
    **{name: FUNCTIONS[name] for name in (*_CURRENT, "current_utctimestamp", "current_user", "session_user")},
    "null": NULL,
    "true": BOOLEAN,
    "false": BOOLEAN,
}


def expression_type(expression: Mapping[str, Any], lookup: Lookup) -> TypeRef:
    """The type of one CSN expression; a `TypeRef` that states nothing where it can't be known."""
    found = _value(expression, lookup, 0)
    if found == NULL:
        return UNKNOWN
    number = number_of(found)
    is_whole = number is not None and found.name not in ("cds.Decimal", "cds.hana.DECIMAL", "Edm.Decimal")
    return replace(found, precision=None) if is_whole and found.precision is not None else found


def _value(token: Any, lookup: Lookup, depth: int) -> TypeRef:
    """One operand: a value, a reference, a call, an expression in parentheses, a subquery."""
    if isinstance(token, str):
        row = _WORDS.get(token.lower(), UNKNOWN)
        return row if isinstance(row, TypeRef) else UNKNOWN
    if not isinstance(token, dict) or depth > MAX_DEPTH:
        return UNKNOWN
    if cast_type(token) is not None:
        return lookup({"cast": token["cast"]})
    if "val" in token:
        return literal_type(token["val"], token.get("literal"))
    if isinstance(token.get("func"), str):
        return _call(token, lookup, depth + 1)
    if isinstance(token.get("xpr"), list):
        return tokens_type(token["xpr"], lookup, depth + 1)
    items = token.get("list")
    if isinstance(items, list):
        return _value(items[0], lookup, depth + 1) if len(items) == 1 else UNKNOWN
    return lookup(token) if token.keys() & {"ref", "SELECT", "SET"} else UNKNOWN


def literal_type(value: Any, literal: Any = None) -> TypeRef:
    """The type of a literal; a number's digits are its own, so that `PRICE * 2` gains one digit only."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, str) and literal != "number":
        return _LITERALS.get(literal, TEXT) if isinstance(literal, str) else TEXT
    try:
        digits = Decimal(str(value)).as_tuple()
    except InvalidOperation:
        return UNKNOWN
    exponent = digits.exponent if isinstance(digits.exponent, int) else 1
    count = len(digits.digits) + max(exponent, 0)
    if exponent >= 0 and "e" not in str(value).lower() and count <= 19:
        return replace(BIGINT, precision=count)
    if not isinstance(digits.exponent, int) or max(count, -exponent) > MAX_LITERAL_DIGITS:
        return DOUBLE
    return TypeRef("cds.Decimal", precision=max(count, -exponent), scale=max(-exponent, 0))


def _call(token: Mapping[str, Any], lookup: Lookup, depth: int) -> TypeRef:
    given = token.get("args")
    named = {str(k).lower(): v for k, v in given.items()} if isinstance(given, dict) else {}
    args = list(named.values()) if named else given if isinstance(given, list) else []
    if token["func"].lower() == "cast":
        return _cast(args)
    types = [_value(arg, lookup, depth) for arg in args]
    values = [arg.get("val") if isinstance(arg, dict) else None for arg in args]
    return function_type(token["func"], Call(types, values, dict(zip(named, types, strict=False))))


def _cast(args: Sequence[Any]) -> TypeRef:
    """`CAST(value AS type)`, as the SQL editor writes it: the tokens after `as` are the type."""
    for tokens in (args, *(a["xpr"] for a in args if isinstance(a, dict) and isinstance(a.get("xpr"), list))):
        words = [t.lower() if isinstance(t, str) else "" for t in tokens]
        if "as" in words[:-1]:
            return sql_type(tokens[words.index("as") + 1 :])
    return UNKNOWN


def tokens_type(tokens: Sequence[Any], lookup: Lookup, depth: int = 0) -> TypeRef:
    """The type of a token list: a predicate, or operands with operators between them."""
    if depth > MAX_DEPTH:
        return UNKNOWN
    operands: list[TypeRef] = []
    operators: list[str] = []
    signs = 0
    for token in _folded(tokens, lookup, depth):
        word = token.lower() if isinstance(token, str) else ""
        if word in _PREDICATES:
            return BOOLEAN
        if word in _ENDS:
            break
        if word in _QUANTIFIERS:
            continue
        expects_operand = len(operands) == len(operators)
        if expects_operand and word in ("-", "+"):
            signs += 1
        elif not expects_operand and word in _OPERATORS:
            operators.append(word)
        elif expects_operand:
            found = token if isinstance(token, TypeRef) else _value(token, lookup, depth + 1)
            operands.append(found)
        else:
            return UNKNOWN
    if len(operands) != len(operators) + 1 or (signs and not all(map(number_of, operands))):
        return UNKNOWN
    return _reduced(operands, operators)


def _folded(tokens: Sequence[Any], lookup: Lookup, depth: int) -> Iterator[Any]:
    """The tokens with each `case ... end` and each pair of parentheses replaced by its type."""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        word = token.lower() if isinstance(token, str) else ""
        if word not in ("case", "("):
            yield token
            place += 1
            continue
        end = _closing(tokens, place)
        inner = tokens[place + 1 : end]
        rule = _case if word == "case" else tokens_type
        yield rule(inner, lookup, depth + 1) if end < len(tokens) else UNKNOWN
        place = end + 1


_CLOSES = {"case": "end", "(": ")"}


def _closing(tokens: Sequence[Any], start: int) -> int:
    """Where what opens at `start` ends; the length of `tokens` if nowhere."""
    expected: list[str] = []
    for place in range(start, len(tokens)):
        token = tokens[place]
        word = token.lower() if isinstance(token, str) else ""
        if word in _CLOSES:
            expected.append(_CLOSES[word])
        elif expected and word == expected[-1]:
            expected.pop()
            if not expected:
                return place
    return len(tokens)


def _case(tokens: Sequence[Any], lookup: Lookup, depth: int) -> TypeRef:
    """The common type of what `then` and `else` give."""
    results: list[list[Any]] = []
    current: list[Any] | None = None
    for token in _folded(tokens, lookup, depth):
        word = token.lower() if isinstance(token, str) else ""
        if word in ("then", "else"):
            current = []
            results.append(current)
        elif word == "when":
            current = None
        elif current is not None:
            current.append(token)
    return common([tokens_type(result, lookup, depth + 1) for result in results])


def _reduced(operands: list[TypeRef], operators: list[str]) -> TypeRef:
    """Operands and the operators between them, those that bind stronger first."""
    for level in _LEVELS:
        left, rest = operands[:1], []
        for operator, right in zip(operators, operands[1:], strict=True):
            rule = level.get(operator)
            if rule is None:
                left.append(right)
                rest.append(operator)
            elif NULL in (left[-1], right):
                left[-1] = NULL
            else:
                left[-1] = rule(left[-1], right)
        operands, operators = left, rest
    return operands[0]


_LEVELS: tuple[dict[str, Callable[[TypeRef, TypeRef], TypeRef]], ...] = (
    {".": lambda _, method: method},  # `GEO.ST_Area()`
    {"*": times, "/": over, "%": over},  # in formulas `A % B` says how much of B is A
    {"+": plus, "-": plus},
    {"||": joined},
)
_OPERATORS = frozenset(operator for level in _LEVELS for operator in level)
