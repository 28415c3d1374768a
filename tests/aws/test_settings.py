"""The `aws:` keys in every form they come in, and what is wrong with some."""

from __future__ import annotations

import json
from typing import Any

import pytest

from catalog.aws.settings import AssumeRole, ConfigError, Settings, settings
from catalog.aws.shapes.properties import UNKNOWN

ROLE = {"roleArn": "arn:aws:iam::1:role/deploy", "externalId": "shared-word", "duration": "1h30m"}

READ: list[tuple[str, Any, str, Any]] = [
    ("region", "ap-southeast-5", "region", "ap-southeast-5"),
    ("profile", "dev", "profile", "dev"),
    ("maxRetries", 7, "max_attempts", 7),
    ("maxRetries", "7", "max_attempts", 7),
    ("maxRetries", 7.0, "max_attempts", 7),
    ("insecure", "true", "insecure", True),
    ("insecure", True, "insecure", True),
    ("insecure", "false", "insecure", False),
    ("skipRequestingAccountId", "true", "skip_account_id", True),
    (
        "endpoints",
        [{"glue": "http://a"}, {"sts": "http://b"}],
        "endpoints",
        {"glue": "http://a", "sts": "http://b"},
    ),
    (
        "endpoints",
        '[{"glue":"http://a","sts":"http://a"}]',
        "endpoints",
        {"glue": "http://a", "sts": "http://a"},
    ),
    ("endpoints", "", "endpoints", {}),
    ("allowedAccountIds", ["012345678901"], "allowed_accounts", {"012345678901"}),
    ("allowedAccountIds", '["012345678901"]', "allowed_accounts", {"012345678901"}),
    ("allowedAccountIds", [12345678901], "allowed_accounts", {"012345678901"}),
    ("forbiddenAccountIds", "[123456789012]", "forbidden_accounts", {"123456789012"}),
    ("defaultTags", '{"tags": {"a": "1"}}', "default_tags", {"a": "1"}),
    ("ignoreTags", {"keys": ["a"], "keyPrefixes": ["b-"]}, "ignored_tags", {"a"}),
    ("ignoreTags", {"keys": ["a"], "keyPrefixes": ["b-"]}, "ignored_tag_prefixes", ("b-",)),
    ("retryMode", "standard", "retry_mode", "standard"),
    ("sharedConfigFiles", '["~/.aws/config"]', "config_files", ("~/.aws/config",)),
    ("httpProxy", "http://proxy", "proxies", {"http": "http://proxy", "https": "http://proxy"}),
    ("userAgents", [{"productName": "a", "productVersion": "1"}, "b"], "user_agents", ("a/1", "b")),
    ("useFipsEndpoint", "true", "fips", True),
]


@pytest.mark.parametrize(("key", "value", "name", "expected"), READ)
def test_a_key_is_read_in_each_form(key: str, value: Any, name: str, expected: Any) -> None:
    assert getattr(settings({key: value}, {}), name) == expected


@pytest.mark.parametrize("roles", [[ROLE], json.dumps([ROLE])])
def test_a_role_with_its_external_id_is_read(roles: Any) -> None:
    expected = AssumeRole("arn:aws:iam::1:role/deploy", "shared-word", duration=5400)
    assert settings({"assumeRoles": roles}, {}).assume_roles == (expected,)


def test_what_the_engine_or_the_official_plugin_knows_is_no_error() -> None:
    known = {
        "version": "7.51.1",
        "skipRegionValidation": "true",
        "tokenBucketRateLimiterCapacity": 5,
        "s3UsePathStyle": "true",
    }
    assert settings(known, {}) == Settings()


ENVIRONMENT: list[tuple[dict[str, str], dict[str, Any], str, Any]] = [
    ({"AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"}, {}, "region", "a"),
    ({"AWS_DEFAULT_REGION": "b"}, {}, "region", "b"),
    ({"AWS_REGION": "a"}, {"region": "c"}, "region", "c"),
    ({"AWS_MAX_ATTEMPTS": "4"}, {}, "max_attempts", 4),
    ({"AWS_MAX_ATTEMPTS": "many"}, {}, "max_attempts", 0),
    ({"AWS_RETRY_MODE": "legacy"}, {}, "retry_mode", "legacy"),
    ({}, {}, "retry_mode", "adaptive"),
    ({"TF_AWS_DEFAULT_TAGS_team": "data"}, {"defaultTags": {"tags": {"a": "1"}}}, "default_tags",
     {"team": "data", "a": "1"}),
]  # fmt: skip


@pytest.mark.parametrize(("environment", "values", "name", "expected"), ENVIRONMENT)
def test_the_environment_fills_in(environment: Any, values: Any, name: str, expected: Any) -> None:
    assert getattr(settings(values, environment), name) == expected


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"maxRetries": "often"}, "aws:maxRetries is a number, not 'often'"),
    ({"insecure": "perhaps"}, "aws:insecure is true or false, not 'perhaps'"),
    ({"endpoints": "{"}, "aws:endpoints is no valid JSON"),
    ({"endpoints": {"glue": "x"}}, "aws:endpoints is a list as JSON"),
    ({"endpoints": ["http://a"]}, "aws:endpoints is a list of objects such as"),
    ({"defaultTags": '["a"]'}, "aws:defaultTags is an object as JSON"),
    ({"assumeRoles": [{"externalId": "x"}]}, "each role is an object with at least roleArn"),
    ({"assumeRoles": [{**ROLE, "duration": "long"}]}, "'long' is no duration such as 1h or 900s"),
    ({"assumeRole": ROLE}, "aws:assumeRole is the old key: write aws:assumeRoles"),
    ({"assumeRoleWithWebIdentity": ROLE}, "set AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE"),
    ({"noProxy": "a.example"}, "aws:noProxy is not read here: set HTTPS_PROXY and NO_PROXY"),
    ({"allowedAccountIds": ["prod"]}, "'000000000000prod'|'00000000prod' is no account ID of 12 digits"),
    ({"allowedAccountIds": ["1"], "forbiddenAccountIds": ["2"]}, "exclude each other"),
    ({"allowedAccountIds": ["1"], "skipRequestingAccountId": True}, "leaves .* unchecked"),
    ({"accessKey": "AKIA"}, "aws:accessKey and aws:secretKey belong together"),
    ({"retryMode": "eager"}, "aws:retryMode is 'standard' or 'adaptive', not 'eager'"),
    ({"region": UNKNOWN}, "is not known yet"),
]


@pytest.mark.parametrize(("values", "message"), BROKEN)
def test_a_value_that_can_not_be_used_is_named(values: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        settings(values, {})


def test_the_settings_do_not_show_their_secrets() -> None:
    found = settings(
        {"accessKey": "AKIAXXX", "secretKey": "the-secret", "token": "the-token", "assumeRoles": [ROLE]}, {}
    )
    assert "the-secret" not in repr(found)
    assert "the-token" not in repr(found)
    blotted = found.secrets.blot("the-secret and the-token and shared-word and AKIAIOSFODNN7EXAMPLE")
    assert blotted == "[secret] and [secret] and [secret] and AKIAIOSF..."
