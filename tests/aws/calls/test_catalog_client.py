"""The door to Glue that the command line uses: a stack's `aws:` keys in, a guarded client out."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.aws.calls.catalog_client import open_catalog
from catalog.aws.errors import ConfigError, ProviderError
from tests.support.provider.harness import ACCOUNT


def test_a_stacks_keys_open_its_catalog(settings: dict[str, Any], database: str) -> None:
    client = open_catalog(settings)
    assert (client.region, client.account, client.catalog) == ("us-east-1", ACCOUNT, ACCOUNT)
    assert client.glue.get_database(Name=database, **client.scope)["Database"]["Name"] == database


def test_an_account_that_the_stack_does_not_allow_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ProviderError, match=f"account {ACCOUNT}, but aws:allowedAccountIds allows only"):
        open_catalog({**settings, "allowedAccountIds": ["999999999999"]})


def test_endpoints_of_the_shell_are_not_used(
    settings: dict[str, Any], database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert open_catalog(settings).glue.get_database(Name=database)["Database"]["Name"] == database


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("secretKey", {"secure": "v1:abc"}),
        ("allowedAccountIds", {"secure": "v1:abc"}),
        ("assumeRoles", [{"roleArn": "arn:aws:iam::1:role/x", "externalId": {"secure": "v1:abc"}}]),
    ],
)
def test_what_is_left_encrypted_is_refused_and_never_left_out(
    settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch, key: str, value: Any
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "shell")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "shell")
    with pytest.raises(ConfigError, match=f"aws:{key} is encrypted in the stack's file"):
        open_catalog({**settings, key: value})
