"""The plugin's configuration: the standard `aws:` keys as one frozen value.

Takes what Configure brings: text as stack configuration has it, native values or JSON text as the SDKs
send it. Unknown keys are the engine's or the official plugin's and are no error. Resolves nothing: no
file is read and no call made here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.aws.shapes.properties import UNKNOWN, contains_unknown

from .errors import ProviderError, Secrets

DEFAULT_ATTEMPTS = 10
# One limit for all calls of a run, found by what AWS throttles: "standard" gives up where that goes on.
RETRY_MODE = "adaptive"
TAG_PREFIX = "TF_AWS_DEFAULT_TAGS_"


class ConfigError(ProviderError):
    """A configuration value that can't be used; the message names the key."""


@dataclass(frozen=True, slots=True)
class AssumeRole:
    """One role to assume, with the external ID that its trust policy asks for."""

    role_arn: str
    external_id: str = ""
    session_name: str = ""
    policy: str = ""
    policy_arns: tuple[str, ...] = ()
    duration: int = 0
    source_identity: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    transitive_tag_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the `aws:` keys say. '' and 0 mean: not set."""

    region: str = ""
    profile: str = ""
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    assume_roles: tuple[AssumeRole, ...] = ()
    endpoints: Mapping[str, str] = field(default_factory=dict)
    max_attempts: int = 0
    retry_mode: str = RETRY_MODE
    allowed_accounts: frozenset[str] = frozenset()
    forbidden_accounts: frozenset[str] = frozenset()
    default_tags: Mapping[str, str] = field(default_factory=dict)
    ignored_tags: frozenset[str] = frozenset()
    ignored_tag_prefixes: tuple[str, ...] = ()
    skip_account_id: bool = False
    sts_region: str = ""
    config_files: tuple[str, ...] = ()
    credentials_files: tuple[str, ...] = ()
    ca_bundle: str = ""
    insecure: bool = False
    proxies: Mapping[str, str] = field(default_factory=dict)
    fips: bool = False
    dualstack: bool = False
    user_agents: tuple[str, ...] = ()

    @property
    def secrets(self) -> Secrets:
        """The values that no message may show."""
        return Secrets(self.secret_key, self.token, *(r.external_id for r in self.assume_roles))


def settings(values: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that `values` (keys without `aws:`) and the environment give. Raises ConfigError."""
    if contains_unknown(dict(values)):
        raise ConfigError("the provider's configuration is not known yet")
    read = _Reader(values)
    found = Settings(
        region=read.text("region")
        or environment.get("AWS_REGION")
        or environment.get("AWS_DEFAULT_REGION")
        or "",
        profile=read.text("profile"),
        access_key=read.text("accessKey"),
        secret_key=read.text("secretKey"),
        token=read.text("token"),
        assume_roles=tuple(_role(r) for r in read.items("assumeRoles")),
        endpoints=_endpoints(read.items("endpoints")),
        max_attempts=read.number("maxRetries") or _env_number(environment, "AWS_MAX_ATTEMPTS"),
        retry_mode=read.text("retryMode") or environment.get("AWS_RETRY_MODE") or RETRY_MODE,
        allowed_accounts=_accounts(read, "allowedAccountIds"),
        forbidden_accounts=_accounts(read, "forbiddenAccountIds"),
        default_tags={**_environment_tags(environment), **_tags(read.json("defaultTags", dict))},
        ignored_tags=frozenset(_strings(read.json("ignoreTags", dict), "keys")),
        ignored_tag_prefixes=tuple(_strings(read.json("ignoreTags", dict), "keyPrefixes")),
        skip_account_id=read.flag("skipRequestingAccountId"),
        sts_region=read.text("stsRegion"),
        config_files=tuple(map(str, read.items("sharedConfigFiles"))),
        credentials_files=tuple(map(str, read.items("sharedCredentialsFiles"))),
        ca_bundle=read.text("customCaBundle"),
        insecure=read.flag("insecure"),
        proxies=_proxies(read),
        fips=read.flag("useFipsEndpoint"),
        dualstack=read.flag("useDualstackEndpoint"),
        user_agents=tuple(_agent(a) for a in read.items("userAgents")),
    )
    _consistent(found, values)
    return found


# Keys of pulumi-aws that would change who calls or how, were they read: to pass over them is no choice.
NOT_READ = {
    "assumeRole": "is the old key: write aws:assumeRoles, a list of roles",
    "assumeRoleWithWebIdentity": "is not read here: set AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE",
    "noProxy": "is not read here: set HTTPS_PROXY and NO_PROXY in place of aws:httpsProxy and aws:noProxy",
}


def _consistent(found: Settings, values: Mapping[str, Any]) -> None:
    for key, todo in NOT_READ.items():
        if values.get(key):
            raise ConfigError(f"aws:{key} {todo}")
    if found.allowed_accounts and found.forbidden_accounts:
        raise ConfigError("aws:allowedAccountIds and aws:forbiddenAccountIds exclude each other: give one")
    if found.skip_account_id and (found.allowed_accounts or found.forbidden_accounts):
        raise ConfigError(
            "aws:skipRequestingAccountId leaves aws:allowedAccountIds and aws:forbiddenAccountIds unchecked"
        )
    if bool(found.access_key) != bool(found.secret_key):
        raise ConfigError("aws:accessKey and aws:secretKey belong together: give both or none")
    if found.retry_mode not in ("standard", "adaptive", "legacy"):
        raise ConfigError(f"aws:retryMode is 'standard' or 'adaptive', not {found.retry_mode!r}")


class _Reader:
    """Typed access to values that come as themselves or as JSON text."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, key: str) -> str:
        value = self._values.get(key)
        return "" if value is None or value is UNKNOWN else str(value)

    def number(self, key: str) -> int:
        text = self.text(key)
        try:
            return int(float(text)) if text else 0
        except ValueError:
            raise ConfigError(f"aws:{key} is a number, not {text!r}") from None

    def flag(self, key: str) -> bool:
        value = self.text(key).lower()
        if value not in ("", "true", "false"):
            raise ConfigError(f"aws:{key} is true or false, not {value!r}")
        return value == "true"

    def json(self, key: str, kind: type) -> Any:
        value = self._values.get(key)
        if isinstance(value, str) and value.strip():
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                raise ConfigError(f"aws:{key} is no valid JSON") from None
        if not value:
            return kind()
        if not isinstance(value, kind):
            raise ConfigError(f"aws:{key} is {'a list' if kind is list else 'an object'} as JSON")
        return value

    def items(self, key: str) -> list[Any]:
        return list(self.json(key, list))


def _role(value: Any) -> AssumeRole:
    if not isinstance(value, Mapping) or not value.get("roleArn"):
        raise ConfigError("aws:assumeRoles: each role is an object with at least roleArn")
    return AssumeRole(
        role_arn=str(value["roleArn"]),
        external_id=str(value.get("externalId") or ""),
        session_name=str(value.get("sessionName") or ""),
        policy=str(value.get("policy") or ""),
        policy_arns=tuple(map(str, value.get("policyArns") or ())),
        duration=_seconds(str(value.get("duration") or "")),
        source_identity=str(value.get("sourceIdentity") or ""),
        tags=tuple((str(k), str(v)) for k, v in (value.get("tags") or {}).items()),
        transitive_tag_keys=tuple(map(str, value.get("transitiveTagKeys") or ())),
    )


UNITS = {"h": 3600, "m": 60, "s": 1}


def _seconds(text: str) -> int:
    """Go's spelling of a duration: `1h`, `90m`, `1h30m`, `900s`."""
    total, digits = 0, ""
    for sign in text:
        if sign.isdigit():
            digits += sign
        elif sign in UNITS and digits:
            total, digits = total + int(digits) * UNITS[sign], ""
        else:
            raise ConfigError(f"aws:assumeRoles: {text!r} is no duration such as 1h or 900s")
    return total + int(digits or 0)


def _endpoints(items: list[Any]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for item in items:
        if not isinstance(item, Mapping):
            raise ConfigError("aws:endpoints is a list of objects such as {glue: http://127.0.0.1:5000}")
        merged.update({str(k): str(v) for k, v in item.items() if v})
    return merged


def _accounts(read: _Reader, key: str) -> frozenset[str]:
    """Account IDs; one written as a number in YAML has lost its leading zeros."""
    found = frozenset(str(a).strip().zfill(12) for a in read.items(key))
    for account in found:
        if not (len(account) == 12 and account.isdigit()):
            raise ConfigError(f"aws:{key}: {account!r} is no account ID of 12 digits")
    return found


def _tags(block: Mapping[str, Any]) -> dict[str, str]:
    return {str(k): str(v) for k, v in (block.get("tags") or {}).items()}


def _environment_tags(environment: Mapping[str, str]) -> dict[str, str]:
    return {k.removeprefix(TAG_PREFIX): v for k, v in environment.items() if k.startswith(TAG_PREFIX)}


def _strings(block: Mapping[str, Any], key: str) -> list[str]:
    return [str(v) for v in block.get(key) or ()]


def _proxies(read: _Reader) -> dict[str, str]:
    pairs = {"http": read.text("httpProxy"), "https": read.text("httpsProxy") or read.text("httpProxy")}
    return {scheme: url for scheme, url in pairs.items() if url}


def _env_number(environment: Mapping[str, str], name: str) -> int:
    text = environment.get(name, "")
    return int(text) if text.isdigit() else 0


def _agent(value: Any) -> str:
    if isinstance(value, Mapping):
        version = f"/{value['productVersion']}" if value.get("productVersion") else ""
        return f"{value.get('productName', '')}{version}"
    return str(value)
