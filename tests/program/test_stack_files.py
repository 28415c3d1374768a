from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from tests.support.project import ROOT


def config(stack: str) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    return values


def test_stack_local_can_only_reach_this_machine() -> None:
    local = config("local")
    (endpoints,) = local["aws:endpoints"]
    assert {"glue", "sts"} <= set(endpoints)
    assert {urlsplit(url).hostname for url in endpoints.values()} == {"127.0.0.1"}
    assert (local["aws:accessKey"], local["aws:secretKey"]) == ("test", "test")
    assert local["aws:allowedAccountIds"] == ["123456789012"]
    assert not {"aws:profile", "aws:assumeRoles"} & set(local)


def test_stack_local_bears_the_salt_that_stack_init_would_write() -> None:
    text = (ROOT / "Pulumi.local.yaml").read_text()
    assert text.splitlines()[-1].startswith("encryptionsalt: v1:")


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_shipped_accounts_are_guarded_until_their_values_are_replaced(stack: str) -> None:
    values = config(stack)
    assert values["aws:allowedAccountIds"] == ["000000000000"]
    (role,) = values["aws:assumeRoles"]
    assert role["roleArn"].startswith("arn:aws:iam::000000000000:role/")
    assert role["externalId"]
    lines = (ROOT / f"Pulumi.{stack}.yaml").read_text().splitlines()
    for value in ("000000000000", "externalId", "lake:"):
        assert all("# REPLACE" in line for line in lines if value in line), value


@pytest.mark.parametrize("stack", ["local", "dev", "prod"])
def test_every_stack_is_in_the_region_and_has_a_lake_and_an_environment(stack: str) -> None:
    values = config(stack)
    assert values["aws:region"] == "ap-southeast-5"
    assert values["catalog:environment"] == stack
    assert values["catalog:variables"]["lake"]


def test_only_prod_is_protected() -> None:
    assert [config(stack).get("catalog:protect", False) for stack in ("local", "dev", "prod")] == [
        False,
        False,
        True,
    ]
