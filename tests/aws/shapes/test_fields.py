"""The property tables against botocore's own service model."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from botocore.session import Session

from catalog.aws import shapes
from catalog.aws.shapes.fields import Field, Kind, Shape

MODEL_TYPES = {
    Kind.TEXT: {"string", "timestamp"},
    Kind.NUMBER: {"integer", "long"},
    Kind.FLAG: {"boolean"},
    Kind.TEXTS: {"list"},
    Kind.MAP: {"map"},
    Kind.OBJECT: {"structure"},
    Kind.OBJECTS: {"list"},
    Kind.COLUMNS: {"list"},
}
MODULES = [
    import_module(f"{shapes.__name__}.{module.name}") for module in pkgutil.iter_modules(shapes.__path__)
]
SHAPES = sorted(
    {n: s for module in MODULES for n, s in vars(module).items() if isinstance(s, Shape) and s.glue}.items()
)


@cache
def model() -> Any:
    return Session().get_service_model("glue")


def members() -> list[tuple[str, Field]]:
    # indexStatus is a member of the descriptor, not of the input
    return [(shape.glue, f) for _, shape in SHAPES for f in shape.fields if f.name != "indexStatus"]


@pytest.mark.parametrize(("shape", "field"), members(), ids=lambda v: v if isinstance(v, str) else v.name)
def test_each_property_is_a_member_of_glues_structure(shape: str, field: Field) -> None:
    found = model().shape_for(shape).members[field.glue]
    assert found.type_name in MODEL_TYPES[field.kind]
    inner = found.member if found.type_name == "list" else found
    if field.shape is not None:
        assert inner.name == field.shape.glue or inner.name.startswith(field.shape.glue)


@pytest.mark.parametrize(("name", "shape"), SHAPES)
def test_what_glue_requires_is_required(name: str, shape: Shape) -> None:
    required = set(model().shape_for(shape.glue).required_members)
    ours = {f.glue for f in shape.fields if f.required or f.name == "name"}
    assert required <= ours, name


@pytest.mark.parametrize("limit_of", [("DatabaseInput", "description"), ("TableInput", "viewOriginalText")])
def test_limits_are_glues(limit_of: tuple[str, str]) -> None:
    shape = next(s for _, s in SHAPES if s.glue == limit_of[0])
    field = shape.by_name[limit_of[1]]
    assert model().shape_for(shape.glue).members[field.glue].metadata["max"] == field.limit
