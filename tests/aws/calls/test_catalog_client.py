"""The door to Glue that the command line uses: a stack's `aws:` keys in, a guarded client out."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.aws.calls.catalog_client import open_catalog
from catalog.aws.errors import ProviderError
from catalog.aws.settings import ConfigError
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
    (own,) = settings["endpoints"]
    elsewhere = open_catalog({**settings, "endpoints": [{"sts": own["sts"]}]})
    assert elsewhere.glue.meta.endpoint_url == "https://glue.us-east-1.amazonaws.com"


def test_encrypted_credentials_are_the_shells_and_other_encrypted_keys_are_refused(
    settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "shell")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "shell")
    secret = {"secure": "v1:abc"}
    assert open_catalog({**settings, "accessKey": secret, "secretKey": secret}).account == ACCOUNT
    with pytest.raises(ConfigError, match="aws:allowedAccountIds is encrypted in the stack's file"):
        open_catalog({**settings, "allowedAccountIds": secret})
