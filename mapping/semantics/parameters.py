"""Input parameters of views and variables of analytic models: the spec's `business.input_parameters`.

A view states its parameters itself. An analytic model's business layer has `variables`: those of them that
filter a dimension restrict what a story shows, and no reader of the data meets them; all others are
parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mapping.cds.annotations import kebab, says_nothing
from mapping.cds.values import default_of, enum_of
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Entity, Parameter, TypeRef
from mapping.types import spell

from .business_layer import layer_place
from .type_resolver import Resolver


def input_parameters(entity: Entity, resolver: Resolver, diagnostics: Diagnostics) -> list[dict[str, Any]]:
    """The parameters of one entity; what no spec has a place for of its variables is told."""
    found = {each.name: _parameter(each, entity, resolver) for each in entity.parameters}
    layer = entity.business_layer or {}
    variables = layer.get("variables")
    told = _Told(entity, diagnostics)
    for name, variable in variables.items() if isinstance(variables, dict) else ():
        kind = kebab(_last(variable.get(_KIND))) if isinstance(variable, dict) else ""
        if not isinstance(variable, dict) or (_is_filter(variable, kind) and name not in found):
            told.variable(name, kind)
            continue
        stated = _variable(variable)
        found[name] = {"name": name, **stated, **found.get(name, {})}
        for member, value in sorted(variable.items()):
            if not says_nothing(value) and value is not False and not _is_carried(member, value):
                told.member(name, member)
    return list(found.values())


def _parameter(parameter: Parameter, entity: Entity, resolver: Resolver) -> dict[str, Any]:
    resolved = resolver.expand(parameter.type, entity.scope).type
    spec: dict[str, Any] = {"name": parameter.name, "type": spell(parameter.type)}
    if parameter.label and parameter.label != parameter.name:
        spec["label"] = parameter.label
    if parameter.description:
        spec["description"] = parameter.description
    if parameter.not_null:
        spec["nullable"] = False
    if parameter.default is not None:
        spec["default"] = default_of(parameter.default, resolved)
    if allowed := enum_of(resolved):
        spec["enum"] = allowed
    return spec


# --- variables of the business layer ---

_KIND = "parameterType"
_FILTERED = "referenceAttribute"  # the dimension that a variable restricts
_FACETS = ("length", "precision", "scale")
_OF_PROMPT = frozenset({_KIND, "order", "mandatory", "type", *_FACETS})  # read by their own rules, or no data


def _is_filter(variable: Mapping[str, Any], kind: str) -> bool:
    return "filter" in kind or _FILTERED in variable


def _last(value: Any) -> str:
    """`AnalyticModelParameterType.Input` -> `Input`."""
    return value.rpartition(".")[2] if isinstance(value, str) else ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


# member of a variable -> key of the spec, and what it may be there
_MEMBERS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "text": ("label", _is_text),
    "description": ("description", _is_text),
    "defaultValue": ("default", _is_plain),
}


def _variable(variable: Mapping[str, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = {}
    if _is_text(variable.get("type")):
        length, precision, scale = (v if isinstance(v := variable.get(n), int) else None for n in _FACETS)
        spec["type"] = spell(TypeRef(variable["type"], length, precision, scale))
    for member, (key, fits) in _MEMBERS.items():
        value = variable.get(member)
        if fits(value) and not says_nothing(value):
            spec[key] = value
    if variable.get("mandatory") is True:
        spec["nullable"] = False
    return spec


def _is_carried(member: str, value: Any) -> bool:
    return member in _OF_PROMPT or (member in _MEMBERS and _MEMBERS[member][1](value))


@dataclass(frozen=True, slots=True)
class _Told:
    """The findings about the variables of one model."""

    entity: Entity
    diagnostics: Diagnostics

    def variable(self, name: str, kind: str) -> None:
        """One that filters a dimension of a story."""
        words = f" ({kind})" if kind else ""
        why = "is no input parameter: not carried"
        message = f"variable {name!r}{words} of {self.entity.key.name!r} {why}"
        self._count(message, f"a variable{words} of an analytic model {why}", (name,))

    def member(self, name: str, member: str) -> None:
        """Part of one that is carried."""
        message = f"{member!r} of variable {name!r} of {self.entity.key.name!r} is not carried"
        self._count(message, f"{member!r} of a variable is not carried", (name, member))

    def _count(self, message: str, kind: str, steps: tuple[str, ...]) -> None:
        path = layer_place(self.entity, "variables", *steps)
        self.diagnostics.count("MAP035", message, file=self.entity.file, path=path, kind=kind)
