"""Glue's column types: parsed once at the edge, compared as values, rendered in one canonical way.

The grammar is Hive's (LanguageManual Types) as Glue stores it in `Column.Type`: primitives,
`decimal(p,s)`, `char(n)`, `varchar(n)`, `array<t>`, `map<k,v>`, `struct<name:t,...>` and
`uniontype<t,...>` nested to any depth. The parser keeps its own stack, so depth costs memory and
never recursion. Athena's DDL takes line breaks and `COMMENT '...'` inside of structs; Glue's own text of a
type has neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from catalog.language.visible import escaped, quoted

from .limits import TYPE_LIMIT
from .names import nearest
from .other_types import remedy_for

PRIMITIVES = frozenset(
    (
        *("boolean", "tinyint", "smallint", "int", "bigint", "float", "double"),
        *("string", "binary", "date", "timestamp", "interval_year_month", "interval_day_time"),
    )
)
ALIASES = {
    "integer": "int",
    "double precision": "double",
    "numeric": "decimal",
    "dec": "decimal",
    "real": "float",
}
NESTED = {  # with an example
    "array": "array<int>",
    "map": "map<string,int>",
    "struct": "struct<a:int>",
    "uniontype": "uniontype<int,string>",
}
NAMES = PRIMITIVES | {"decimal", "char", "varchar"}
# Hive: DECIMAL precision 1-38, scale 0-precision; VARCHAR 1-65535; CHAR 1-255.
MAX_PRECISION = 38
MAX_LENGTH = {"char": 255, "varchar": 65535}


class GlueTypeError(ValueError):
    """A text that is no Glue type: where, what was expected, and what to write instead if that is known."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Primitive:
    """A type without parameters, by Hive's name."""

    name: str


@dataclass(frozen=True, slots=True)
class Decimal:
    """`decimal(precision,scale)`."""

    precision: int
    scale: int


@dataclass(frozen=True, slots=True)
class Char:
    """`char(length)`."""

    length: int


@dataclass(frozen=True, slots=True)
class Varchar:
    """`varchar(length)`."""

    length: int


@dataclass(frozen=True, slots=True)
class Array:
    """`array<element>`."""

    element: GlueType


@dataclass(frozen=True, slots=True)
class Map:
    """`map<key,value>`; the key is a primitive."""

    key: GlueType
    value: GlueType


@dataclass(frozen=True, slots=True)
class Struct:
    """`struct<name:type,...>` with at least one field."""

    fields: tuple[tuple[str, GlueType], ...]


@dataclass(frozen=True, slots=True)
class UnionType:
    """`uniontype<type,...>` with at least one member: crawlers and Hive write it, few engines read it."""

    members: tuple[GlueType, ...]


NestedType = Array | Map | Struct | UnionType
GlueType = Primitive | Decimal | Char | Varchar | Array | Map | Struct | UnionType

# C0, C1 and the two separators of lines and paragraphs
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FIELD_COMMENT = re.compile(r"\bcomment\s*['\"]", re.IGNORECASE)
_BACKQUOTED = re.compile(r"`[^`]*`")
_TOKEN = re.compile(r"\s*(?:(?P<word>`[^`]+`|[^\s<>(),:`]+)|(?P<mark>[<>(),:]))")


def canonical(text: str) -> str:
    """`text` in the one rendering that Glue types have here. Raises GlueTypeError."""
    return render(parse(text))


def canonical_or_text(text: str) -> str:
    """`text` in the one rendering of Glue types; as it is where it is no type."""
    try:
        return canonical(text)
    except GlueTypeError:
        return text


@lru_cache(maxsize=4096)
def parse(text: str) -> GlueType:
    """The type that `text` spells. Raises GlueTypeError with a message for people."""
    reason = never_read(text)
    if reason:
        raise GlueTypeError(reason)
    return _Parser(text).parse()


def never_read(text: str) -> str:
    """Why no engine can read a column of the type `text`, whatever names it knows; '' if nothing is known.

    Such a text is a mistake wherever it stands, while a name that is not known here may be another engine's.
    """
    if not text.strip():
        return "the type is empty"
    if len(text) > TYPE_LIMIT:
        return f"the type is {len(text):,} characters long, Glue takes at most {TYPE_LIMIT:,}"
    control = _CONTROL.search(text)
    if control:
        return f"a line break or control character ({escaped(control[0])}) in the type {quoted(text)}"
    if _FIELD_COMMENT.search(_BACKQUOTED.sub("", text)):
        return f"COMMENT in the type {quoted(text)}: Athena's DDL knows it, Glue's text of a type does not"
    return ""


def dotted_fields(glue_type: GlueType) -> list[str]:
    """The names of struct fields that hold a dot, at any depth: to engines that is a path, if anything."""
    found: dict[str, None] = {}
    waiting = [glue_type]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Struct):
            found |= {name: None for name, _ in item.fields if "." in name}
        waiting += [piece for piece in _pieces(item) if not isinstance(piece, str)][::-1]
    return list(found)


@dataclass(slots=True)
class _Open:
    """A nested type whose closing `>` is still to come."""

    kind: str
    parts: list[GlueType]
    names: dict[str, None]  # of a struct's fields


class _Parser:
    """One pass over the tokens with a stack of open nested types."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0

    def parse(self) -> GlueType:
        stack: list[_Open] = []
        while True:
            if stack and stack[-1].kind == "struct":
                stack[-1].names[self._field_name(stack[-1])] = None
            done = self._begin(stack)
            while done is not None and stack:
                stack[-1].parts.append(done)
                done = self._close(stack)
            if done is not None:
                if self.at < len(self.tokens):
                    raise self._error(f"nothing more after {render(done)[:60]!r}")
                return done

    def _begin(self, stack: list[_Open]) -> GlueType | None:
        """A whole simple type, or None after opening a nested one."""
        word = self._word("a type")
        name = word.lower()
        if name in NESTED:
            self._expect("<", f"'<' as in {NESTED[name]}")
            stack.append(_Open(name, [], {}))
            return None
        return self._simple(name)

    def _close(self, stack: list[_Open]) -> GlueType | None:
        """After an element: the finished nested type at `>`, or None at `,`."""
        top = stack[-1]
        mark = self._next("',' or '>'")
        if mark == ",":
            if top.kind == "array" or (top.kind == "map" and len(top.parts) == 2):
                raise self._error(f"'>' since {top.kind} is full", back=1)
            return None
        if mark != ">":
            raise self._error("',' or '>'", back=1)
        stack.pop()
        return self._nested(top)

    def _nested(self, top: _Open) -> GlueType:
        if top.kind == "array":
            return Array(top.parts[0])
        if top.kind == "struct":
            return Struct(tuple(zip(top.names, top.parts, strict=True)))
        if top.kind == "uniontype":
            return UnionType(tuple(top.parts))
        if len(top.parts) != 2:
            raise self._error("a key and a value type in map<>", back=1)
        if isinstance(top.parts[0], NestedType):
            raise self._error("a primitive type as map key", back=1)
        return Map(*top.parts)

    def _field_name(self, struct: _Open) -> str:
        name = self._word("a field name").strip("`").lower()
        if name in struct.names:
            raise GlueTypeError(f"field {name!r} appears twice in a struct of {self._shown()}")
        self._expect(":", f"field {name!r} needs ':' and a type")
        return name

    def _simple(self, name: str) -> GlueType:
        if name == "double" and self._peek().lower() == "precision":
            self.at += 1
        name = ALIASES.get(name, name)
        if name not in NAMES:
            known = remedy_for(name)
            hint = "" if known else nearest(name, [*NAMES, *ALIASES, *NESTED])
            within = "" if self.text.strip().lower() == name else f" (in {self._shown()})"
            raise GlueTypeError(f"{name!r} is no Glue type{within}{hint}", known)
        numbers = self._numbers() if self._peek() == "(" else ()
        if name == "decimal":
            return self._decimal(numbers)
        if name in MAX_LENGTH:
            return self._text(name, numbers)
        if numbers:
            raise GlueTypeError(f"{name!r} takes no parameters (in {self._shown()})", f"Write {name}")
        return Primitive(name)

    def _decimal(self, numbers: tuple[int, ...]) -> Decimal:
        if len(numbers) != 2:
            raise GlueTypeError(
                f"'decimal' needs precision and scale, such as decimal(15,2) (in {self._shown()})",
                "Write decimal(15,2), say: 15 digits, 2 of them behind the point",
            )
        precision, scale = numbers
        if not 1 <= precision <= MAX_PRECISION or not 0 <= scale <= precision:
            ranges = f"precision 1-{MAX_PRECISION}, scale 0-precision"
            message = f"decimal({precision},{scale}) is out of range: {ranges}"
            raise GlueTypeError(message, "Write decimal(38,10), say, or string to keep more digits")
        return Decimal(precision, scale)

    def _text(self, name: str, numbers: tuple[int, ...]) -> GlueType:
        if len(numbers) != 1 or not 1 <= numbers[0] <= MAX_LENGTH[name]:
            raise GlueTypeError(
                f"{name!r} needs a length of 1-{MAX_LENGTH[name]}, such as {name}(20) (in {self._shown()})",
                f"Write {name}(20), say, or string",
            )
        return Char(numbers[0]) if name == "char" else Varchar(numbers[0])

    def _numbers(self) -> tuple[int, ...]:
        self._expect("(", "'('")
        found = [self._number()]
        while self._peek() == ",":
            self.at += 1
            found.append(self._number())
        self._expect(")", "')'")
        return tuple(found)

    def _number(self) -> int:
        word = self._word("a number")
        if not (word.isascii() and word.isdigit() and len(word) < 10):
            raise self._error("a number", back=1)
        return int(word)

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self, expected: str) -> str:
        if self.at >= len(self.tokens):
            raise GlueTypeError(f"the type ends too early, {expected} expected: {self._shown()}")
        self.at += 1
        return self.tokens[self.at - 1]

    def _word(self, expected: str) -> str:
        token = self._next(expected)
        if token in "<>(),:":
            raise self._error(expected, back=1)
        return token

    def _expect(self, mark: str, expected: str) -> None:
        if self._next(expected) != mark:
            raise self._error(expected, back=1)

    def _error(self, expected: str, back: int = 0) -> GlueTypeError:
        found = self.tokens[self.at - back] if self.at - back < len(self.tokens) else "the end"
        return GlueTypeError(f"{found!r} found where {expected} was expected, in {self._shown()}")

    def _shown(self) -> str:
        return repr(self.text if len(self.text) <= 80 else self.text[:77] + "...")


def _tokens(text: str) -> Iterator[str]:
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise GlueTypeError(f"unexpected {text[at]!r} in the type {text[:80]!r}")
        yield match["word"] or match["mark"]
        at = match.end()


_CLOSING = ">"


def render(glue_type: GlueType) -> str:
    """The canonical spelling: lower case, no spaces. Works without recursion, as deep as `parse` does."""
    out: list[str] = []
    remedy: list[GlueType | str] = [glue_type]
    while remedy:
        item = remedy.pop()
        if isinstance(item, str):
            out.append(item)
        else:
            remedy.extend(reversed(_pieces(item)))
    return "".join(out)


def _pieces(glue_type: GlueType) -> list[GlueType | str]:
    match glue_type:
        case Primitive(name):
            return [name]
        case Decimal(precision, scale):
            return [f"decimal({precision},{scale})"]
        case Char(length):
            return [f"char({length})"]
        case Varchar(length):
            return [f"varchar({length})"]
        case Array(element):
            return ["array<", element, _CLOSING]
        case Map(key, value):
            return ["map<", key, ",", value, _CLOSING]
        case Struct(fields):
            pieces: list[GlueType | str] = ["struct<"]
            for i, (name, kind) in enumerate(fields):
                pieces += [f"{',' if i else ''}{_quoted(name)}:", kind]
            return [*pieces, _CLOSING]
        case UnionType(members):
            pieces = ["uniontype<", members[0]]
            for member in members[1:]:
                pieces += [",", member]
            return [*pieces, _CLOSING]


def _quoted(name: str) -> str:
    """A field name that holds a mark of the grammar keeps its backquotes."""
    return f"`{name}`" if re.search(r"[\s<>(),:]", name) else name
