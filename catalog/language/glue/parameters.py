"""Business context to Glue parameters and back, without loss.

Glue has no place for steward, units or hierarchies, only string parameters on databases, tables
and columns. The layout is:

* `catalog.stack`: the ownership stamp `<project>/<stack>`; `catalog.managed`: the names (a JSON
  list) of declared keys outside our own prefixes. Both are the base of a three-way merge when
  the Pulumi state is lost.
* `catalog.context` in place of the stamp, with the same text, on an object whose context alone is ours:
  no stack made it, so none may take it for its own or delete it.
* `catalog.replaced`: on an object of others (`manage: context`), what stood where its context is now.
* `business.*`, `source.*`: one readable key for each member of the spec's `business` and `source`
  blocks; a string stays as it is, anything else is JSON.
* `catalog.*` for what else a spec says of a table: `relationships`, `hierarchies`, `changes`, `deprecated`,
  `access`, as JSON. An empty block or list is the same as none. Of `changes` only `breaking` is there, of
  `access` only `controls`: what people accept or acknowledge is no concern of readers, and must not cost a
  write.
* each column has at most one parameter, `catalog.column`, a JSON object with all that the column
  says beyond name, type and comment. The comment is the label; where the spec says a `comment`, that is
  the comment, and the parameter has `label` (null if there is none). An empty label without a comment
  has `comment` null beside it. `renamed_from` is about one change of the spec and stays there.
* a value longer than Glue takes is cut into parts: the first stays under its own key, the others
  are `<key>.1`, `<key>.2`, ... (a number that is a key already is passed over), and `catalog.split`
  is a JSON object with the parts' keys by the value's key. Of a column, `catalog.column.1`, ...
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from .limits import PARAMETER_VALUE_LIMIT

STAMP = "catalog.stack"
CONTEXT_STAMP = "catalog.context"
REPLACED = "catalog.replaced"
MANAGED = "catalog.managed"
COLUMN_PARAMETER = "catalog.column"
SPLIT = "catalog.split"
VALUE_LIMIT = PARAMETER_VALUE_LIMIT  # where a value is split
OWN_PREFIXES = ("catalog.", "business.", "source.")

UNREADABLE = (ValueError, RecursionError)  # of json.loads: no JSON, or endlessly deep

BLOCKS = ("business", "source")  # spec blocks written one parameter a member
STRUCTURES = ("relationships", "hierarchies")  # spec lists written as catalog.<name>
MAPPINGS = ("changes", "deprecated", "access")  # spec mappings written so
SENT = {
    "changes": frozenset({"breaking"}),
    "access": frozenset({"controls"}),
}  # of a mapping, the members that Glue gets; all where none are named
COLUMN_PLAIN = frozenset({"name", "type", "comment", "label"})  # carried by Glue's own fields
COLUMN_UNSENT = frozenset({"renamed_from"})  # stays in the spec
_NO_MEMBERS = COLUMN_PLAIN | COLUMN_UNSENT  # of the JSON that a column's parameter is


def is_own(key: str) -> bool:
    """True for a parameter key that only this project writes."""
    return key.startswith(OWN_PREFIXES)


def managed_keys(parameters: Mapping[str, str]) -> frozenset[str]:
    """The keys of live parameters that we wrote: our prefixes, and those `catalog.managed` names."""
    return frozenset(k for k in parameters if is_own(k)) | frozenset(_names(parameters.get(MANAGED, "")))


def stamped(parameters: Mapping[str, str], stack: str) -> dict[str, str]:
    """`parameters` with the stamp of `stack` and the names of keys outside our prefixes, sorted by key."""
    return _stamped(parameters, STAMP, stack)


def context_stamped(parameters: Mapping[str, str], stack: str) -> dict[str, str]:
    """The same for an object of others: it says whose the context is, and is no stamp of ownership."""
    return _stamped(parameters, CONTEXT_STAMP, stack)


def _stamped(parameters: Mapping[str, str], key: str, stack: str) -> dict[str, str]:
    foreign = sorted(k for k in parameters if not is_own(k))
    stamp = {key: stack}
    if foreign:
        stamp[MANAGED] = json_text(foreign)
    return dict(sorted({**parameters, **stamp}.items()))


def encode_context(spec: Mapping[str, Any], limit: int = VALUE_LIMIT) -> dict[str, str]:
    """A database's or table's `business`, `source`, relationships, hierarchies and the like as parameters.

    No value is longer than `limit` (2 or more); `catalog.split` itself never comes near Glue's.
    """
    found: dict[str, str] = {}
    for block in BLOCKS:
        for name, value in (spec.get(block) or {}).items():
            found[f"{block}.{name}"] = _encode(value)
    for name in (*STRUCTURES, *MAPPINGS):
        if sent := _sent(name, spec.get(name)):
            found[f"catalog.{name}"] = json_text(sent)
    return _split(found, limit)


def _sent(name: str, value: Any) -> Any:
    """What Glue gets of a list or mapping of the spec."""
    members = SENT.get(name)
    return {k: v for k, v in value.items() if k in members} if members and value else value


def decode_context(parameters: Mapping[str, str]) -> dict[str, Any]:
    """The blocks that `encode_context` made parameters of; other keys are not looked at."""
    found: dict[str, Any] = {}
    for key, text in _joined(parameters).items():
        block, _, name = key.partition(".")
        if block in BLOCKS and name:
            found.setdefault(block, {})[name] = _decode(text)
        elif block == "catalog" and name in STRUCTURES:
            found[name] = _loaded(text, list)
        elif block == "catalog" and name in MAPPINGS:
            found[name] = _loaded(text, dict)
    return found


def encode_column(column: Mapping[str, Any], limit: int = VALUE_LIMIT) -> dict[str, Any]:
    """A spec column as `{name, type?, comment?, parameters?}`, Glue's own column members.

    A comment that is declared empty is an empty one.
    """
    label, comment = column.get("label"), column.get("comment")
    rest = {k: v for k, v in column.items() if k not in _NO_MEMBERS and v is not None}
    if comment is not None:
        rest["label"] = label
    elif label == "":
        rest |= {"label": "", "comment": None}
    glue: dict[str, Any] = {k: column[k] for k in ("name", "type") if k in column}
    if comment is not None or label:
        glue["comment"] = comment if comment is not None else label
    if rest:
        parts = pieces(json_text(rest), limit)
        glue["parameters"] = {_part_key(COLUMN_PARAMETER, i): part for i, part in enumerate(parts)}
    return glue


def decode_column(glue: Mapping[str, Any]) -> dict[str, Any]:
    """The spec column that `encode_column` made `glue` of."""
    rest: dict[str, Any] = _loaded(_column_text(glue.get("parameters") or {}) or "{}", dict)
    column: dict[str, Any] = {k: glue[k] for k in ("name", "type") if k in glue}
    comment = glue.get("comment") or ""
    texts = {"label": comment or None}
    if "label" in rest:
        texts = {"label": rest.pop("label"), "comment": rest.pop("comment", comment)}
    return column | {name: text for name, text in texts.items() if text is not None} | rest


def json_text(value: Any) -> str:
    """JSON in one stable spelling: no spaces, Unicode kept, members in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


# --- values longer than Glue takes ---


def pieces(text: str, limit: int = VALUE_LIMIT) -> list[str]:
    """`text` cut so that no piece has more than `limit` UTF-16 units (astral characters are two)."""
    if len(text) <= limit and (len(text) * 2 <= limit or _units(text) <= limit):
        return [text]
    if text.isascii():
        return [text[at : at + limit] for at in range(0, len(text), limit)]
    found, start, units = [], 0, 0
    for at, character in enumerate(text):
        size = 2 if character > "\uffff" else 1
        if units + size > limit:
            found.append(text[start:at])
            start, units = at, 0
        units += size
    return [*found, text[start:]]


def _units(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if c > "\uffff" else 1 for c in text)


def _part_key(key: str, number: int) -> str:
    return f"{key}.{number}" if number else key


def _split(parameters: dict[str, str], limit: int) -> dict[str, str]:
    """The parameters with long values in parts; unchanged if there are none."""
    found: dict[str, str] = {}
    split: dict[str, list[str]] = {}
    for key, text in parameters.items():
        first, *rest = pieces(text, limit)
        found[key] = first
        numbers = (n for n in count(1) if _part_key(key, n) not in parameters)
        for part in rest:
            part_key = _part_key(key, next(numbers))
            found[part_key] = part
            split.setdefault(key, []).append(part_key)
    return {**found, SPLIT: json_text(split)} if split else found


def _joined(parameters: Mapping[str, str]) -> Mapping[str, str]:
    """The parameters with parts put together; as they are where `catalog.split` is missing or spoiled."""
    split = dict(_parts(parameters.get(SPLIT, "")))
    gone = {SPLIT, *(part for parts in split.values() for part in parts)}
    whole = {key: "".join(parameters.get(k, "") for k in (key, *parts)) for key, parts in split.items()}
    return {key: whole.get(key, text) for key, text in parameters.items() if key not in gone}


def _parts(text: str) -> Iterator[tuple[str, list[str]]]:
    try:
        found = json.loads(text) if text else {}
    except UNREADABLE:
        return
    for key, parts in found.items() if isinstance(found, dict) else ():
        if isinstance(parts, list) and all(isinstance(part, str) for part in parts):
            yield key, parts


def _column_text(parameters: Mapping[str, str]) -> str:
    keys = (_part_key(COLUMN_PARAMETER, n) for n in count())
    text = ""
    for key in keys:
        if key not in parameters:
            return text
        text += parameters[key]
    return text  # pragma: no cover - count() has no end


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
    except UNREADABLE:
        return False
    return True


def _names(text: str) -> Iterable[str]:
    return [n for n in _loaded(text, list) if isinstance(n, str)]


def _loaded(text: str, kind: type) -> Any:
    """The JSON in `text`; empty where someone spoiled it."""
    try:
        found = json.loads(text)
    except UNREADABLE:
        return kind()
    return found if isinstance(found, kind) else kind()
