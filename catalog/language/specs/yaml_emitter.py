"""Specs to YAML text: the one emitter, small, fast and the same every time.

Takes plain ordered data (dict, list, str, int, float, bool, None), gives block style at the top
and flow style for whatever fits on a line, as people would write a spec. A string stays plain only
where YAML 1.1 and 1.2 both read it back as that string; Unicode stays readable, control characters
are escaped, SQL and other texts of several lines become literal blocks. No anchors, no wrapping.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

WIDTH = 120

# Plain in every context: a letter or underscore (any script) first, then nothing that is YAML's.
# (Possessive, as ever a choice that one character decides: a text of megabytes needs no memory to go back.)
_PLAIN = re.compile(r"[^\W\d](?:[\w./@+()<>=;$%*^~|-]| (?=[\w./@+()<>=;$%*^~|-]))*+")
# The same where no bracket is open: commas, apostrophes and colons inside words may stand too.
_PLAIN_IN_BLOCK = re.compile(
    r"[^\W\d](?:[\w./@+()<>=;$%*^~|,'&!?-]|:(?=\w)| (?=[\w./@+()<>=;$%*^~|,'&!?-]))*+"
)
# Plain, and no number or date in any YAML: digits, then a letter that no number has.
_PLAIN_DIGIT_FIRST = re.compile(r"[0-9]+[A-Za-z]*[g-wyzG-WYZ][A-Za-z0-9_]*")
# What YAML 1.1 or 1.2 reads as something else, in any case.
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"])
# Not allowed as they are in YAML (printable characters only), or not safe on every screen.
_ESCAPED = re.compile(
    "[\\x7f-\\x9f\\u00ad\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff\\ufffe\\uffff]"
)
_NO_BLOCK = re.compile(
    "[^\\t\\n\\x20-\\x7e\\u00a0-\\u00ac\\u00ae-\\u200a\\u2010-\\u2027\\u202f-\\u2065\\u206a-\\ud7ff"
    "\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
)


def dump(document: Mapping[str, Any], comment: str = "") -> str:
    """The YAML text of a spec, ending in a line end; `comment` is its first line, if any."""
    lines = [f"# {comment}"] if comment else []
    _mapping(document, "", lines)
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=1 << 17)
def scalar(text: str, in_block: bool = False) -> str:
    """A string as YAML has it: plain where that is safe (in block style more is), else in double quotes."""
    if _is_plain(text) or (in_block and _is_plain_in_block(text)):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    if _ESCAPED.search(quoted):
        quoted = _ESCAPED.sub(_escape, quoted)
    return quoted


def _is_plain(text: str) -> bool:
    if len(text) > WIDTH * 4:
        return False
    if _PLAIN.fullmatch(text):
        return text.lower() not in _WORDS and text.isprintable()
    return _PLAIN_DIGIT_FIRST.fullmatch(text) is not None


def _is_plain_in_block(text: str) -> bool:
    return _PLAIN_IN_BLOCK.fullmatch(text) is not None and text.isprintable() and text.lower() not in _WORDS


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join([f"{scalar(str(k))}: {flow(v)}" for k, v in value.items()]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join([flow(v) for v in value]) + "]"
    return _plain_value(value)


def member_lines(key: str, value: Any, indent: int) -> list[str]:
    """The lines of one member of a block mapping that stands `indent` columns in."""
    lines: list[str] = []
    _mapping({key: value}, " " * indent, lines)
    return "\n".join(lines).split("\n")


def entry_lines(value: Any, indent: int) -> list[str]:
    """The lines of one entry of a block sequence whose dashes stand `indent` columns in."""
    lines: list[str] = []
    _sequence([value], " " * indent, lines)
    return "\n".join(lines).split("\n")


def _plain_value(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    return str(value)


def _float(value: float) -> str:
    """A float as YAML 1.1 and 1.2 both read it: a point, and a sign in the exponent."""
    text = repr(value)
    mantissa, mark, exponent = text.partition("e")
    if mark and "." not in mantissa:
        mantissa += ".0"
    return mantissa + (f"e{exponent if exponent[0] in '+-' else '+' + exponent}" if mark else "")


def _mapping(members: Mapping[str, Any], indent: str, lines: list[str], first: str = "") -> None:
    """Members in block style; `first` stands before the first one (a list's dash) instead of the indent."""
    lead = first or indent
    for key, value in members.items():
        _member(
            f"{lead}{scalar(str(key))}:", value, indent, lines, always_block=_has_lines(key, value, indent)
        )
        lead = indent


_BLOCKS = frozenset(
    {"columns", "relationships", "hierarchies", "removed", "access"}
)  # one line an entry, even if all would fit on one
_ACCEPTED = "accept"  # the same, below `changes`


def _has_lines(key: str, value: Any, indent: str) -> bool:
    """Whether a member has a line for each of its entries, however short they are."""
    return key == _ACCEPTED or (
        not indent and (key in _BLOCKS or (isinstance(value, Mapping) and _ACCEPTED in value))
    )


def _member(lead: str, value: Any, indent: str, lines: list[str], always_block: bool = False) -> None:
    if isinstance(value, str):
        lines.append(f"{lead} {_text(value, indent)}")
    elif not isinstance(value, Mapping | list | tuple) or not value:
        lines.append(f"{lead} {flow(value)}")
    else:
        short = "" if always_block else _flow_if_short(value, WIDTH - len(lead) - 1)
        if short:
            lines.append(f"{lead} {short}")
            return
        lines.append(lead)
        if isinstance(value, Mapping):
            _mapping(value, indent + "  ", lines)
        else:
            _sequence(value, indent + "  ", lines)


def _sequence(items: Any, indent: str, lines: list[str]) -> None:
    for item in items:
        if isinstance(item, str):
            lines.append(f"{indent}- {scalar(item, in_block=True)}")
            continue
        if not item or not isinstance(item, Mapping | list | tuple):
            lines.append(f"{indent}- {flow(item)}")
            continue
        short = _flow_if_short(item, WIDTH - len(indent) - 2)
        if short:
            lines.append(f"{indent}- {short}")
        elif isinstance(item, Mapping):
            _mapping(item, indent + "  ", lines, first=indent + "- ")
        else:
            lines.append(f"{indent}-")
            _sequence(item, indent + "  ", lines)


def _flow_if_short(value: Any, room: int) -> str:
    """The value on one line; nothing if it is too long, or holds a text of several lines."""
    text = flow(value)
    return text if len(text) <= room and "\\n" not in text else ""


def _text(value: str, indent: str) -> str:
    """A string after its key; of several lines, as a literal block where YAML can hold it so."""
    if "\n" not in value or _NO_BLOCK.search(value) or not value.strip():
        return scalar(value, in_block=True)
    body = value.rstrip("\n")
    end = len(value) - len(body)
    keep = "-" if end == 0 else "" if end == 1 else "+"
    shift = indent + "  "
    marker = "2" if body[0] in " \n\t" else ""
    block = [
        f"|{marker}{keep}",
        *(shift + line if line else "" for line in body.split("\n")),
        *[""] * max(end - 1, 0),
    ]
    return "\n".join(block)
