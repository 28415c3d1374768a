"""The `aws:` keys in every form they come in, and what is wrong with some."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from catalog.aws import known_keys
from catalog.aws.errors import ConfigError
from catalog.aws.settings import AssumeRole, Settings
from catalog.aws.settings_reader import settings
from catalog.aws.shapes.properties import UNKNOWN

ROLE = {"roleArn": "arn:aws:iam::1:role/deploy", "externalId": "shared-word", "duration": "1h30m"}

READ: list[tuple[str, Any, str, Any]] = [
    ("region", "ap-southeast-5", "region", "ap-southeast-5"),
    ("profile", "dev", "profile", "dev"),
    ("maxRetries", 7, "max_attempts", 7),
    ("maxRetries", "7", "max_attempts", 7),
    ("maxRetries", 7.0, "max_attempts", 7),
    ("useDualstackEndpoint", True, "dualstack", True),
    ("skipMetadataApiCheck", "true", "skip_metadata", True),
    ("insecure", "false", "insecure", False),
    ("skipRequestingAccountId", "true", "skip_account_id", True),
    (
        "endpoints",
        [{"glue": "http://localhost:1"}, {"sts": "http://[::1]:2"}],
        "endpoints",
        {"glue": "http://localhost:1", "sts": "http://[::1]:2"},
    ),
    (
        "endpoints",
        '[{"glue":"http://127.0.0.1:1","sts":"http://127.0.0.1:1"}]',
        "endpoints",
        {"glue": "http://127.0.0.1:1", "sts": "http://127.0.0.1:1"},
    ),
    ("endpoints", "", "endpoints", {}),
    ("allowedAccountIds", ["012345678901"], "allowed_accounts", {"012345678901"}),
    ("allowedAccountIds", '["012345678901"]', "allowed_accounts", {"012345678901"}),
    ("allowedAccountIds", [123456789012], "allowed_accounts", {"123456789012"}),
    ("forbiddenAccountIds", "[123456789012]", "forbidden_accounts", {"123456789012"}),
    ("defaultTags", '{"tags": {"a": "1"}}', "default_tags", {"a": "1"}),
    ("ignoreTags", {"keys": ["a"], "keyPrefixes": ["b-"]}, "ignored_tags", {"a"}),
    ("ignoreTags", {"keys": ["a"], "keyPrefixes": ["b-"]}, "ignored_tag_prefixes", ("b-",)),
    ("retryMode", "standard", "retry_mode", "standard"),
    ("sharedConfigFiles", '["~/.aws/config"]', "config_files", ("~/.aws/config",)),
    ("httpProxy", "http://[::1]:8", "proxies", {"http": "http://[::1]:8", "https": "http://[::1]:8"}),
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
        "pluginDownloadURL": "https://example.com",
        "__internal": {},
        "skipCredentialsValidation": "true",
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
    ({"allowedAccountIds": ["1" * 12], "forbiddenAccountIds": ["2" * 12]}, "exclude each other"),
    ({"allowedAccountIds": ["1" * 12], "skipRequestingAccountId": True}, "leaves .* unchecked"),
    ({"forbiddenAccountIds": ["1" * 12], "skipRequestingAccountId": "true"}, "leaves .* unchecked"),
    ({"ec2MetadataServiceEndpoint": "http://a"}, "set AWS_EC2_METADATA_SERVICE_ENDPOINT"),
    ({"allowedAccountsIds": ["1" * 12]}, r"no key of the aws plugin \(did you mean 'allowedAccountIds'\?\)"),
    ({"AllowedAccountIds": ["1" * 12]}, r"did you mean 'allowedAccountIds'"),
    ({"skipMetadataAPICheck": "true"}, r"did you mean 'skipMetadataApiCheck'"),
    ({"assumeRoles": [{**ROLE, "externalID": "x"}]}, r"no 'externalID' \(did you mean 'externalId'\?\)"),
    ({"assumeRoles": [{**ROLE, "tags": ["x"]}]}, "tags are an object"),
    ({"maxRetries": "inf"}, "aws:maxRetries is a number, not 'inf'"),
    ({"profile": ["a"]}, "aws:profile is a single value, not a list"),
    ({"endpoints": [{"Glue": "http://127.0.0.1:1"}]}, "the service is written glue, not Glue"),
    ({"accessKey": "AKIA"}, "aws:accessKey and aws:secretKey belong together"),
    ({"retryMode": "eager"}, "aws:retryMode is 'standard' or 'adaptive', not 'eager'"),
    ({"region": UNKNOWN}, "is not known yet"),
]


@pytest.mark.parametrize(("values", "message"), BROKEN)
def test_a_value_that_can_not_be_used_is_named(values: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        settings(values, {})


# What may stand where a list of accounts is expected, and is never the same as no list.
NO_LISTS: list[tuple[Any, str]] = [
    ([], "is an empty list"),
    ("[]", "is an empty list"),
    ("", "not the text ''"),
    (" ", "not the text ' '"),
    (None, "not null"),
    ("null", "not null"),
    (False, "not false"),
    ("false", "not false"),
    (0, "not 0"),
    ("0", "not 0"),
    ({}, "not {}"),
    ('""', "not ''"),
    ("123456789012", "not 123456789012"),
    ("111111111111,222222222222", "not the text '111111111111,222222222222'"),
    (123456789012, "not 123456789012"),
    ([""], "'' is no account ID of 12 digits"),
    (["prod"], "'prod' is no account ID of 12 digits"),
    (["1"], "'1' is no account ID"),
    (["1234567890123"], "'1234567890123' is no account ID"),
    (["１２３４５６７８９０１２"], "is no account ID"),
    ([None], "null is no account ID"),
    ([True], "true is no account ID"),
    ([["123456789012"]], "is no account ID of 12 digits"),
    ([0], "0 is no account ID of 12 digits; put account IDs in quotes"),
    ([12345678901], "12345678901 is no account ID of 12 digits; put account IDs in quotes"),
    (["123456789012", ""], "'' is no account ID"),
]


@pytest.mark.parametrize("key", ["allowedAccountIds", "forbiddenAccountIds"])
@pytest.mark.parametrize(("value", "message"), NO_LISTS)
def test_a_list_of_accounts_that_is_none_for_certain_is_an_error(key: str, value: Any, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings({key: value}, {})
    assert str(caught.value).startswith(f"aws:{key}")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_white_space_around_an_account_is_none_of_it() -> None:
    assert settings({"allowedAccountIds": [" 123456789012 "]}, {}).allowed_accounts == {"123456789012"}


def test_the_known_keys_are_those_of_pulumi_aws() -> None:
    source = find_spec("pulumi_aws")
    assert source is not None
    assert source.submodule_search_locations is not None
    keys = Path(source.submodule_search_locations[0], "config", "vars.py").read_text("utf-8")
    theirs = set(re.findall(r"__config__\.get(?:_\w+)?\('(\w+)'\)", keys))
    assert len(theirs) > 30
    assert theirs | {"assumeRole"} == known_keys.KNOWN
    assert not known_keys.READ & known_keys.PASSED_OVER


def test_the_settings_do_not_show_their_secrets() -> None:
    found = settings(
        {"accessKey": "AKIAXXX", "secretKey": "the-secret", "token": "the-token", "assumeRoles": [ROLE]}, {}
    )
    assert "the-secret" not in repr(found)
    assert "the-token" not in repr(found)
    assert "shared-word" not in repr(found)
    assert "AKIAXXX" not in repr(found)
    blotted = found.secrets.blot("the-secret and the-token and shared-word and AKIAIOSFODNN7EXAMPLE")
    assert blotted == "[secret] and [secret] and [secret] and AKIAIOSF..."
    assert found.secrets.blot("key AKIAXXX") == "key [secret]"


@pytest.mark.parametrize("file", ["/etc/..$PWD/config", "~/.aws/$ANY/config", "/etc/../srv/config", "config"])
@pytest.mark.parametrize("key", ["sharedConfigFiles", "sharedCredentialsFiles"])
def test_a_file_of_elsewhere_is_refused_in_any_spelling(key: str, file: str) -> None:
    with pytest.raises(ConfigError, match=rf"aws:{key}: the file lies neither in ~/.aws nor in /etc"):
        settings({key: [file]}, {})
