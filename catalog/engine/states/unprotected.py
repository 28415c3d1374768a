"""A copy of a stack's state in which some resources are not protected: what a preview reads in its place.

The engine ends a preview at the first protected resource that would go, so what comes after it stays unseen.
The copy lies in a private folder, as a backend of the engine's own kind (`stacks/PROJECT/STACK.json`, as in
pulumi's pkg/backend/diy); secrets stay encrypted in it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LAYOUT = "version: 1\n"  # of a backend's meta.yaml: stacks lie below their project
PULUMI_CLOUD = "service"  # whose secrets only its own backend can read


def can_copy(exported: Mapping[str, Any]) -> bool:
    """Whether a stack of this export (`pulumi stack export`) can be previewed in another backend."""
    provider = exported["deployment"].get("secrets_providers") or {}
    return provider.get("type") != PULUMI_CLOUD


def checkpoint(
    exported: Mapping[str, Any], project: str, stack: str, urns: Collection[str]
) -> dict[str, Any]:
    """A backend's file of an exported stack, without the protection of these URNs."""
    deployment = exported["deployment"]
    resources = [
        {k: v for k, v in each.items() if k != "protect"} if each["urn"] in urns else each
        for each in deployment.get("resources") or ()
    ]
    latest = {**deployment, "resources": resources}
    more = {key: exported[key] for key in ("features",) if key in exported}
    name = f"organization/{project}/{stack}"
    return {"version": exported["version"], **more, "checkpoint": {"stack": name, "latest": latest}}


@contextmanager
def without_protection(exported: Mapping[str, Any], stack: str, urns: Collection[str]) -> Iterator[str]:
    """The URL of a backend that has this stack alone, as long as it is open; `urns` are not empty."""
    project = next(iter(urns)).split("::")[1]  # urn:pulumi:STACK::PROJECT::TYPE::NAME
    with tempfile.TemporaryDirectory(prefix="catalog-state-") as folder:  # only its owner may enter
        file = Path(folder, ".pulumi", "stacks", project, f"{stack}.json")
        file.parent.mkdir(parents=True)
        Path(folder, ".pulumi", "meta.yaml").write_text(LAYOUT)
        file.write_text(json.dumps(checkpoint(exported, project, stack, urns)))
        yield Path(folder).as_uri()
