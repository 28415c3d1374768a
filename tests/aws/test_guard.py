"""The guard of accounts in a matrix of a stack's settings, what redirects botocore, and credentials.

Loopback servers stand for AWS and for two others: each says of every key that it belongs to its own account.
Whatever the combination, a call reaches Glue only where the account of that very place is an allowed one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from catalog.aws.errors import ProviderError
from catalog.aws.session import Session
from catalog.aws.settings_reader import settings
from tests.support.worlds import World, load_once, serving, stand_for_aws

OURS, THEIRS, THIRD = "111111111111", "222222222222", "333333333333"
AWS_VARIABLES = (
    *("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_GLUE", "AWS_ENDPOINT_URL_STS", "AWS_DATA_PATH", "AWS_CA_BUNDLE"),
    *("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN"),
    *("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
    *("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"),
    *("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "CATALOG_AWS_TRUST"),
)


@dataclass
class Places:
    """AWS, and two others that answer on this machine."""

    aws: World
    fake: World
    third: World

    @property
    def all(self) -> tuple[World, ...]:
        return self.aws, self.fake, self.third


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Places]:
    """The servers, and an environment in which nothing is set but keys."""
    for variable in AWS_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "FROMSHELL")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    with serving(World(OURS)) as aws, serving(World(THEIRS)) as fake, serving(World(THIRD)) as third:
        stand_for_aws(monkeypatch, aws)
        load_once(monkeypatch)
        yield Places(aws, fake, third)


ENDPOINTS = {  # of the stack: service to place
    "none": {},
    "both fake": {"glue": "fake", "sts": "fake"},
    "two of this machine": {"glue": "third", "sts": "fake"},
    "glue alone": {"glue": "third"},
    "sts alone": {"sts": "fake"},
    "sts here, glue at aws": {"glue": "https://glue.us-east-1.amazonaws.com", "sts": "fake"},
    "glue here, sts at aws": {"glue": "third", "sts": "https://sts.us-east-1.amazonaws.com"},
    "both at aws": {"glue": "https://glue.us-east-1.amazonaws.com", "sts": "https://sts.amazonaws.com"},
    "disguised": {"glue": "https://glue.us-east-1.amazonaws.com", "sts": r"http://127.0.0.1:1\@evil.example"},
    "a stranger's": {"glue": "https://evil.example", "sts": "https://evil.example"},
}
NEVER = {
    "glue alone",
    "sts alone",
    "sts here, glue at aws",
    "glue here, sts at aws",
    "disguised",
    "a stranger's",
}
REDIRECTS: dict[str, tuple[dict[str, str], str]] = {  # of the environment, and lines of its profile
    "none": ({}, ""),
    "all": ({"AWS_ENDPOINT_URL": "fake"}, ""),
    "sts": ({"AWS_ENDPOINT_URL_STS": "fake"}, ""),
    "glue": ({"AWS_ENDPOINT_URL_GLUE": "third"}, ""),
    "both to one": ({"AWS_ENDPOINT_URL_GLUE": "fake", "AWS_ENDPOINT_URL_STS": "fake"}, ""),
    "each elsewhere": ({"AWS_ENDPOINT_URL_GLUE": "third", "AWS_ENDPOINT_URL_STS": "fake"}, ""),
    "ignored": ({"AWS_ENDPOINT_URL_STS": "fake", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, ""),
    "profile, all": ({}, "endpoint_url = {fake}\n"),
    "profile, sts": ({}, "services = mine\n[services mine]\nsts =\n  endpoint_url = {fake}\n"),
    "profile and shell": ({"AWS_ENDPOINT_URL_GLUE": "third"}, "endpoint_url = {fake}\n"),
    "sts in disguise": ({"AWS_ENDPOINT_URL_STS": r"http://127.0.0.1:1\@evil.example"}, ""),
    "proxy": ({"HTTP_PROXY": "fake", "http_proxy": "fake"}, ""),
}
CREDENTIALS: dict[str, tuple[dict[str, Any], str]] = {  # of the stack, and lines of the config file
    "shell": ({}, ""),
    "stack": ({"accessKey": "FROMSTACK", "secretKey": "x"}, ""),
    "role": ({"assumeRoles": [{"roleArn": f"arn:aws:iam::{OURS}:role/{n}"} for n in ("one", "two")]}, ""),
    "role of a profile": (
        {"profile": "deploy"},
        f"[profile deploy]\nregion = us-east-1\nrole_arn = arn:aws:iam::{OURS}:role/deploy\n"
        "source_profile = keys\n"
        "[profile keys]\naws_access_key_id = FROMPROFILE\naws_secret_access_key = x\n",
    ),
}
GUARDS: tuple[dict[str, Any], ...] = (
    {"allowedAccountIds": [OURS]},
    {"allowedAccountIds": [THEIRS]},
    {"forbiddenAccountIds": [OURS]},
    {"forbiddenAccountIds": [THEIRS], "skipCredentialsValidation": "true"},
    {"allowedAccountIds": []},
    {"forbiddenAccountIds": ""},
    {"allowedAccountsIds": [OURS]},
)


def allows(guard: dict[str, Any], account: str) -> bool:
    """What a guard says of an account, written down a second time."""
    if "allowedAccountIds" in guard:
        return account in guard["allowedAccountIds"]
    return bool(guard.get("forbiddenAccountIds")) and account not in guard["forbiddenAccountIds"]


def filled_in(text: str, places: Places) -> str:
    return {"fake": places.fake.url, "third": places.third.url}.get(text, text)


def prepared(
    redirect: str, credentials: str, places: Places, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    """Sets the variables and writes the config file."""
    variables, profile = REDIRECTS[redirect]
    for variable in AWS_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, filled_in(value, places))
    lines = CREDENTIALS[credentials][1]
    head = "" if lines else "[default]\n"
    own, sections, rest = profile.replace("{fake}", places.fake.url).partition("[services")
    file.write_text(
        f"{head}{lines.replace('role_arn', own + 'role_arn')}{'' if lines else own}{sections}{rest}"
    )


def tried(values: dict[str, Any]) -> str:
    """Asks for the databases as the plugin does; '' or why it was refused."""
    try:
        Session(settings({"region": "us-east-1", "maxRetries": 1, **values})).glue().get_databases()
    except ProviderError as error:
        return str(error)
    return ""


def guards_for(redirect: str, credentials: str) -> tuple[dict[str, Any], ...]:
    """All of them where nothing redirects, else those that tell the places apart."""
    return GUARDS if (redirect, credentials) == ("none", "shell") else GUARDS[:2]


CASES = [(redirect, "shell") for redirect in REDIRECTS] + [
    (redirect, credentials)
    for redirect in ("all", "sts", "profile, sts")
    for credentials in CREDENTIALS
    if credentials != "shell"
]


@pytest.mark.parametrize(("redirect", "credentials"), CASES)
def test_no_call_leaves_for_a_place_or_an_account_that_is_not_cleared(
    places: Places, redirect: str, credentials: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reached = dict.fromkeys(ENDPOINTS, 0)
    for stack, guard in product(ENDPOINTS, guards_for(redirect, credentials)):
        prepared(redirect, credentials, places, monkeypatch, tmp_path / "config")
        for place in places.all:
            place.calls.clear()
        own = {service: filled_in(where, places) for service, where in ENDPOINTS[stack].items()}
        values = {**guard, **CREDENTIALS[credentials][0], **({"endpoints": [own]} if own else {})}
        refused = tried(values)
        case = f"{stack}, {redirect}, {credentials}, {guard}: {refused or 'went through'}"
        assert "\n" not in refused, case
        reached[stack] += look_at_calls(places, stack, guard, refused, case)
        if own:  # whatever the shell says, nothing leaves for where the stack does not point
            assert {p.url for p in places.all if p.calls} <= pointed_at(own, places), case
    assert reached["both fake"], "a matrix in which all is refused shows nothing"
    assert reached["both at aws"]
    assert reached["two of this machine"]
    assert all(reached[stack] == 0 for stack in NEVER)


def look_at_calls(places: Places, stack: str, guard: dict[str, Any], refused: str, case: str) -> int:
    """Asserts that Glue was reached only where the guard had an answer that suits it; how often it was."""
    if stack in NEVER:
        assert refused, case
        assert not any(place.calls for place in places.all), case
    hit = [place for place in places.all if place.of("glue")]
    assert bool(hit) is not bool(refused), case
    asked = [p for p in places.all if any(c.operation == "GetCallerIdentity" for c in p.calls)]
    for place in hit:
        assert len(asked) == 1, case
        assert stack == "two of this machine" or asked == [place], case
        assert allows(guard, asked[0].account), case
        assert {c.key for c in place.of("glue")} <= {c.key for c in asked[0].of("sts")}, case
    return len(hit)


def pointed_at(own: dict[str, str], places: Places) -> set[str]:
    """Where a stack's endpoints lead."""
    there = {place.url for place in places.all if place.url in own.values()}
    return there | ({places.aws.url} if "amazonaws" in str(own) else set())


@pytest.mark.parametrize("redirect", ["none", "all", "both to one", "ignored", "profile, all", "proxy"])
def test_a_stack_without_endpoints_goes_where_the_environment_sends_both(
    places: Places, redirect: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prepared(redirect, "shell", places, monkeypatch, tmp_path / "config")
    place = places.aws if redirect in ("none", "ignored", "proxy") else places.fake
    assert tried({"allowedAccountIds": [place.account]}) == ""
    assert [p for p in places.all if p.calls] == [place]


@pytest.mark.parametrize("redirect", ["sts", "glue", "each elsewhere", "profile, sts", "profile and shell"])
def test_half_a_redirection_is_refused_before_anybody_is_asked(
    places: Places, redirect: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prepared(redirect, "shell", places, monkeypatch, tmp_path / "config")
    refused = tried({"allowedAccountIds": [THEIRS]})
    assert refused.startswith("AWS_ENDPOINT_URL* or the profile send glue to ")
    assert "has to be who gets the calls" in refused
    assert not any(place.calls for place in places.all)


def test_changed_data_of_botocore_can_not_answer_the_guard(
    places: Places, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rules = {
        "version": "1.0",
        "parameters": {"Region": {"builtIn": "AWS::Region", "type": "String", "documentation": ""}},
        "rules": [{"conditions": [], "endpoint": {"url": places.fake.url, "properties": {}, "headers": {}},
                   "type": "endpoint"}],
    }  # fmt: skip
    folder = tmp_path / "models" / "sts" / "2011-06-15"
    folder.mkdir(parents=True)
    (folder / "endpoint-rule-set-1.json").write_text(json.dumps(rules))
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path / "models"))
    refused = tried({"allowedAccountIds": [THEIRS]})
    assert refused.startswith("nothing was sent: a call to sts was about to go to http://127.0.0.1:")
    assert not any(place.calls for place in places.all)


def test_credentials_that_are_renewed_as_another_accounts_are_refused(
    places: Places, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A credential_process gives keys of the allowed account first, of another one later."""
    keys = tmp_path / "keys"
    (tmp_path / "config").write_text(f"[default]\ncredential_process = cat {keys}\n")
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(variable)
    places.aws.accounts["SECOND"] = THIRD
    rest = {"Version": 1, "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2099-01-01T00:00:00Z"}
    keys.write_text(json.dumps({"AccessKeyId": "FIRST", **rest}))
    session = Session(settings({"region": "us-east-1", "allowedAccountIds": [OURS]}))
    glue = session.glue()
    glue.get_databases()
    keys.write_text(json.dumps({"AccessKeyId": "SECOND", **rest}))
    credentials = session._session().get_credentials()
    assert credentials is not None
    vars(credentials)["_expiry_time"] = vars(credentials)["_expiry_time"].replace(year=2000)
    with pytest.raises(ProviderError, match=f"account {THIRD}, but aws:allowedAccountIds allows only {OURS}"):
        glue.get_databases()
    assert [(c.service, c.key) for c in places.aws.calls] == [
        ("sts", "FIRST"), ("glue", "FIRST"), ("sts", "SECOND"),
    ]  # fmt: skip


INSTANCE = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "fake"}
CONTAINER = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "fake"}
SOURCES = [  # what leads to a metadata service, and the credential_source of the profile
    (INSTANCE, ""),
    (INSTANCE, "Ec2InstanceMetadata"),
    ({**INSTANCE, "AWS_DEFAULTS_MODE": "auto"}, ""),
    (CONTAINER, ""),
    (CONTAINER, "EcsContainer"),
]


@pytest.mark.parametrize(("variables", "source"), SOURCES)
def test_skipping_the_metadata_service_holds(
    places: Places, variables: dict[str, str], source: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_EC2_METADATA_DISABLED"):
        monkeypatch.delenv(variable)
    for name, value in variables.items():
        monkeypatch.setenv(name, filled_in(value, places))
    role = f"role_arn = arn:aws:iam::{OURS}:role/x\ncredential_source = {source}\n" if source else ""
    (tmp_path / "config").write_text(f"[default]\n{role}")
    refused = tried({"skipMetadataApiCheck": "true", "allowedAccountIds": [OURS]})
    assert refused.startswith("cannot ")
    assert not any(place.calls for place in places.all)
    tried({"allowedAccountIds": [OURS]})  # without the setting it is asked
    assert {c.service for c in places.fake.calls} == {"metadata"}
