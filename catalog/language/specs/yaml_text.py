"""Spec YAML: text to plain data, with errors that have a line, and lines looked up on demand.

Scalars follow YAML 1.2, in its strictest spelling: only `true`/`false` are booleans, only plain decimal
digits are integers and a date stays the text it is. (YAML 1.1, PyYAML's default, would turn the key `on`
into True, `no` into False and `007` into 7.) The C parser does the work; nothing keeps positions,
they are found by a second scan when there is something to report.

Nothing here quotes the text: whether a file is a spec at all is known only when it was read, and through a
wrong path or a link it could be anything.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from catalog.language.codes import finding
from catalog.language.findings import DataError, Finding, Path

from .encoding import EncodingError, to_text
from .yaml_lines import line_in, places_of

MAX_DEPTH = 100  # nesting of a document; a spec of people needs about 6

WHOLE_LIMIT = 19  # characters of a whole number: what fits 64 bits; a longer one is text
_INT = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))


# What an alias or deep nesting can't do without: an anchor, much indentation, or dashes in a row.
_MAY_HIDE = re.compile(rf"&| {{{MAX_DEPTH}}}|(?:[-?] ){{4}}")


class _Loader(yaml.CSafeLoader):
    """The C loader with no implicit types: `_value` gives plain scalars theirs."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML reads a class attribute of this name


def parse(text: str, file: str) -> Any:
    """The document in `text` as dicts, lists, str, int, float, bool and None.

    Raises DataError (SPEC001 for bad syntax, SPEC004 for a key given twice) with file and line.
    """
    data, findings = read(text, file)
    if findings:
        raise DataError(*findings)
    return data


def read(text: str, file: str) -> tuple[Any, list[Finding]]:
    """The same, with what is wrong but leaves the rest readable beside it.

    Of a key given twice the first counts.

    Raises DataError for a text that is no YAML.
    """
    node = _compose(text, file)
    findings: list[Finding] = []
    return (None if node is None else _construct(node, file, findings)), findings


def nodes(text: str, file: str) -> yaml.Node | None:
    """The document as nodes with their marks, for who edits the text itself. Raises DataError."""
    return _compose(text, file)


def decode(raw: bytes, file: str) -> str:
    """UTF-8 (a BOM is fine) to text. Raises DataError."""
    try:
        return to_text(raw)
    except EncodingError as e:
        raise DataError(_error(file, e.line, e.message, e.remedy)) from e


def line_of(text: str, path: Path) -> tuple[int, bool]:
    """The 1-based line of `path` in the YAML `text`, and whether the whole path is there.

    A path that leads to a missing key gives the line of its deepest part that exists; a path that
    ends in a mapping's key gives the key's line.
    """
    return line_in(places_of(text, _Loader), path)


_DIRECTIVE = re.compile(r"(?:[ \t]*+(?:#[^\n]*+)?+\n)*+%")


def _compose(text: str, file: str) -> yaml.Node | None:
    try:
        _refuse_early(text, file)
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as e:
        problem = " ".join(w for w in (e.context, e.problem) if w)
        begun = "end of stream" in problem and e.context_mark  # there a quote begins that nothing ends
        mark = begun or e.problem_mark or e.context_mark
        tab = mark is not None and "\t" in "".join(text.split("\n")[mark.line : mark.line + 1])
        remedy = "Indent with spaces: YAML allows no tab there" if tab else _remedy(problem)
        raise DataError(
            _error(file, mark.line + 1 if mark else 1, f"not valid YAML: {problem}", remedy)
        ) from e
    except (yaml.YAMLError, ValueError) as e:
        raise DataError(
            _error(
                file,
                _bad_line(text),
                f"not valid YAML: {str(e).splitlines()[0]}",
                "Remove the control character",
            )
        ) from e
    return node


# Messages of the parser, and what they mean to people; the first that fits counts.
_REMEDIES = (
    ("end of stream", "Close the quote that begins there"),
    ("mapping values are not allowed", "Put a text that holds ': ' in quotes, and indent keys alike"),
    ("flow", "Close each bracket, and inside { } and [ ] put values with a comma or a bracket in quotes"),
    ("cannot start any token", "Put a text that begins with such a character in quotes"),
    ("alias", "Put a text that begins with * in quotes"),
    ("anchor", "Put a text that begins with & in quotes"),
    ("did not find expected key", "Put a text that begins with a bracket in quotes, and indent keys alike"),
    ("another document", "Write one document a file, without --- between"),
    ("", "Put texts with a colon or a quote in quotes, and indent keys alike"),
)


def _remedy(problem: str) -> str:
    return next(remedy for word, remedy in _REMEDIES if word in problem)


def _refuse_early(text: str, file: str) -> None:
    """What must be refused before the tree is built: aliases (a small text can mean gigabytes) and depth."""
    directive = _DIRECTIVE.match(text)
    if directive:
        line = text.count("\n", 0, directive.end()) + 1
        raise DataError(_error(file, line, "a directive (%...) found", "Remove it: specs are plain YAML 1.2"))
    depth = 0
    if not _MAY_HIDE.search(text) and text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            remedy = "Write the value out, or move what is common to `defaults` of the database"
            raise DataError(_error(file, line, "an alias (*name) found, specs have none", remedy))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise DataError(_error(file, line, f"nested more than {MAX_DEPTH} deep", "Flatten the document"))


def _construct(node: Any, file: str, findings: list[Finding]) -> Any:
    if node.tag not in _TAGS:
        remedy = "Remove the tag: specs are plain YAML"
        findings.append(_error(file, _line(node), "a tag (!name) found", remedy))
    if isinstance(node, yaml.ScalarNode):
        return _value(node)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, file, findings) for item in node.value]
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = _line(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            remedy = "Write a plain word before the colon; put text with { or [ in quotes"
            findings.append(_error(file, line, "a key that is a list or a mapping", remedy))
            continue
        key = key_node.value
        value = _construct(value_node, file, findings)
        if key in found:
            message = "a key appears twice in one mapping"
            findings.append(_error(file, line, message, "Keep one of them", "SPEC004"))
        found.setdefault(key, value)
    return found


def _value(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    if node.style:  # quoted or a block: always text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text) and len(text) <= WHOLE_LIMIT:
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _bad_line(text: str) -> int:
    """The line of the first character YAML forbids."""
    match = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    return text[: match.start()].count("\n") + 1 if match else 1


def _error(file: str, line: int, message: str, remedy: str, code: str = "SPEC001") -> Finding:
    return finding(code, message, remedy, file, line)
