"""CSN expressions as text that people read: `NET * 1.19`, `CASE WHEN QTY > 0 THEN 'Y' ELSE 'N' END`.

What a column or measure is calculated by, for `source.formula`. References of columns taken as they are, and
their casts, are no formulas. Nothing is cut: a part without a short text (a subquery with joins) stays in
CSN's JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mapping.types import spell

from .queries import OWN, cast_type, selects, steps_of

_PLAIN = re.compile(r"[^\W\d]\w*|\$\w+|[^\W\d][\w∞]*")
_WORD = re.compile(r"[a-z]+")
MAX_DEPTH = 200  # deeper ones stay in CSN's JSON


def query_formula(select: Mapping[str, Any], column: Mapping[str, Any]) -> str:
    """What a SELECT calculates this column by; nothing for a column that it only takes."""
    if _is_reference(column):
        return ""
    if not column.keys() & {"xpr", "func", "val", "list", "SELECT", "SET", "ref", "#"}:
        return ""
    return "" if _is_reference(_bare(column)) else branch_text(select, column)


def branch_text(select: Mapping[str, Any], column: Mapping[str, Any]) -> str:
    """What a SELECT gives out there, as text: of a column that it only takes the name in its source."""
    return formula_text(_bare(column), _alias(select))


def _bare(column: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in column.items() if name not in ("cast", "as", "key")}


def _is_reference(expression: Mapping[str, Any]) -> bool:
    """True for `{xpr: [{ref}]}` and for a cast around it, which take a column and calculate nothing."""
    for _ in range(MAX_DEPTH):
        tokens = expression.get("xpr")
        if not isinstance(tokens, list) or len(tokens) != 1 or not isinstance(tokens[0], dict):
            break
        expression = tokens[0]
    if isinstance(expression.get("func"), str) and expression["func"].lower() == "cast":
        args = expression.get("args")
        inner = args[0] if isinstance(args, list) and args and isinstance(args[0], dict) else {}
        tokens = inner.get("xpr")
        first = tokens[0] if isinstance(tokens, list) and tokens else inner
        return isinstance(first, dict) and "ref" in first
    steps = steps_of(expression.get("ref"))
    is_variable = expression.get("param") or (steps and steps[0][:1] == "$" and steps[0] not in OWN)
    return "ref" in expression and not is_variable


def _alias(select: Mapping[str, Any]) -> str:
    """The one name that a FROM without joins gives its columns; nothing where names tell sources apart."""
    source = select.get("from")
    if not isinstance(source, dict) or source.get("args"):
        return ""
    if isinstance(source.get("as"), str):
        return str(source["as"])
    steps = [] if any(True for _ in selects(source)) else steps_of(source.get("ref"))
    return steps[-1] if steps else ""


def formula_text(expression: Mapping[str, Any], alias: str = "") -> str:
    """An expression as text; `alias` before a column's name is left out."""
    tokens = expression.get("xpr")
    if isinstance(tokens, list) and "func" not in expression:
        return _tokens(tokens, alias, 1)
    return _one(expression, alias, 0)


def _tokens(tokens: Sequence[Any], alias: str, depth: int) -> str:
    """Tokens with a space between them, but none after a sign and inside of parentheses."""
    text = ""
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        is_sign = before in ("-", "+") and (place == 1 or isinstance(tokens[place - 2], str))
        tight = not text or is_sign or before == "(" or token == ")"
        text += ("" if tight else " ") + _one(token, alias, depth)
    return text


def _one(token: Any, alias: str, depth: int) -> str:
    if isinstance(token, str):
        return token.upper() if _WORD.fullmatch(token) else token
    if not isinstance(token, dict) or depth > MAX_DEPTH:
        return _json(token)
    if (cast := cast_type(token)) is not None and depth:
        inner = {name: value for name, value in token.items() if name != "cast"}
        return f"CAST({_argument(inner, alias, depth + 1)} AS {spell(cast)})"
    for member, write in _WRITERS.items():
        if member in token:
            return write(token, alias, depth + 1)
    return _json(token)


def _reference(token: Mapping[str, Any], alias: str, depth: int) -> str:
    steps = steps_of(token["ref"])
    if not steps or any(isinstance(step, dict) and len(step) > 1 for step in token["ref"]):
        return _json(token)  # with a filter, which belongs to what it means
    if len(steps) > 1 and steps[0] in (alias, alias.rpartition(".")[2], *OWN):
        steps = steps[1:]
    path = ".".join(s if _PLAIN.fullmatch(s) else '"' + s.replace('"', '""') + '"' for s in steps)
    return f":{path}" if token.get("param") else path


def _literal(token: Mapping[str, Any], alias: str, depth: int) -> str:
    value, literal = token["val"], token.get("literal")
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if not isinstance(value, str):
        return json.dumps(value) if isinstance(value, int | float) else _json(value)
    if literal == "number":
        return value
    prefix = literal.upper() if literal in ("date", "time", "timestamp", "x") else ""
    return prefix + "'" + value.replace("'", "''") + "'"


def _call(token: Mapping[str, Any], alias: str, depth: int) -> str:
    args = token.get("args")
    if isinstance(args, dict):
        written = ", ".join(f"{name} => {_argument(arg, alias, depth)}" for name, arg in args.items())
    else:
        written = ", ".join(_argument(arg, alias, depth) for arg in args) if isinstance(args, list) else ""
    name = str(token["func"]).upper()
    text = f"{name}({written})" if isinstance(args, list | dict) else name
    window = token.get("xpr")
    return f"{text} {_tokens(window, alias, depth)}" if isinstance(window, list) else text


def _argument(token: Any, alias: str, depth: int) -> str:
    """An argument stands between commas: it needs no parentheses of its own."""
    tokens = token.get("xpr") if isinstance(token, dict) and not token.keys() & {"func", "cast"} else None
    return _tokens(tokens, alias, depth) if isinstance(tokens, list) else _one(token, alias, depth)


def _nested(token: Mapping[str, Any], alias: str, depth: int) -> str:
    tokens = token["xpr"]
    return f"({_tokens(tokens, alias, depth)})" if isinstance(tokens, list) else _json(token)


def _list(token: Mapping[str, Any], alias: str, depth: int) -> str:
    items = token["list"]
    return f"({', '.join(_one(i, alias, depth) for i in items)})" if isinstance(items, list) else _json(token)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _subquery(token: Mapping[str, Any], alias: str, depth: int) -> str:
    """`(SELECT MAX(RATE) FROM RATES AS R WHERE ...)`; names keep the alias that tells their source."""
    select = token["SELECT"]
    columns, source, where = (_member(select, name) for name in ("columns", "from", "where"))
    is_short = isinstance(columns, list) and _member(source, "ref") and isinstance(where, list | None)
    if not is_short or select.keys() - {"columns", "from", "where"} or source.keys() - {"ref", "as"}:
        return _json(token)
    given = ", ".join(_argument(column, "", depth) for column in columns)
    name = _reference({"ref": source["ref"]}, "", depth)
    named = f" AS {source['as']}" if "as" in source else ""
    condition = f" WHERE {_tokens(where, '', depth)}" if where else ""
    return f"(SELECT {given} FROM {name}{named}{condition})"


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _symbol(token: Mapping[str, Any], alias: str, depth: int) -> str:
    return f"#{token['#']}"


_WRITERS: dict[str, Callable[[Mapping[str, Any], str, int], str]] = {
    "func": _call,
    "xpr": _nested,
    "list": _list,
    "val": _literal,
    "ref": _reference,
    "SELECT": _subquery,
    "#": _symbol,
}
