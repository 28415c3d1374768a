"""XML text to a tree of plain nodes with their lines: no document type, no entities, nothing fetched.

Takes text, whatever encoding its declaration names, gives the root `Node`. Names are split from their
namespaces.
Raises `DataError` for what is not well-formed, nested too deeply, or declares a document type:
entities and external DTDs are how XML input attacks its reader, and no metadata needs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from catalog.language.findings import DataError, Finding
from mapping.diagnostics.codes import finding
from mapping.limits import EXPECTED_NAME, EXPECTED_TEXT, NAME_LIMIT, TEXT_LIMIT

MAX_DEPTH = 100  # nesting of elements; real metadata needs about 15
_SEPARATOR = " "  # stands in no name and in no namespace


@dataclass(slots=True)
class Node:
    """One element: local name, namespace, attributes (those without a namespace), children, text, line."""

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def get(self, attribute: str, default: str = "") -> str:
        """An attribute's value."""
        return self.attributes.get(attribute, default)

    def all(self, *names: str) -> Iterator[Node]:
        """The children of these names, in order."""
        return (child for child in self.children if child.name in names)


def parse_xml(text: str, file: str) -> Node:
    """The root element. Raises DataError."""
    builder = _Builder(file)
    try:
        builder.parser.Parse(text.lstrip("\ufeff \t\r\n").encode("utf-8"), True)
    except expat.ExpatError as e:
        raise DataError(_syntax(e, text, file)) from e
    if builder.root is None:  # expat takes no document without an element
        raise DataError(finding("XML001", "no element in the file", _AGAIN, file=file, line=1))
    _shift(builder.root, text.count("\n", 0, len(text) - len(text.lstrip("\ufeff \t\r\n"))))
    return builder.root


_AGAIN = "It was cut off or altered: download the metadata again"
_CUT = frozenset({"no element found", "unclosed token", "unclosed CDATA section", "partial character"})


def _syntax(error: expat.ExpatError, text: str, file: str) -> Finding:
    why = expat.ErrorString(error.code) or "not well-formed"
    at_end = why in _CUT or error.lineno > text.rstrip().count("\n") + 1
    what = "the file ends too early" if at_end else f"not well-formed XML: {why} (column {error.offset + 1})"
    return finding("XML001", what, _AGAIN, file=file, line=error.lineno)


def _shift(node: Node, lines: int) -> None:
    """Adds the blank lines before the declaration, which expat would not take."""
    if lines:
        stack = [node]
        while stack:
            current = stack.pop()
            current.line += lines
            stack += current.children


class _Builder:
    """Expat's callbacks; refuses while it reads, so that nothing is expanded first."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.open: list[tuple[Node, list[str]]] = []  # with the parts of its text
        self.parser = expat.ParserCreate("utf-8", _SEPARATOR)
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        where = " from elsewhere" if system or public else ""
        raise self._refused(f"the XML declares a document type{where}")

    def _entity(self, name: str, *_: object) -> None:
        raise self._refused("the XML declares an entity")

    def _refused(self, what: str) -> DataError:
        remedy = "No metadata needs it: check where the file comes from"
        return DataError(finding("XML002", what, remedy, file=self.file, line=self.parser.CurrentLineNumber))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(_SEPARATOR)
        line = self.parser.CurrentLineNumber
        if len(self.open) >= MAX_DEPTH:
            remedy = "No real metadata is: check where the file comes from"
            message = f"elements nested more than {MAX_DEPTH} deep"
            raise DataError(finding("CSN004", message, remedy, file=self.file, line=line))
        own = {key: value for key, value in attributes.items() if _SEPARATOR not in key}
        self._check_length(own.get("Name", ""), NAME_LIMIT, EXPECTED_NAME)
        for value in own.values():
            self._check_length(value, TEXT_LIMIT, EXPECTED_TEXT)
        node = Node(name, namespace, own, line)
        if self.open:
            self.open[-1][0].children.append(node)
        else:
            self.root = node
        self.open.append((node, []))

    def _end(self, _: str) -> None:
        node, parts = self.open.pop()
        node.text = "".join(parts).strip()
        self._check_length(node.text, TEXT_LIMIT, EXPECTED_TEXT)

    def _check_length(self, text: str, limit: int, expected: str) -> None:
        if len(text) > limit:
            message = f"{expected} was expected, one of {len(text):,} found"
            line = self.parser.CurrentLineNumber
            raise DataError(finding("EDM001", message, _AGAIN, file=self.file, line=line))

    def _text(self, text: str) -> None:
        self.open[-1][1].append(text)
