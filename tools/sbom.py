"""What a release is made of, as a CycloneDX 1.6 document: `make sbom`.

Takes the locks alone: requirements.lock with the hashes of each package's files, and the Go modules that an
engine is built from with their checksums of go.sum. Gives the same bytes for the same locks: no time, no
random number. What tests and checks need is no part of a release. Form and words:
https://cyclonedx.org/docs/1.6/json/.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from catalog.engine import pins

ROOT = Path(__file__).resolve().parent.parent
TARGET = "sbom.cdx.json"
PINNED = re.compile(r"(?m)^([A-Za-z0-9._-]+)==(\S+)(?: ; (.*?))?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$")
MODULE = re.compile(r"(?m)^(?:\t|require )(\S+) (v\S+)")
REPLACED = re.compile(r"(?m)^replace (\S+)(?: \S+)? => (\S+) (v\S+)")


def packages(lock: str) -> Iterator[dict[str, Any]]:
    """A component for each package of a lock's text."""
    for name, version, marker, hashes in PINNED.findall(lock):
        files = [{"alg": "SHA-256", "content": found} for found in re.findall(r"sha256:([0-9a-f]+)", hashes)]
        purl = f"pkg:pypi/{name}@{quote(version)}"
        yield {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": purl,
            "externalReferences": [{"type": "distribution", "url": purl, "hashes": files}],
            **({"properties": [{"name": "python:marker", "value": marker}]} if marker else {}),
        }


def modules(go_mod: str, go_sum: str) -> Iterator[dict[str, Any]]:
    """A component for each Go module that go.mod names, or that it puts in the place of one."""
    sums = {(name, version): value for name, version, value in map(str.split, go_sum.splitlines())}
    replaced = {old: (new, version) for old, new, version in REPLACED.findall(go_mod)}
    for wanted, pinned in MODULE.findall(go_mod):
        name, version = replaced.get(wanted, (wanted, pinned))
        properties = [{"name": "go:sum", "value": sums[name, version]}]
        if name != wanted:
            properties.append({"name": "go:replaces", "value": wanted})
        yield {
            "type": "library",
            "bom-ref": f"pkg:golang/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:golang/{quote(name.lower())}@{quote(version, safe='')}",
            "properties": properties,
        }


def document(root: Path) -> dict[str, Any]:
    """The whole document. Raises KeyError where go.sum lacks a module."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version = project["name"], project["version"]
    found = {
        each["bom-ref"]: each for each in packages((root / "requirements.lock").read_text(encoding="utf-8"))
    }
    for part in (pins.CLI_PART, pins.LANGUAGE_PART):
        files = ((pins.RECIPE / part / file).read_text(encoding="utf-8") for file in ("go.mod", "go.sum"))
        found |= {each["bom-ref"]: each for each in modules(*files)}
    components = [found[ref] for ref in sorted(found)]
    purl = f"pkg:pypi/{name}@{version}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([purl, components])).urn,
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": purl,
                "name": name,
                "version": version,
                "licenses": [{"license": {"id": project["license"]}}],
                "purl": purl,
            }
        },
        "components": components,
        "dependencies": [{"ref": purl, "dependsOn": sorted(found)}],
    }


def main() -> int:
    """Writes the document beside the Makefile."""
    found = document(ROOT)
    (ROOT / TARGET).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"sbom: {TARGET}: {len(found['components'])} components")
    return 0


if __name__ == "__main__":
    sys.exit(main())
