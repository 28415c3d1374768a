"""The list of what a release is made of: whole, the same each time, and in the form that CycloneDX has."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from catalog.engine import pins
from tests.support.project import ROOT
from tools.sbom import document, modules, packages


@pytest.fixture(scope="module")
def sbom() -> dict[str, Any]:
    """That of the project as it is."""
    return document(ROOT)


def test_it_is_what_cyclonedx_describes(sbom: dict[str, Any]) -> None:
    names = [f"{name}.SNAPSHOT.schema.json" for name in ("bom-1.6", "spdx", "jsf-0.82")]
    schemas = {name: json.loads((files("cyclonedx.schema") / "_res" / name).read_text()) for name in names}
    resources = {name: Resource(schema, DRAFT7) for name, schema in schemas.items()}
    base = "http://cyclonedx.org/schema/"  # which the schema's own name begins with; nothing is fetched
    registry = Registry().with_resources(
        [*resources.items(), *((base + name, resource) for name, resource in resources.items())]
    )
    validator = jsonschema.Draft7Validator(schemas[names[0]], registry=registry)
    assert [error.message for error in validator.iter_errors(sbom)] == []
    broken = {**sbom, "components": [{**sbom["components"][0], "type": "no such type"}]}
    assert len(list(validator.iter_errors(broken))) == 1


def test_it_has_every_package_that_is_locked_with_the_hash_of_each_file(sbom: dict[str, Any]) -> None:
    lock = (ROOT / "requirements.lock").read_text()
    found = [each for each in sbom["components"] if each["purl"].startswith("pkg:pypi/")]
    assert len(found) == len(re.findall(r"(?m)^[A-Za-z0-9]", lock))
    hashes = [h["content"] for each in found for h in each["externalReferences"][0]["hashes"]]
    assert sorted(hashes) == sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", lock))


def test_it_has_every_module_that_an_engine_is_built_from(sbom: dict[str, Any]) -> None:
    names = {each["name"] for each in sbom["components"]}
    for part in (pins.CLI_PART, pins.LANGUAGE_PART):
        text = (pins.RECIPE / part / "go.mod").read_text()
        wanted = set(re.findall(r"(?m)^\t(\S+) v", text)) - set(re.findall(r"(?m)^replace (\S+)", text))
        assert len(wanted) > 50
        assert wanted - names == set()
    (fork,) = [each for each in sbom["components"] if each["name"] == "github.com/tgummerer/clipboard"]
    assert {"name": "go:replaces", "value": "github.com/atotto/clipboard"} in fork["properties"]


def test_it_names_nothing_that_tests_need(sbom: dict[str, Any]) -> None:
    assert {"pytest", "hypothesis", "mypy", "ruff"} & {each["name"] for each in sbom["components"]} == set()


def test_it_is_the_same_each_time_and_another_for_other_locks(sbom: dict[str, Any]) -> None:
    assert json.dumps(document(ROOT)) == json.dumps(sbom)
    one, other = (list(packages(f"a=={v} \\\n    --hash=sha256:{'0' * 64}\n")) for v in ("1", "2"))
    assert one != other


def test_a_module_without_a_checksum_is_an_error() -> None:
    with pytest.raises(KeyError):
        list(modules("require example.com/a v1.0.0\n", "example.com/a v1.0.0/go.mod h1:x=\n"))


def test_names_are_written_as_package_urls_want_them() -> None:
    (found,) = modules(
        "require example.com/Azure/a v1.0.0+incompatible\n", "example.com/Azure/a v1.0.0+incompatible h1:x=\n"
    )
    assert found["purl"] == "pkg:golang/example.com/azure/a@v1.0.0%2Bincompatible"
    assert found["name"] == "example.com/Azure/a"
