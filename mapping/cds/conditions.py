"""The condition of an unmanaged association: its clauses, and what each of them compares.

Takes CSN's token list (`{"ref": [...]}`, `{"val": ...}`, `{"xpr": [...]}`, words), gives the parts that
`and` joins. A part that is `ref operator ref` or `ref operator literal`, either way round, is a `Comparison`;
anything else (`or`, functions, `between`, ...) is given as the tokens it is, for a finding.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# an operator -> the same with its sides changed
OPERATORS = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_SPELLINGS = {"==": "=", "!=": "<>"}
_OPEN, _CLOSE = frozenset({"(", "case"}), frozenset({")", "end"})
_MAX_NESTING = 30
_OPERATOR = re.compile(r"[a-z]{1,7}|[<>=!|,()*/+-]{1,2}")
_SHOWN = 200  # characters of a condition in a message


@dataclass(frozen=True, slots=True)
class Comparison:
    """`ref operator operand`: the operand is another reference or a literal, in CSN's form."""

    ref: tuple[str, ...]
    operator: str
    operand: Mapping[str, Any]


Clause = list[Any]


def clauses(on: Any) -> list[Clause]:
    """The parts of a condition between its `and`s, brackets around conjunctions dissolved."""
    return list(_split(list(_flat(on, 0)), 0))


def compared(clause: Clause) -> Comparison | None:
    """The comparison that a clause is; nothing if it is something else."""
    if len(clause) != 3 or not isinstance(clause[1], str):
        return None
    left, operator, right = clause[0], _SPELLINGS.get(clause[1], clause[1]), clause[2]
    if operator not in OPERATORS:
        return None
    if path_of(left) and (path_of(right) or is_literal(right)):
        return Comparison(tuple(path_of(left)), operator, right)
    if path_of(right) and is_literal(left):
        return Comparison(tuple(path_of(right)), OPERATORS[operator], left)
    return None


def is_literal(operand: Any) -> bool:
    """True for a value that YAML and JSON both hold, or an enum symbol; null is compared by no `=`."""
    if not isinstance(operand, dict):
        return False
    if isinstance(operand.get("#"), str):
        return True
    value = operand.get("val")
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | int)  # a bool is an int


def path_of(operand: Any) -> list[str]:
    """The names of an operand's path; nothing if it is no plain reference."""
    steps = operand.get("ref") if isinstance(operand, dict) else None
    if isinstance(steps, list) and steps and all(isinstance(step, str) for step in steps):
        return steps
    return []


def shown(clause: Any, depth: int = 0, *, values: bool = True) -> str:
    """A condition as people write it, cut where it is long; without `values`, `?` for each that it names."""
    text = " ".join(_word(token, depth, values) for token in clause)
    text = text.replace("( ", "(").replace(" )", ")")
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _word(token: Any, depth: int, values: bool) -> str:
    if isinstance(token, str):
        return token if _OPERATOR.fullmatch(token) else "?"
    if path_of(token):
        return ".".join(path_of(token))
    if isinstance(token, dict) and depth < _MAX_NESTING:
        if isinstance(token.get("func"), str):
            given = token.get("args")
            args = ", ".join(_word(a, depth + 1, values) for a in given) if isinstance(given, list) else "..."
            return f"{token['func']}({args})"
        if isinstance(token.get("xpr"), list):
            return f"({shown(token['xpr'], depth + 1, values=values)})"
        if isinstance(token.get("list"), list):
            return f"({', '.join(_word(each, depth + 1, values) for each in token['list'])})"
    if token == {"val": None}:
        return "null"
    if is_literal(token):
        value = token.get("#", token.get("val"))
        return "?" if not values else f"'{value}'" if isinstance(value, str) else json.dumps(value)
    return "..."


# --- clauses ---


def _flat(tokens: Any, depth: int) -> Iterator[Any]:
    """The tokens with nested expressions in brackets, words in lower case."""
    for token in tokens if isinstance(tokens, list | tuple) else ():
        if isinstance(token, dict) and isinstance(token.get("xpr"), list) and depth < _MAX_NESTING:
            yield from ("(", *_flat(token["xpr"], depth + 1), ")")
        else:
            yield token.lower() if isinstance(token, str) else token


def _split(tokens: Clause, depth: int) -> Iterator[Clause]:
    parts, has_or = _at_top(tokens)
    if has_or:
        yield tokens
    elif len(parts) > 1:
        for part in parts:
            yield from _split(part, depth)
    elif parts and _is_bracketed(parts[0]) and depth < _MAX_NESTING:
        yield from _split(parts[0][1:-1], depth + 1)
    else:
        yield from parts


def _at_top(tokens: Clause) -> tuple[list[Clause], bool]:
    """The parts between the `and`s outside of brackets, and whether an `or` is there as well."""
    parts: list[Clause] = [[]]
    level, ranges, has_or = 0, 0, False
    for token in tokens:
        word = token if isinstance(token, str) else ""
        level += (word in _OPEN) - (word in _CLOSE)
        has_or = has_or or (word == "or" and not level)
        ranges += word == "between" and not level
        if word == "and" and not level and not ranges:
            parts.append([])
            continue
        ranges -= word == "and" and not level
        parts[-1].append(token)
    return [part for part in parts if part], has_or


def _is_bracketed(tokens: Clause) -> bool:
    """True if the first bracket is closed by the last token."""
    if tokens[0] != "(" or tokens[-1] != ")":
        return False
    level = 0
    for token in tokens[:-1]:
        level += (token == "(") - (token == ")")
        if not level:
            return False
    return True
