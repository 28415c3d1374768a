"""What a spec says of the data access controls that restrict the rows of its object. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mapping.model import KnownControl, ObjectKey


def known_controls(
    spec: Mapping[str, Any],
    space: str,
    elements: Mapping[str, str],
    has_spec: Callable[[ObjectKey], bool],
) -> Iterator[KnownControl]:
    """The controls below a spec's `access`; `elements` are those of the object by the names of its columns.

    `has_spec` decides where `inherited_from` may name an object of the space with a dot, or another space's.
    What has another shape than a spec's is passed over: the check of the specs reports it.
    """
    facts = _mapping(_mapping(spec.get("source")).get("access_controls"))
    controls = _mapping(spec.get("access")).get("controls")
    for control in controls if isinstance(controls, list) else ():
        name = _mapping(control).get("name")
        if isinstance(name, str):
            condition = control.get("condition")
            columns = _texts(control.get("columns"))
            yield KnownControl(
                name,
                {elements[column]: other for column, other in columns.items() if column in elements},
                condition if isinstance(condition, str) else "",
                tuple(_owners(control.get("inherited_from"), space, has_spec)),
                _texts(facts.get(name)),
            )


def _owners(named: Any, space: str, has_spec: Callable[[ObjectKey], bool]) -> Iterator[ObjectKey]:
    """The objects of `inherited_from`, which names those of other spaces as `SPACE.OBJECT`."""
    for name in named if isinstance(named, list) else ():
        if isinstance(name, str):
            other, _, rest = name.partition(".")
            own = ObjectKey(space, name)
            yield own if not rest or has_spec(own) else ObjectKey(other, rest)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: Any) -> dict[str, str]:
    return {key: text for key, text in _mapping(value).items() if isinstance(text, str)}
