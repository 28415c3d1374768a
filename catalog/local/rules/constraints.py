"""Lengths, patterns, ranges and required members of a Glue request, checked as Glue's front door does.

Takes an operation's name and its parsed request, gives the refusal or nothing. The constraints
themselves are not written down here: they are read from the service description that botocore
ships, whose lower bounds alone its clients check. An operation's shape is compiled once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape

from .refusals import Refusal

SHOWN_LIMIT = 256  # how much of a refused value a message repeats
# Patterns that Glue applies to a text of any number of lines, though the description's dot ends at the first:
# schema definitions, which AWS's own examples (developer guide, "Schema registry") write over several.
ACROSS_LINES = frozenset({r".*\S.*"})
SPOKEN_NAMES = {"TableInput": "table"}  # Glue's own messages say 'table.storageDescriptor...'

_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
    "float": (int, float),
    "boolean": (bool,),
    "timestamp": (int, float),  # seconds since 1970
    "blob": (str,),  # in Base64
    "list": (list,),
    "map": (dict,),
    "structure": (dict,),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken constraint: where in the request, with which value, and what was asked for."""

    place: str
    value: Any
    constraint: str

    def render(self) -> str:
        """The sentence of Glue's that reports it."""
        shown = "null" if self.value is None else f"'{_shown(self.value)}'"
        return f"Value {shown} at '{self.place}' failed to satisfy constraint: {self.constraint}"


Check = Callable[[Any, str], Iterator[Violation]]


def check_request(operation: str, request: dict[str, Any]) -> None:
    """Refuse a request that breaks a constraint of the operation's input, naming every broken one.

    Raises Refusal: ``ValidationException`` for broken constraints, ``SerializationException`` for a
    JSON value of the wrong type. An operation unknown to the description passes unchecked.
    """
    check = _operation_check(operation)
    if check is None:
        return
    violations = list(check(request, ""))
    if violations:
        plural = "s" if len(violations) > 1 else ""
        listed = "; ".join(violation.render() for violation in violations)
        raise Refusal("ValidationException", f"{len(violations)} validation error{plural} detected: {listed}")


def knows(operation: str) -> bool:
    """Whether the service description has this operation."""
    return operation in _service().operation_names


@cache
def _service() -> ServiceModel:
    return ServiceModel(Loader().load_service_model("glue", "service-2"), "glue")


@lru_cache(maxsize=512)
def _operation_check(operation: str) -> Check | None:
    if not knows(operation):
        return None
    with _compiling:
        shape = _service().operation_model(operation).input_shape
        return _compile(shape) if shape is not None else None


_compiled: dict[str, Check] = {}
_compiling = Lock()  # what another thread has half compiled would call itself for ever


def _compile(shape: Shape) -> Check:
    """The check for a shape; shapes may hold themselves, so a name under way is looked up when it runs."""
    if shape.name in _compiled:
        return _compiled[shape.name]

    def later(value: Any, place: str) -> Iterator[Violation]:
        return _compiled[shape.name](value, place)

    _compiled[shape.name] = later
    _compiled[shape.name] = _CHECKS.get(shape.type_name, _scalar)(shape)
    return _compiled[shape.name]


def _structure(shape: Shape) -> Check:
    assert isinstance(shape, StructureShape)
    members = {name: (_spoken(name), _compile(member)) for name, member in shape.members.items()}
    required = [(name, _spoken(name)) for name in shape.required_members]

    def check(value: Any, place: str) -> Iterator[Violation]:
        _expect(value, "structure", place)
        prefix = f"{place}." if place else ""
        for name, spoken in required:
            if value.get(name) is None:
                yield Violation(f"{prefix}{spoken}", None, "Member must not be null")
        for name, member in value.items():
            known = members.get(name)
            if known is not None and member is not None:
                yield from known[1](member, f"{prefix}{known[0]}")

    return check


def _list(shape: Shape) -> Check:
    assert isinstance(shape, ListShape)
    bounds = _bounds(shape)
    member = _compile(shape.member)

    def check(value: Any, place: str) -> Iterator[Violation]:
        _expect(value, "list", place)
        yield from bounds(value, place)
        for number, element in enumerate(value, 1):
            yield from member(element, f"{place}.{number}.member")

    return check


def _map(shape: Shape) -> Check:
    assert isinstance(shape, MapShape)
    bounds = _bounds(shape)
    key_rules, value_rules = _rules(shape.key), _rules(shape.value)
    value_type = shape.value.type_name

    def check(value: Any, place: str) -> Iterator[Violation]:
        _expect(value, "map", place)
        yield from bounds(value, place)
        for key, element in value.items():
            if element is not None:
                _expect(element, value_type, f"{place}.{key}")
            for what, rules, subject in (("keys", key_rules, key), ("value", value_rules, element)):
                if subject is not None and any(not rule.holds(subject) for rule in rules):
                    wanted = ", ".join(rule.wording for rule in rules)
                    # Glue prints the whole map here; the key says which entry it is.
                    yield Violation(place, {key: element}, f"Map {what} must satisfy constraint: [{wanted}]")

    return check


def _scalar(shape: Shape) -> Check:
    rules = _rules(shape)
    kind = shape.type_name

    def check(value: Any, place: str) -> Iterator[Violation]:
        _expect(value, kind, place)
        for rule in rules:
            if not rule.holds(value):
                yield Violation(place, value, rule.wording)

    return check


_CHECKS: dict[str, Callable[[Shape], Check]] = {"structure": _structure, "list": _list, "map": _map}


@dataclass(frozen=True, slots=True)
class _Rule:
    wording: str
    holds: Callable[[Any], bool] = field(compare=False)


def _at_least(shape: Shape, bound: int) -> _Rule:
    size, what = _size(shape)
    return _Rule(f"{what} greater than or equal to {bound}", lambda value: size(value) >= bound)


def _at_most(shape: Shape, bound: int) -> _Rule:
    size, what = _size(shape)
    return _Rule(f"{what} less than or equal to {bound}", lambda value: size(value) <= bound)


def _size(shape: Shape) -> tuple[Callable[[Any], Any], str]:
    if shape.type_name in ("integer", "long", "double", "float"):
        return _itself, "Member must have value"
    return len, "Member must have length"


def _itself(value: Any) -> Any:
    return value


def _matches(shape: Shape, pattern: str) -> _Rule | None:
    # The description's patterns are Java's: surrogate pairs stand for everything above the BMP, and
    # \p{..} classes have no counterpart in re (they only occur in transaction IDs).
    if r"\p{" in pattern:
        return None
    flags = re.ASCII | (re.DOTALL if pattern in ACROSS_LINES else 0)  # \w, \d and \s are ASCII's in Java
    python = pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", "\U00010000-\U0010ffff")
    fullmatch = re.compile(python, flags).fullmatch
    return _Rule(
        f"Member must satisfy regular expression pattern: {pattern}",
        lambda value: fullmatch(value) is not None,
    )


def _one_of(shape: Shape, values: list[str]) -> _Rule:
    allowed = frozenset(values)
    return _Rule(f"Member must satisfy enum value set: [{', '.join(values)}]", lambda value: value in allowed)


_RULES: dict[str, Callable[[Shape, Any], _Rule | None]] = {
    "max": _at_most,
    "min": _at_least,
    "pattern": _matches,
    "enum": _one_of,
}


def _rules(shape: Shape) -> tuple[_Rule, ...]:
    made = (make(shape, shape.metadata[name]) for name, make in _RULES.items() if name in shape.metadata)
    return tuple(rule for rule in made if rule is not None)


def _bounds(shape: Shape) -> Check:
    rules = _rules(shape)

    def check(value: Any, place: str) -> Iterator[Violation]:
        for rule in rules:
            if not rule.holds(value):
                yield Violation(place, value, rule.wording)

    return check


def _expect(value: Any, kind: str, place: str) -> None:
    allowed = _JSON_TYPES.get(kind)
    wrong = allowed is not None and (
        not isinstance(value, allowed) or (isinstance(value, bool) and kind != "boolean")
    )
    if wrong:
        raise Refusal("SerializationException", f"{place or 'the request'} must be a JSON {kind}")


def _spoken(name: str) -> str:
    return SPOKEN_NAMES.get(name, name[:1].lower() + name[1:])


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= SHOWN_LIMIT else text[:SHOWN_LIMIT] + "..."
