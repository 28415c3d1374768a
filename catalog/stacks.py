"""A stack's settings, read from `Pulumi.NAME.yaml` without the engine.

The Pulumi program makes the same Settings from the engine's configuration, so that
`catalog check` and `pulumi preview` can't disagree on a variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import yamltext
from .findings import DataError, Finding, Severity
from .formats import text_of

NAMESPACE = "catalog"
DEFAULT_SPECS = "catalog_specs"


@dataclass(frozen=True, slots=True)
class Settings:
    """`catalog:*` of one stack: the specs folder (relative to the project), variables and selection."""

    stack: str
    specs: str = DEFAULT_SPECS
    environment: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    protect: bool = False

    def all_variables(self) -> dict[str, str]:
        """`catalog:variables`, and `environment` from `catalog:environment` (default: the stack's name)."""
        return {"environment": self.environment or self.stack, **self.variables}


def stack_names(project: Path) -> list[str]:
    """The stacks that have a configuration file in the project's folder, sorted."""
    return sorted(p.name.removeprefix("Pulumi.").removesuffix(".yaml") for p in project.glob("Pulumi.*.yaml"))


def read_settings(project: Path, stack: str) -> Settings:
    """The settings of one stack. Raises DataError (STACK001-003) for a file that is missing or wrong."""
    file = project / f"Pulumi.{stack}.yaml"
    if not file.is_file():
        known = ", ".join(stack_names(project)) or "none"
        raise DataError(
            Finding("STACK001", Severity.ERROR, f"no such stack file (known stacks: {known})", "", str(file))
        )
    text = yamltext.decode(file.read_bytes(), str(file))
    document = yamltext.parse(text, str(file)) or {}
    config = document.get("config", {}) if isinstance(document, dict) else None
    if not isinstance(config, dict):
        raise DataError(
            Finding("STACK002", Severity.ERROR, "a mapping with `config:` expected", "", str(file), 1)
        )
    values = {k.removeprefix(f"{NAMESPACE}:"): v for k, v in config.items() if k.startswith(f"{NAMESPACE}:")}
    try:
        return settings_of(stack, values)
    except SettingError as e:
        line = yamltext.line_of(text, ("config", f"{NAMESPACE}:{e.key}"))[0]
        raise DataError(Finding("STACK003", Severity.ERROR, str(e), "", str(file), line)) from e


class SettingError(ValueError):
    """A `catalog:` key that is unknown or has a value of the wrong kind."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(f"{NAMESPACE}:{key}: {message}")
        self.key = key


def secret_error(key: str) -> SettingError:
    """The error for a secret: specs, and with them Glue and the state, would hold it in clear."""
    return SettingError(key, "a secret can't be used here: it would stand in Glue and in the state in clear")


def _holds_secret(value: Any) -> bool:
    """True for Pulumi's `{secure: ...}` at any depth."""
    if isinstance(value, dict):
        return set(value) == {"secure"} or any(map(_holds_secret, value.values()))
    return isinstance(value, list) and any(map(_holds_secret, value))


KEYS = ("specs", "environment", "variables", "select", "protect")


def settings_of(stack: str, values: Mapping[str, Any]) -> Settings:
    """Settings from plain values. Raises SettingError."""
    from .names import nearest

    for key in values:
        if key not in KEYS:
            raise SettingError(key, f"unknown key{nearest(key, KEYS)}; known: {', '.join(KEYS)}")
        if _holds_secret(values[key]):
            raise secret_error(key)
    variables = values.get("variables") or {}
    if not isinstance(variables, dict) or any(
        isinstance(v, dict | list) or v is None for v in variables.values()
    ):
        raise SettingError("variables", "a mapping of names to single values expected")
    select = values.get("select") or []
    select = select.split(",") if isinstance(select, str) else select
    if not isinstance(select, list) or not all(isinstance(s, str) for s in select):
        raise SettingError("select", "a list of database or domain names expected")
    if values.get("protect", False) not in (True, False, "true", "false"):
        raise SettingError("protect", "true or false expected")
    return Settings(
        stack,
        str(values.get("specs") or DEFAULT_SPECS),
        str(values.get("environment") or ""),
        {k: text_of(v) for k, v in variables.items()},
        tuple(name for s in select if (name := s.strip())),
        values.get("protect") in (True, "true"),
    )
