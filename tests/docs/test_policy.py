"""The policy of docs/aws.md allows what the plugin and the command ask of Glue, and no more."""

from __future__ import annotations

import json
import re

from botocore import xform_name
from botocore.session import Session

from catalog.language.glue.kinds import KINDS
from tests.support.pages import blocks
from tests.support.project import ROOT

SOCKETS = {"CreateConnection"}  # socket.create_connection, which is no call of Glue's


def asked() -> set[str]:
    """The operations of Glue that the plugin's kinds name, and those that its code calls by their methods."""
    glue = Session().get_service_model("glue").operation_names
    by_method = {xform_name(name): name for name in glue}
    rooms = [ROOT / "catalog" / room for room in ("aws", "provider", "cli")]
    text = "\n".join(path.read_text("utf-8") for room in rooms for path in room.rglob("*.py"))
    called = {
        by_method[name] for name in re.findall(r"[\"'.]([a-z]+(?:_[a-z]+)+)[\"'(]", text) if name in by_method
    }
    return (called - SOCKETS) | {
        name for kind in KINDS.values() for name in (kind.create, kind.read, kind.update, kind.delete) if name
    }


def test_the_policy_allows_what_is_asked_and_no_more() -> None:
    (policy,) = [json.loads(b.text) for b in blocks("docs/aws.md") if b.language == "json"]
    allowed = {action.removeprefix("glue:") for action in policy["Statement"][0]["Action"]}
    assert allowed == asked()
