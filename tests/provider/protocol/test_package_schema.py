"""The package schema, and the resources' properties against pulumi-aws's own classes."""

from __future__ import annotations

import inspect
import re

import pytest

from catalog.provider.protocol.package_schema import package_schema
from catalog.provider.protocol.servicer import VERSION
from catalog.provider.resources.registry import RESOURCES


def _pulumi_properties(module: str, name: str) -> set[str]:
    import importlib

    source = inspect.getsource(importlib.import_module(f"pulumi_aws.glue.{module}"))
    body = source[source.index(f"class {name}Args:") : source.index(f"class _{name}State:")]
    names = re.findall(r"def __init__\(__self__, \*,(.*?)\):", body, re.S)[0]
    snake = re.findall(r"(\w+): pulumi\.Input", names)
    return {re.sub(r"_(\w)", lambda m: m[1].upper(), s) for s in snake}


OUR_OWN = {"tagsAll", "manage"}  # inputs that pulumi-aws has none of
OURS = "aws:glue/partitionSet:PartitionSet"  # pulumi-aws has none
NOT_SERVED = {"catalogTable": {"viewDefinition"}}


@pytest.mark.parametrize("token", [token for token in RESOURCES if token != OURS])
def test_the_inputs_are_those_of_pulumi_aws(token: str) -> None:
    module, name = token.split("/")[1].split(":")
    snake = re.sub(r"([A-Z])", lambda m: "_" + m[1].lower(), module)
    ours = {f.name for f in RESOURCES[token].shape.fields if not f.output} - OUR_OWN
    assert ours == _pulumi_properties(snake, name) - NOT_SERVED.get(module, set())


def test_the_schema_names_each_resource_with_its_required_inputs() -> None:
    schema = package_schema(VERSION, RESOURCES)
    assert schema["name"] == "aws"
    assert schema["resources"].keys() == RESOURCES.keys()
    partition = schema["resources"]["aws:glue/partition:Partition"]
    assert partition["requiredInputs"] == ["partitionValues", "databaseName", "tableName"]
    assert "creationTime" in partition["properties"]
    assert "creationTime" not in partition["inputProperties"]


def test_the_schema_marks_the_keys_of_the_configuration_as_secret() -> None:
    schema = package_schema(VERSION, RESOURCES)
    for keys in (schema["config"]["variables"], schema["provider"]["inputProperties"]):
        assert keys == {k: {"type": "string", "secret": True} for k in ("accessKey", "secretKey", "token")}
