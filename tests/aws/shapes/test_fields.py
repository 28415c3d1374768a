"""The property tables against botocore's own service model and pulumi-aws's own classes."""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import Any

import pytest
from botocore.session import Session

from catalog.aws.shapes import storage
from catalog.aws.shapes.fields import Field, Kind, Shape
from catalog.provider.protocol.package_schema import package_schema
from catalog.provider.protocol.servicer import VERSION
from catalog.provider.resources.registry import RESOURCES

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
SHAPES = sorted((n, s) for n, s in vars(storage).items() if isinstance(s, Shape) and s.glue)


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


def _pulumi_properties(module: str, name: str) -> set[str]:
    import importlib

    source = inspect.getsource(importlib.import_module(f"pulumi_aws.glue.{module}"))
    body = source[source.index(f"class {name}Args:") : source.index(f"class _{name}State:")]
    names = re.findall(r"def __init__\(__self__, \*,(.*?)\):", body, re.S)[0]
    snake = re.findall(r"(\w+): pulumi\.Input", names)
    return {re.sub(r"_(\w)", lambda m: m[1].upper(), s) for s in snake}


OURS = "aws:glue/partitionSet:PartitionSet"  # pulumi-aws has none
NOT_SERVED = {"catalogTable": {"viewDefinition"}}


@pytest.mark.parametrize("token", [token for token in RESOURCES if token != OURS])
def test_the_inputs_are_those_of_pulumi_aws(token: str) -> None:
    module, name = token.split("/")[1].split(":")
    snake = re.sub(r"([A-Z])", lambda m: "_" + m[1].lower(), module)
    ours = {f.name for f in RESOURCES[token].shape.fields if not f.output} - {"tagsAll"}
    assert ours == _pulumi_properties(snake, name) - NOT_SERVED.get(module, set())


def test_the_schema_names_each_resource_with_its_required_inputs() -> None:
    schema = package_schema(VERSION, RESOURCES)
    assert schema["name"] == "aws"
    assert schema["resources"].keys() == RESOURCES.keys()
    partition = schema["resources"]["aws:glue/partition:Partition"]
    assert partition["requiredInputs"] == ["partitionValues", "databaseName", "tableName"]
    assert "creationTime" in partition["properties"]
    assert "creationTime" not in partition["inputProperties"]
