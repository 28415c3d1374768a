"""Edits made in the text of a spec: what is not edited stays to the byte.

Values, keys and entries are put in at the marks that the YAML parser gives, so comments, key order, quotes
and indentation of the rest are people's as before. The outcome is parsed and compared with what the
edits mean on plain data; where that fails (a shape this module does not know) the round trip
of ruamel.yaml makes the same edits, at the price of some layout.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from catalog.language.findings import DataError, Path
from catalog.language.specs.yaml_emitter import WIDTH, entry_lines, flow, member_lines
from catalog.language.specs.yaml_text import nodes, parse

from .edits import MISSING, Edit, last_first, patched, same, value_at

Splice = tuple[int, int, str]  # from, to, what stands there then


class UnknownLayoutError(Exception):
    """A text in which the edits can't be made: people have to."""


class _UnknownShape(Exception):
    """A place that can't be edited as text."""


def apply(text: str, edits: Sequence[Edit], file: str = "") -> str:
    """`text` with the edits made. Raises DataError if `text` is no YAML, and UnknownLayoutError."""
    if "\r\n" in text:
        return apply(text.replace("\r\n", "\n"), edits, file).replace("\n", "\r\n")
    expected = patched(parse(text, file), edits)
    try:
        edited = _spliced(text, _splices(text, edits))
        if same(parse(edited, file), expected):
            return edited
    except (_UnknownShape, DataError):
        pass
    edited = _round_trip(text, edits)
    if edited and same(parse(edited, file), expected):
        return edited
    raise UnknownLayoutError


def is_block(text: str, path: Path, file: str = "") -> bool:
    """Whether the list or mapping at `path` has a line for each of its entries. Raises DataError."""
    try:
        return _is_block(_find(nodes(text, file), path))
    except _UnknownShape:
        return False


class Comments:
    """Where people wrote comments inside the entries of a spec; looked up when first asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: yaml.Node | None = None

    def __call__(self, path: Path) -> bool:
        """True if a comment stands on the lines of the value at `path`."""
        self.root = self.root or nodes(self.text, "")
        node = _find(self.root, path)
        start = self.text.rfind("\n", 0, node.start_mark.index) + 1
        return self.within(node, start, _line_end(self.text, _end(self.text, node)))

    def anywhere(self, skip: int = 0) -> bool:
        """True if there is any comment after the first `skip` characters."""
        self.root = self.root or nodes(self.text, "")
        return self.root is not None and self.within(self.root, skip, len(self.text))

    def within(self, node: yaml.Node, start: int, end: int) -> bool:
        """True if a # stands in the text from `start` to `end` outside the values of `node`."""
        at = start
        for first, last in sorted(_spans(node)):
            if first >= at and "#" in self.text[at:first]:
                return True
            at = max(at, last)
        return "#" in self.text[at:end]


def _spans(node: yaml.Node) -> Iterable[tuple[int, int]]:
    if isinstance(node, yaml.ScalarNode):
        yield node.start_mark.index, node.end_mark.index
    for child in node.value if isinstance(node, yaml.CollectionNode) else ():
        for each in child if isinstance(child, tuple) else (child,):
            yield from _spans(each)


# --- splices ---


def _splices(text: str, edits: Sequence[Edit]) -> list[Splice]:
    root = nodes(text, "")
    found: list[Splice] = []
    for edit in edits:
        parent = _find(root, edit.path[:-1])
        step = edit.path[-1]
        if isinstance(step, int):
            found.append(_entry(text, parent, step, edit))
        else:
            found.append(_member(text, parent, step, edit))
    return found


def _spliced(text: str, splices: list[Splice]) -> str:
    """All made, from the last to the first; those at one place stay in their order."""
    end = len(text) + 1
    for start, stop, new in sorted(splices, key=lambda splice: splice[:2])[::-1]:
        if stop > end:
            raise _UnknownShape  # two edits in one place
        text, end = text[:start] + new + text[stop:], start
    return text


def _member(text: str, parent: yaml.Node, key: str, edit: Edit) -> Splice:
    if not isinstance(parent, yaml.MappingNode):
        raise _UnknownShape
    at = next((i for i, (k, _) in enumerate(parent.value) if k.value == key), -1)
    if at < 0:
        return _new_member(text, parent, key, edit)
    if edit.value is MISSING:
        return _without(text, parent, [(k.start_mark.index, v) for k, v in parent.value], at)
    name, value = parent.value[at]
    start, end = value.start_mark.index, _end(text, value)
    if start == value.end_mark.index:
        raise _UnknownShape  # nothing there that could be replaced
    if not parent.flow_style:
        lines = member_lines(key, edit.value, name.start_mark.column)
        new = lines[0][lines[0].index(":") + 1 :].strip()
        if not new or _is_block(value):  # from or to several lines
            start = text.index(":", name.end_mark.index) + 1
            new = f" {new}" if new else ""
        if Comments(text).within(value, start, end):
            raise _UnknownShape  # the round trip keeps more of them
        behind = _comment_behind(text, end) if len(lines) > 1 else ""
        return start, end + len(behind), "\n".join([new + behind, *lines[1:]])
    if Comments(text).within(value, start, end):
        raise _UnknownShape
    return start, end, flow(edit.value)


def _comment_behind(text: str, at: int) -> str:
    """The comment on the rest of the line, with the blanks before it: it stays at the key."""
    rest = text[at : _line_end(text, at)].rstrip("\n")
    return rest if rest.lstrip().startswith("#") else ""


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and not node.flow_style


def _new_member(text: str, parent: yaml.MappingNode, key: str, edit: Edit) -> Splice:
    if edit.value is MISSING or not parent.value:
        raise _UnknownShape
    before = next(((k, v) for k, v in parent.value if k.value == edit.after), parent.value[-1])
    end = _end(text, before[1])
    if parent.flow_style:
        return end, end, f", {flow({key: edit.value})[1:-1]}"
    at = _line_end(text, end)
    return at, at, _lines(text, at, member_lines(key, edit.value, before[0].start_mark.column))


def _entry(text: str, parent: yaml.Node, index: int, edit: Edit) -> Splice:
    if not isinstance(parent, yaml.SequenceNode) or not parent.value:
        raise _UnknownShape
    if not edit.insert:
        return _without(text, parent, [(_dash(text, parent, n), n) for n in parent.value], index)
    if parent.flow_style:
        raise _UnknownShape
    column = parent.start_mark.column
    if index:
        at = _line_end(text, _end(text, parent.value[index - 1]))
    else:
        at = _above_comments(text, parent.value[0].start_mark.index)
    return at, at, _lines(text, at, entry_lines(edit.value, column))


def _without(text: str, parent: yaml.CollectionNode, items: list[tuple[int, Any]], at: int) -> Splice:
    """Takes away one of the items (start, node of its value): its lines, or its part of a flow collection."""
    start, end = items[at][0], _end(text, items[at][1])
    if len(items) == 1:
        raise _UnknownShape
    if parent.flow_style:
        if at + 1 < len(items):
            return start, items[at + 1][0], ""
        return _end(text, items[at - 1][1]), end, ""
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip():
        raise _UnknownShape  # the first key, on the line of a dash
    return line, _line_end(text, end), ""


def _dash(text: str, parent: yaml.CollectionNode, node: yaml.Node) -> int:
    start: int = node.start_mark.index
    return start if parent.flow_style else text.rindex("-", 0, start)


def _above_comments(text: str, at: int) -> int:
    """The start of the line at `at`, or of the comment lines right above it."""
    line = text.rfind("\n", 0, at) + 1
    while line:
        before = text.rfind("\n", 0, line - 1) + 1
        if not text[before:line].lstrip().startswith("#"):
            break
        line = before
    return line


def _lines(text: str, at: int, lines: list[str]) -> str:
    first = "" if not at or text[at - 1] == "\n" else "\n"
    return first + "\n".join(lines) + "\n"


def _find(node: yaml.Node | None, path: Path) -> yaml.Node:
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((v for k, v in node.value if k.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            node = None
    if node is None:
        raise _UnknownShape
    return node


def _end(text: str, node: yaml.Node) -> int:
    """Where a value's own text ends: before comments and blank lines that follow."""
    if _is_block(node):
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        end = len(text[:end].rstrip("\n "))
    return end


def _line_end(text: str, at: int) -> int:
    """Behind the line end that follows `at`."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


# --- the round trip of ruamel.yaml ---


def _round_trip(text: str, edits: Sequence[Edit]) -> str:
    """The edited text; nothing if ruamel.yaml can't read it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    loader = YAML()
    loader.preserve_quotes = True
    loader.width = 1 << 20  # a line of people's is not to be wrapped
    loader.indent(mapping=2, sequence=4, offset=2)
    try:
        document = loader.load(text)
    except YAMLError:
        return ""
    for edit in edits:
        if not isinstance(edit.path[-1], int):
            parent = value_at(document, edit.path[:-1])
            if edit.value is MISSING:
                parent.pop(edit.path[-1], None)
            else:
                parent[edit.path[-1]] = _node(edit.value)
    for edit in last_first(edits):
        parent = value_at(document, edit.path[:-1])
        if edit.insert:
            parent.insert(edit.path[-1], _node(edit.value))
        else:
            del parent[edit.path[-1]]
    out = io.StringIO()
    loader.dump(document, out)
    return out.getvalue()


def _node(value: Any) -> Any:
    """Plain data as ruamel's nodes, in flow style where it fits on a line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if not isinstance(value, dict | list):
        return _string(value) if isinstance(value, str) else value
    node: Any
    if isinstance(value, dict):
        node = CommentedMap((key, _node(inner)) for key, inner in value.items())
    else:
        node = CommentedSeq(_node(inner) for inner in value)
    if len(flow(value)) <= WIDTH - 4:
        node.fa.set_flow_style()
    return node


def _string(value: str) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    from catalog.language.specs.yaml_emitter import scalar

    return value if scalar(value) == value else DoubleQuotedScalarString(value)
