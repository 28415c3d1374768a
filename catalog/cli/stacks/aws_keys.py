"""The `aws:` keys of a stack's file, without the engine: what the plugin says of them, and what it can't.

Takes the project's folder and a stack; gives findings with file and line. Values that are encrypted are
somebody else's secret: they are never read here, and only where nobody could see what they lead to is that
an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import yaml

from catalog.aws import known_keys, settings_reader
from catalog.aws.endpoints import is_local
from catalog.aws.errors import ConfigError, TrustError
from catalog.aws.settings import Settings
from catalog.language.codes import finding
from catalog.language.findings import Finding
from catalog.language.specs import yaml_text
from catalog.language.stacks.placeholders import placeholders
from catalog.language.stacks.settings import (
    StackFile,
    holds_secure,
    is_secure,
    read_project_config,
    read_stack,
)

PREFIX = "aws:"
GUARD, FORBIDDEN = known_keys.ACCOUNTS
IN_CLEAR = (*known_keys.ACCOUNTS, "endpoints")  # who reviews a stack must see these
ENCRYPTED = "(encrypted)"
NO_SECRETS_HERE = "pulumi config set --secret {key} encrypts it; better: a profile, a role or the environment"


def own_keys(config: Mapping[str, Any]) -> dict[str, str]:
    """The plugin's keys to those of a `config`: `region` to `aws:region`, or the old `aws:config:region`."""
    return {key.removeprefix(PREFIX).removeprefix("config:"): key for key in config if key.startswith(PREFIX)}


def values_of(root: Path, stack: str) -> dict[str, Any]:
    """The `aws:` values of a stack without that prefix, those for all stacks in Pulumi.yaml included."""
    files = read_project_config(root), read_stack(root, stack)
    return {key: file.config[name] for file in files for key, name in own_keys(file.config).items()}


def check_aws_keys(root: Path, stack: str) -> list[Finding]:
    """All that is wrong with a stack's `aws:` keys, and what it still holds of an example.

    Raises DataError for a file that can't be read.
    """
    return list(_Check(read_project_config(root), read_stack(root, stack)).findings(stack))


class _Check:
    """The keys of one stack, each with the file that has it."""

    def __init__(self, project: StackFile, file: StackFile) -> None:
        self._file = file
        self._of = {key: (f, name) for f in (project, file) for key, name in own_keys(f.config).items()}
        self._values = {key: f.config[name] for key, (f, name) in self._of.items()}

    def findings(self, stack: str) -> Iterator[Finding]:
        found, wrong = self._settings()
        yield from wrong
        local = found is not None and is_local(found.endpoints)
        if not local:
            yield from self._unguarded(stack)
            yield from self._clear_secrets()
            yield from placeholders(self._file, stack)
        yield from _outside_config(self._file)

    def _at(self, code: str, key: str, message: str, remedy: str) -> Finding:
        file, name = self._of.get(key, (self._file, PREFIX + key))
        line = yaml_text.line_of(file.text, ("config", name))[0]
        return finding(code, message, remedy, file.file, line)

    def _settings(self) -> tuple[Settings | None, list[Finding]]:
        """The settings without the values that are wrong, and what is wrong with those."""
        wrong: list[Finding] = []
        values = dict[str, Any]()
        for key, value in self._values.items():
            if key in IN_CLEAR and holds_secure(value):
                message = f"aws:{key} is encrypted: nobody who reviews the stack sees what it says"
                wrong.append(self._at("STACK004", key, message, "Write it in clear, it is no secret"))
            elif key in known_keys.CREDENTIALS or not is_secure(value):
                values[key] = _without_secure(value)
        wrong += self._unquoted(values)
        while True:
            try:
                return settings_reader.settings(values, os.environ), wrong
            except ConfigError as error:
                code = "STACK007" if isinstance(error, TrustError) else "STACK004"
                message, _, remedy = str(error).partition(". ")
                wrong.append(self._at(code, error.key, message, remedy))
                if values.pop(error.key, None) is None:
                    return None, wrong

    def _unquoted(self, values: dict[str, Any]) -> Iterator[Finding]:
        """Account IDs that the engine reads as octal numbers; they leave `values`."""
        for key in known_keys.ACCOUNTS:
            if key in values and _leading_zero(*self._of[key]):
                del values[key]
                message = f"aws:{key}: an account ID that begins with 0 is a number to YAML without quotes"
                yield self._at("STACK004", key, message, 'Put it in quotes, such as "012345678901"')

    def _unguarded(self, stack: str) -> Iterator[Finding]:
        if GUARD in self._values:
            return
        others = "forbids some accounts and lets all others through" if FORBIDDEN in self._values else ""
        message = f"stack {stack} is not on this machine, and " + (others or "may change any account")
        remedy = 'Name the account that it is for below config: aws:allowedAccountIds: ["123456789012"]'
        yield self._at("STACK005", FORBIDDEN if others else GUARD, message, remedy)

    def _clear_secrets(self) -> Iterator[Finding]:
        for key, value in self._values.items():
            if key not in (*known_keys.CREDENTIALS, *known_keys.PROXIES) or holds_secure(value):
                continue
            if known_keys.is_secret(key, value):
                code = "STACK008" if key == "accessKey" else "STACK006"
                message = f"aws:{key} stands in the file in clear"
                yield self._at(code, key, message, NO_SECRETS_HERE.format(key=PREFIX + key))


def _without_secure(value: Any) -> Any:
    """The value with a word in place of what is encrypted."""
    if is_secure(value):
        return ENCRYPTED
    if isinstance(value, dict):
        return {key: _without_secure(inner) for key, inner in value.items()}
    return [_without_secure(inner) for inner in value] if isinstance(value, list) else value


def _leading_zero(file: StackFile, name: str) -> bool:
    """Whether a list in a file has a plain scalar that begins with 0: text to us, a number to the engine."""
    document = yaml_text.nodes(file.text, file.file)
    for step in ("config", name):
        pairs = document.value if isinstance(document, yaml.MappingNode) else ()
        document = next((value for key, value in pairs if key.value == step), None)
    items = document.value if isinstance(document, yaml.SequenceNode) else ()
    plain = (item for item in items if isinstance(item, yaml.ScalarNode) and not item.style)
    return any(str(item.value).startswith("0") for item in plain)


def _outside_config(file: StackFile) -> Iterator[Finding]:
    """What beside `config` has a say in where a run's calls go."""
    environment = file.others.get("environment")
    inline = environment.get("values") if isinstance(environment, dict) else None
    if isinstance(inline, dict) and inline.get("environmentVariables"):
        message = "environment: the file sets variables of the shell that runs the stack"
        remedy = "Keep them in an environment that is named here, or in the shell"
        yield _top(file, "environment", message, remedy)
    provider = str(file.others.get("secretsprovider") or "")
    query = parse_qs(provider.partition("?")[2], keep_blank_values=True)
    if any(name.lower() == "endpoint" for name in query):
        message = "secretsprovider: the file sends the engine's calls to a server of its own choice"
        yield _top(file, "secretsprovider", message, "Remove its endpoint")


def _top(file: StackFile, key: str, message: str, remedy: str) -> Finding:
    return finding("STACK007", message, remedy, file.file, yaml_text.line_of(file.text, (key,))[0])
