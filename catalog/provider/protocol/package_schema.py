"""The package schema that the engine may ask for, made of the same shapes as all else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.aws.known_keys import CREDENTIALS
from catalog.aws.shapes.fields import Field, Kind, Shape
from catalog.provider.framework.resource import Resource

TEXT = {"type": "string"}
TYPES: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: TEXT,
    Kind.NUMBER: {"type": "integer"},
    Kind.FLAG: {"type": "boolean"},
    Kind.TEXTS: {"type": "array", "items": TEXT},
    Kind.MAP: {"type": "object", "additionalProperties": TEXT},
    Kind.OBJECT: {"$ref": "pulumi.json#/Any"},
    Kind.OBJECTS: {"type": "array", "items": {"$ref": "pulumi.json#/Any"}},
    Kind.COLUMNS: {"type": "array", "items": {"$ref": "pulumi.json#/Any"}},
    Kind.DATA: {"$ref": "pulumi.json#/Any"},
}


def package_schema(version: str, resources: Mapping[str, Resource]) -> dict[str, Any]:
    """The schema of package `aws` with these resources; nested objects are described as any value.

    Of the configuration it names what is secret, so that SDKs mark it where a program gives it.
    """
    described = {token: _resource(resource.shape) for token, resource in sorted(resources.items())}
    secrets = {key: {**TEXT, "secret": True} for key in CREDENTIALS}
    provider = {"config": {"variables": secrets}, "provider": {"inputProperties": secrets}}
    return {"name": "aws", "version": version, **provider, "resources": described}


def _resource(shape: Shape) -> dict[str, Any]:
    inputs = [f for f in shape.fields if not f.output]
    return {
        "properties": _properties(shape.fields),
        "inputProperties": _properties(inputs),
        "requiredInputs": [f.name for f in inputs if f.required],
    }


def _properties(fields: tuple[Field, ...] | list[Field]) -> dict[str, Any]:
    return {field.name: TYPES[field.kind] for field in fields}
