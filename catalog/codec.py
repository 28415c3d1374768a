"""Business context to Glue parameters and back, without loss.

Glue has no place for steward, units or hierarchies, only string parameters on databases, tables
and columns. The layout is:

* `catalog.stack`: the ownership stamp `<project>/<stack>`; `catalog.managed`: the names (a JSON
  list) of declared keys outside our own prefixes. Both are the base of a three-way merge when
  the Pulumi state is lost.
* `business.*`, `source.*`: one readable key for each member of the spec's `business` and `source`
  blocks; a string stays as it is, anything else is JSON.
* `catalog.*` for what else a spec says of a table: `relationships`, `hierarchies`.
* each column has at most one parameter, `catalog.column`, a JSON object with all that the column
  says beyond name, type and comment. The label is the comment, unless the spec sets both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

STAMP = "catalog.stack"
MANAGED = "catalog.managed"
COLUMN_PARAMETER = "catalog.column"
OWN_PREFIXES = ("catalog.", "business.", "source.")

BLOCKS = ("business", "source")  # spec blocks written one parameter a member
STRUCTURES = ("relationships", "hierarchies")  # spec lists written as catalog.<name>
COLUMN_PLAIN = frozenset({"name", "type", "comment", "label"})  # carried by Glue's own fields


def is_own(key: str) -> bool:
    """True for a parameter key that only this project writes."""
    return key.startswith(OWN_PREFIXES)


def managed_keys(parameters: Mapping[str, str]) -> frozenset[str]:
    """The keys of live parameters that we wrote: our prefixes, and those `catalog.managed` names."""
    return frozenset(k for k in parameters if is_own(k)) | frozenset(_names(parameters.get(MANAGED, "")))


def stamped(parameters: Mapping[str, str], stack: str) -> dict[str, str]:
    """`parameters` with the stamp of `stack` and the names of keys outside our prefixes, sorted by key."""
    foreign = sorted(k for k in parameters if not is_own(k))
    stamp = {STAMP: stack}
    if foreign:
        stamp[MANAGED] = json_text(foreign)
    return dict(sorted({**parameters, **stamp}.items()))


def encode_context(spec: Mapping[str, Any]) -> dict[str, str]:
    """A database's or table's `business`, `source`, `relationships` and `hierarchies` as parameters."""
    found: dict[str, str] = {}
    for block in BLOCKS:
        for name, value in (spec.get(block) or {}).items():
            found[f"{block}.{name}"] = _encode(value)
    for name in STRUCTURES:
        if spec.get(name):
            found[f"catalog.{name}"] = json_text(spec[name])
    return found


def decode_context(parameters: Mapping[str, str]) -> dict[str, Any]:
    """The blocks that `encode_context` made parameters of; other keys are not looked at."""
    found: dict[str, Any] = {}
    for key, text in parameters.items():
        block, _, name = key.partition(".")
        if block in BLOCKS and name:
            found.setdefault(block, {})[name] = _decode(text)
        elif block == "catalog" and name in STRUCTURES:
            found[name] = _loaded(text, list)
    return found


def encode_column(column: Mapping[str, Any]) -> dict[str, Any]:
    """A spec column as `{name, type, comment?, parameters?}`, Glue's own column members."""
    label, comment = column.get("label"), column.get("comment")
    rest = {k: v for k, v in column.items() if k not in COLUMN_PLAIN and v is not None}
    if comment is not None and comment != label:
        rest["label"] = label
    glue: dict[str, Any] = {"name": column["name"], "type": column["type"]}
    shown = comment if comment is not None else label
    if shown:
        glue["comment"] = shown
    if rest:
        glue["parameters"] = {COLUMN_PARAMETER: json_text(rest)}
    return glue


def decode_column(glue: Mapping[str, Any]) -> dict[str, Any]:
    """The spec column that `encode_column` made `glue` of."""
    rest: dict[str, Any] = _loaded((glue.get("parameters") or {}).get(COLUMN_PARAMETER, "{}"), dict)
    column: dict[str, Any] = {"name": glue["name"], "type": glue["type"]}
    comment = glue.get("comment") or None
    if "label" in rest:
        label = rest.pop("label")
        column |= {"label": label} if label is not None else {}
        column["comment"] = comment
    elif comment is not None:
        column["label"] = comment
    return column | rest


def json_text(value: Any) -> str:
    """JSON in one stable spelling: no spaces, Unicode kept, members in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _encode(value: Any) -> str:
    """A string as it is, unless it would read back as something else; the rest as JSON."""
    if isinstance(value, str) and not _looks_like_json(value):
        return value
    return json_text(value)


def _decode(text: str) -> Any:
    return json.loads(text) if _looks_like_json(text) else text


def _looks_like_json(text: str) -> bool:
    if not text or text[0] not in '{["-0123456789tfn':
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _names(text: str) -> Iterable[str]:
    return [n for n in _loaded(text, list) if isinstance(n, str)]


def _loaded(text: str, kind: type) -> Any:
    """The JSON in `text`; empty where someone spoiled it."""
    try:
        found = json.loads(text)
    except ValueError:
        return kind()
    return found if isinstance(found, kind) else kind()
