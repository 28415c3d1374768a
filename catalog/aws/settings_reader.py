"""The standard `aws:` keys, read into Settings.

Takes what Configure brings: text as stack configuration has it, native values or JSON text as the SDKs
send it. A key that pulumi-aws does not have is an error; those of it that change nothing here are passed
over. Resolves nothing: no file is read and no call made here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from catalog.aws.shapes.properties import UNKNOWN, contains_unknown
from catalog.language.findings import short
from catalog.language.glue.names import nearest

from . import known_keys
from .accounts import account_ids
from .endpoints import GUARDED
from .errors import ConfigError
from .settings import RETRY_MODE, AssumeRole, Settings
from .trust import refuse_untrusted

TAG_PREFIX = "TF_AWS_DEFAULT_TAGS_"


def settings(values: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that `values` (keys without `aws:`) and the environment give. Raises ConfigError."""
    if contains_unknown(dict(values)):
        raise ConfigError("the provider's configuration is not known yet")
    for key, value in values.items():
        if wrong := known_keys.refusal(key, value):
            raise ConfigError(wrong, key)
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
        allowed_accounts=read.accounts("allowedAccountIds"),
        forbidden_accounts=read.accounts("forbiddenAccountIds"),
        default_tags={**_environment_tags(environment), **_tags(read.json("defaultTags", dict))},
        ignored_tags=frozenset(_strings(read.json("ignoreTags", dict), "keys")),
        ignored_tag_prefixes=tuple(_strings(read.json("ignoreTags", dict), "keyPrefixes")),
        skip_account_id=read.flag("skipRequestingAccountId"),
        skip_metadata=read.flag("skipMetadataApiCheck"),
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
    _consistent(found)
    refuse_untrusted(found, environment)
    return found


def _consistent(found: Settings) -> None:
    if found.allowed_accounts and found.forbidden_accounts:
        raise ConfigError(
            "aws:allowedAccountIds and aws:forbiddenAccountIds exclude each other: give one",
            "forbiddenAccountIds",
        )
    if found.skip_account_id and found.guarded:
        raise ConfigError(
            "aws:skipRequestingAccountId leaves aws:allowedAccountIds and aws:forbiddenAccountIds unchecked",
            "skipRequestingAccountId",
        )
    if bool(found.access_key) != bool(found.secret_key):
        raise ConfigError("aws:accessKey and aws:secretKey belong together: give both or none", "accessKey")
    if found.retry_mode not in ("standard", "adaptive", "legacy"):
        raise ConfigError(f"aws:retryMode is 'standard' or 'adaptive', not {found.retry_mode!r}", "retryMode")


class _Reader:
    """Typed access to values that come as themselves or as JSON text."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def text(self, key: str) -> str:
        value = self._values.get(key)
        if isinstance(value, Mapping | list):
            raise ConfigError(f"aws:{key} is a single value, not {_kind(type(value))}", key)
        return "" if value is None or value is UNKNOWN else str(value)

    def number(self, key: str) -> int:
        text = self.text(key)
        try:
            return int(float(text)) if text else 0
        except (ValueError, OverflowError):
            raise ConfigError(f"aws:{key} is a number, not {short(text)}", key) from None

    def flag(self, key: str) -> bool:
        value = self.text(key).lower()
        if value not in ("", "true", "false"):
            raise ConfigError(f"aws:{key} is true or false, not {short(value)}", key)
        return value == "true"

    def json(self, key: str, kind: type) -> Any:
        value = self._values.get(key)
        if isinstance(value, str) and value.strip():
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                raise ConfigError(f"aws:{key} is no valid JSON", key) from None
        if not value:
            return kind()
        if not isinstance(value, kind):
            raise ConfigError(f"aws:{key} is {_kind(kind)} as JSON", key)
        return value

    def items(self, key: str) -> list[Any]:
        return list(self.json(key, list))

    def accounts(self, key: str) -> frozenset[str]:
        return account_ids(key, self._values[key]) if key in self._values else frozenset()


def _kind(kind: type) -> str:
    return "a list" if kind is list else "an object"


ROLE_KEYS = (
    *("roleArn", "externalId", "sessionName", "policy", "policyArns", "duration", "sourceIdentity", "tags"),
    "transitiveTagKeys",
)


def _role(value: Any) -> AssumeRole:
    if not isinstance(value, Mapping) or not value.get("roleArn"):
        raise ConfigError("aws:assumeRoles: each role is an object with at least roleArn", "assumeRoles")
    for key in value:
        if key not in ROLE_KEYS:
            message = f"aws:assumeRoles: a role has no {key!r}{nearest(str(key), ROLE_KEYS)}"
            raise ConfigError(message, "assumeRoles")
    if not isinstance(value.get("tags") or {}, Mapping):
        raise ConfigError("aws:assumeRoles: tags are an object of names and values", "assumeRoles")
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
            raise ConfigError(
                f"aws:assumeRoles: {short(text)} is no duration such as 1h or 900s", "assumeRoles"
            )
    return total + int(digits or 0)


def _endpoints(items: list[Any]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for item in items:
        if not isinstance(item, Mapping):
            form = "aws:endpoints is a list of objects such as {glue: http://127.0.0.1:5000}"
            raise ConfigError(form, "endpoints")
        for service in item:
            if (known := str(service).lower()) in GUARDED and service != known:
                raise ConfigError(
                    f"aws:endpoints: the service is written {known}, not {service}", "endpoints"
                )
        merged.update({str(k): str(v) for k, v in item.items() if v})
    return merged


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
