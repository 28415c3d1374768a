"""The copy of a state that a preview reads: what is not protected in it, and where it lies."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from catalog.engine.states.unprotected import can_copy, without_protection
from tests.support.engine_events import URN


def exported(provider: str = "passphrase") -> dict[str, Any]:
    """A stack's export with three protected tables."""
    resources = [{"urn": f"{URN}{name}", "protect": True, "inputs": {"name": name}} for name in "abc"]
    deployment = {"secrets_providers": {"type": provider}, "resources": resources}
    return {"version": 4, "features": ["refreshBeforeUpdate"], "deployment": deployment}


def test_only_what_is_named_is_not_protected_and_the_copy_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = exported()
    with without_protection(before, "dev", [f"{URN}a", f"{URN}c"]) as url:
        folder = Path(unquote(urlsplit(url).path))
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        found = json.loads((folder / ".pulumi" / "stacks" / "shop" / "dev.json").read_text())
    assert not [*tmp_path.iterdir()]
    assert before == exported()
    latest = found["checkpoint"].pop("latest")
    assert found == {
        "version": 4,
        "features": ["refreshBeforeUpdate"],
        "checkpoint": {"stack": "organization/shop/dev"},
    }
    assert [each.pop("protect", False) for each in latest["resources"]] == [False, True, False]
    assert [each["inputs"] for each in latest["resources"]] == [{"name": name} for name in "abc"]
    assert latest["secrets_providers"] == {"type": "passphrase"}


def test_a_stack_whose_secrets_pulumi_cloud_keeps_has_no_copy() -> None:
    assert not can_copy(exported("service"))
    assert can_copy(exported("cloud"))
    assert can_copy({"version": 3, "deployment": {"secrets_providers": None}})
