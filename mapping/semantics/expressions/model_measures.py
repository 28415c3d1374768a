"""What a measure of an analytic model is made of, as its business layer says: kind, base measure, formula.

Reads `businessLayerDefinitions.<model>.measures` in both dialects (1.3: `sourceKey` and `key`; 1.7:
`measureMapping`). A formula's text becomes the tokens of a CSN expression, so that its type follows the rules
of all expressions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mapping.cds.annotations import kebab
from mapping.model import Entity

CALCULATED = "calculated"
FACT = frozenset(["fact-source", "base", ""])
COUNTS = frozenset(["count-distinct", "count"])
COUNTING = COUNTS  # aggregations that give a number of rows
CONVERSIONS = frozenset(["currency-conversion", "unit-conversion"])
MAX_FORMULA = 20_000  # characters; a longer text is not looked into
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|'(?P<text>(?:[^']|'')*)'|\[(?P<bracket>[^\]]+)\]"""
    r"""|"(?P<quoted>(?:[^"]|"")+)"|:(?P<parameter>\w+)|(?P<name>[^\W\d][\w∞$.]*)"""
    r"""|(?P<sign><=|>=|<>|!=|\|\||[-+*/%(),=<>]))"""
)
_KEYWORDS = frozenset(
    ["and", "or", "not", "case", "when", "then", "else", "end", "is", "null", "in", "like", "between"]
)


def entry_of(layer: Mapping[str, Any] | None, part: str, name: str) -> Mapping[str, Any] | None:
    """The entry of a measure or attribute (`part`) of a business layer."""
    entries = layer.get(part) if layer is not None else None
    entry = entries.get(name) if isinstance(entries, dict) else None
    return entry if isinstance(entry, dict) else None


def kind_of(entry: Mapping[str, Any]) -> str:
    """`AnalyticModelMeasureType.RestrictedMeasure` is `restricted`."""
    return kebab(str(entry.get("measureType", "")).rpartition(".")[2].removesuffix("Measure"))


def base_of(entry: Mapping[str, Any]) -> str:
    """The measure that this one restricts, converts or follows; nothing for one without."""
    key = entry.get("key")
    return key if isinstance(key, str) and kind_of(entry) not in FACT | COUNTS | {CALCULATED} else ""


def fact_column(entity: Entity, entry: Mapping[str, Any]) -> tuple[str, str]:
    """The definition's name and the column there that a fact measure takes; empty where it isn't stated."""
    mapped = entry.get("measureMapping")
    source, column = entry.get("sourceKey"), entry.get("key")
    if isinstance(mapped, dict) and mapped:
        source, target = next(iter(mapped.items()))
        column = target.get("key") if isinstance(target, dict) else None
    data = _member(_member(_fact_sources(entity), source), "dataEntity")
    name = _member(data, "key")
    return (name, column) if isinstance(name, str) and isinstance(column, str) else ("", "")


def fact_names(entity: Entity) -> list[str]:
    """The names of the definitions that a model's business layer has for its facts."""
    sources = _fact_sources(entity)
    stated = (_member(_member(sources, key), "dataEntity") for key in sources) if sources else ()
    return [name for data in stated if isinstance(name := _member(data, "key"), str)]


def _fact_sources(entity: Entity) -> dict[str, Any]:
    layer = entity.business_layer or {}
    sources = layer.get("factSources") or _member(layer.get("sourceModel"), "factSources")
    return sources if isinstance(sources, dict) else {}


def _member(value: Any, name: Any) -> Any:
    return value.get(name) if isinstance(value, dict) and isinstance(name, str) else None


def formula_of(entry: Mapping[str, Any]) -> str:
    """The formula as people wrote it; the editor's own form (`[AMOUNT] / 2`) where there is no other."""
    for member in ("formulaRaw", "formula"):
        if isinstance(entry.get(member), str) and entry[member].strip():
            return str(entry[member])
    return ""


def formula_tokens(text: str) -> list[Any] | None:
    """A formula's text as the tokens of a CSN expression; None where it is written in another grammar."""
    if len(text) > MAX_FORMULA:
        return None
    tokens: list[Any] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            return None
        tokens.append(_token(match))
        place = match.end()
    return _calls(tokens)


def _token(match: re.Match[str]) -> Any:
    kind = match.lastgroup or ""
    text = match[kind]
    if kind == "number":
        return {"val": text, "literal": "number"}
    if kind == "text":
        return {"val": text.replace("''", "'")}
    if kind == "parameter":
        return {"ref": [text], "param": True}
    if kind == "sign" or (kind == "name" and text.lower() in _KEYWORDS):
        return text.lower()
    return {"ref": [text]}


def _calls(tokens: list[Any]) -> list[Any] | None:
    """Each name before a parenthesis, with what stands in it, as a function call; the rest as it is."""
    stack: list[tuple[str, list[list[Any]]]] = [("", [[]])]
    for token in tokens:
        groups = stack[-1][1]
        if token == "(":
            before = groups[-1]
            called = (
                before.pop()["ref"][0]
                if before and isinstance(before[-1], dict) and "ref" in before[-1]
                else ""
            )
            stack.append((called, [[]]))
        elif token == ")":
            if len(stack) == 1:
                return None
            called, args = stack.pop()
            stack[-1][1][-1].append(_closed(called, args))
        elif token == "," and len(stack) > 1:
            groups.append([])
        else:
            groups[-1].append(token)
    return stack[0][1][0] if len(stack) == 1 else None


def _closed(called: str, args: list[list[Any]]) -> Any:
    parts = [{"xpr": part} if len(part) != 1 else part[0] for part in args if part]
    if called:
        return {"func": called, "args": parts}
    return {"xpr": args[0]} if len(args) == 1 else {"list": parts}
