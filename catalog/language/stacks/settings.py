"""A stack's settings, read from `Pulumi.NAME.yaml` without the engine.

The Pulumi program makes the same Settings from the engine's configuration, so that
`catalog check` and `pulumi preview` can't disagree on a variable.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from catalog.files import limits
from catalog.files.paths import kind_at, read_file
from catalog.language.codes import finding
from catalog.language.findings import DataError, Finding, listed, short
from catalog.language.glue.names import nearest
from catalog.language.glue.storage_formats import text_of
from catalog.language.specs import yaml_text
from catalog.language.visible import cell

from .run_date import EXPECTED, RunDate, RunDateError, day_of, run_date

NAMESPACE = "catalog"
OURS = ("catalog:", "aws:")  # of what stands under `config:`
DEFAULT_SPECS = "catalog_specs"
SHOWN_STACKS = 20  # that a message lists
STACK_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")  # Pulumi's rule, but for a dash at the start


@dataclass(frozen=True, slots=True)
class Settings:
    """`catalog:*` of one stack: the specs folder (relative to the project), variables and selection."""

    stack: str
    specs: str = DEFAULT_SPECS
    environment: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    protect: bool = False
    run_date: RunDate | None = None  # what `today` stands for in partitions; None: it stays as it is

    @property
    def today(self) -> date | None:
        """The day that `today` stands for."""
        return self.run_date.day if self.run_date else None

    def all_variables(self) -> dict[str, str]:
        """`catalog:variables`, and `environment` from `catalog:environment` (default: the stack's name)."""
        return {"environment": self.environment or self.stack, **self.variables}


def stack_names(project: Path) -> list[str]:
    """The stacks that have a configuration file in the project's folder, sorted.

    What the engine takes as no name of a stack is none here either; such a name could be an option to it.
    """
    named = (p.name.removeprefix("Pulumi.").removesuffix(".yaml") for p in project.glob("Pulumi.*.yaml"))
    return sorted(name for name in named if STACK_NAME.fullmatch(name))


@dataclass(frozen=True, slots=True)
class StackFile:
    """A `Pulumi.NAME.yaml`: its `config` by Pulumi's keys (`aws:region`), and its text, to find lines in.

    `others` is what it says beside `config`.
    """

    file: str
    config: Mapping[str, Any]
    text: str
    others: Mapping[str, Any] = field(default_factory=dict)

    def error(self, code: str, key: str, message: str, remedy: str = "") -> Finding:
        """An error about one key of `config`, with its line."""
        line = yaml_text.line_of(self.text, ("config", key))[0]
        return finding(code, message, remedy, self.file, line)


def as_typed(path: Path) -> Path:
    """Relative to where the user stands, if that is above: findings then read as the user types."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def read_stack(project: Path, stack: str) -> StackFile:
    """The stack's file. Raises DataError (STACK001, STACK002, or what is wrong with its YAML)."""
    file = as_typed(project / f"Pulumi.{stack}.yaml")
    if not _is_there(file):
        known = listed(stack_names(project), SHOWN_STACKS) or "none"
        message = f"no such stack file (known stacks: {known})"
        remedy = "Make it, from a copy of another stack's file, or name one of those"
        raise DataError(finding("STACK001", message, remedy, str(file)))
    text, document = parsed(file)
    config = {} if document is None else document.get("config") if isinstance(document, dict) else document
    if not isinstance(config, dict | None):
        remedy = "Write `config:` and below it, indented, lines such as `aws:region: ap-southeast-5`"
        line = yaml_text.line_of(text, ("config",))[0]
        raise DataError(finding("STACK002", "a mapping with `config:` expected", remedy, str(file), line))
    if config is None and (lost := [key for key in document or () if key.startswith(OURS)]):
        remedy = "Write config: as a line above, and indent these lines below it"
        line = yaml_text.line_of(text, (lost[0],))[0]
        message = f"{cell(lost[0])} stands outside of `config:`, where nothing reads it"
        raise DataError(finding("STACK002", message, remedy, str(file), line))
    others = {key: value for key, value in (document or {}).items() if key != "config"}
    return StackFile(str(file), config or {}, text, others)


def read_project_config(project: Path) -> StackFile:
    """What Pulumi.yaml gives all stacks: its `config`, each key with its value. Nothing of a broken file."""
    file = as_typed(project / "Pulumi.yaml")
    try:
        text, document = parsed(file)
    except DataError:
        return StackFile(str(file), {}, "")  # the engine says what is wrong with it
    config = document.get("config") if isinstance(document, dict) else None
    values = {
        key: value.get("value") if isinstance(value, dict) and "value" in value else value
        for key, value in (config.items() if isinstance(config, dict) else ())
    }
    return StackFile(str(file), values, text)


def key_place(project: Path, stack: str, key: str) -> tuple[str, int]:
    """The stack's file and the line of a key in it; the first where it lacks the key or can't be read."""
    try:
        found = read_stack(project, stack)
    except DataError:
        return str(as_typed(project / f"Pulumi.{stack}.yaml")), 1
    return found.file, yaml_text.line_of(found.text, ("config", key))[0]


def _is_there(file: Path) -> bool:
    """Whether something stands at the stack's file; what is no regular file is refused when it is read."""
    try:
        return kind_at(file) is not None
    except OSError:
        return True


def parsed(file: Path) -> tuple[str, Any]:
    """The text of a stack's or project's file and what it says. Raises DataError (STACK002: unreadable)."""
    try:
        raw = read_file(file, limits.STACK_FILE)
    except OSError as error:
        message = f"the stack's file can't be read: {error.strerror}"
        raise DataError(finding("STACK002", message, "Put a regular file there", str(file))) from error
    text = yaml_text.decode(raw, str(file))
    return text, yaml_text.parse(text, str(file))


def read_settings(project: Path, stack: str) -> Settings:
    """The settings of one stack. Raises DataError (STACK001-003) with all that is wrong in its file."""
    found = read_stack(project, stack)
    values = {
        k.removeprefix(f"{NAMESPACE}:"): v for k, v in found.config.items() if k.startswith(f"{NAMESPACE}:")
    }
    wrong = [found.error("STACK003", f"{NAMESPACE}:{e.key}", e.message, e.remedy) for e in _problems(values)]
    if wrong:
        raise DataError(*wrong)
    try:
        return settings_of(stack, values)
    except RunDateError as error:
        message, _, remedy = str(error).partition(". ")
        raise DataError(finding("STACK003", message, remedy)) from error


class SettingError(ValueError):
    """A `catalog:` key that is unknown or has a value of the wrong kind."""

    def __init__(self, key: str, message: str, remedy: str) -> None:
        self.key, self.message, self.remedy = key, f"{NAMESPACE}:{cell(key)}: {message}", remedy
        super().__init__(f"{self.message}. {remedy}.")


def secret_error(key: str) -> SettingError:
    """The error for a secret: specs, and with them Glue and the state, would hold it in clear."""
    message = "a secret can't be used here: it would stand in Glue and in the state in clear"
    return SettingError(key, message, "Write a plain value, and keep secrets out of specs")


def is_secure(value: Any) -> bool:
    """Whether a value is one that Pulumi has encrypted: `{secure: ...}`."""
    return isinstance(value, dict) and set(value) == {"secure"}


def holds_secure(value: Any) -> bool:
    """Whether a value is or holds one that Pulumi has encrypted, `{secure: ...}`, at any depth."""
    if isinstance(value, dict):
        return is_secure(value) or any(map(holds_secure, value.values()))
    return isinstance(value, list) and any(map(holds_secure, value))


KEYS = ("specs", "environment", "variables", "select", "protect", "date")


def settings_of(
    stack: str, values: Mapping[str, Any], environment: Mapping[str, str] | None = None
) -> Settings:
    """Settings from plain values. Raises SettingError, the first of them, and RunDateError.

    `environment`: variables that may name the day (default: this process's).
    """
    for problem in _problems(values):
        raise problem
    variables, protect = values.get("variables") or {}, values.get("protect", False)
    return Settings(
        stack,
        str(values.get("specs") or DEFAULT_SPECS),
        str(values.get("environment") or ""),
        {k: text_of(v) for k, v in variables.items()},
        tuple(name for s in _selected(values) if (name := s.strip())),
        protect in (True, "true"),
        run_date(day_of(values.get("date")), os.environ if environment is None else environment),
    )


def _selected(values: Mapping[str, Any]) -> Any:
    select = values.get("select") or []
    return select.split(",") if isinstance(select, str) else select


def _problems(values: Mapping[str, Any]) -> Iterator[SettingError]:
    """Every way in which `catalog:*` of a stack is wrong."""
    for key in values:
        if key not in KEYS:
            yield SettingError(key, f"unknown key{nearest(key, KEYS)}", f"Known keys: {', '.join(KEYS)}")
        elif holds_secure(values[key]):
            yield secret_error(key)
    sound = {k: v for k, v in values.items() if not holds_secure(v)}
    variables = sound.get("variables") or {}
    if not isinstance(variables, dict):
        yield SettingError(
            "variables", "a mapping expected", "Write names and values, e.g. {lake: my-bucket}"
        )
    for name, value in variables.items() if isinstance(variables, dict) else ():
        if value is None or isinstance(value, dict | list):
            yield SettingError(
                "variables", f"{short(name)} has no single value", "Write text, a number, true or false"
            )
    select = _selected(sound)
    if not isinstance(select, list) or not all(isinstance(s, str) for s in select):
        remedy = "Write a list of names of databases or domains, e.g. [sales, risk]"
        yield SettingError("select", "a list of names expected", remedy)
    for key in ("specs", "environment"):
        if isinstance(sound.get(key), dict | list):
            yield SettingError(key, "a single value expected", "Write text")
    if sound.get("date") and day_of(sound["date"]) is None:
        yield SettingError("date", f"{short(str(sound['date']))} found", EXPECTED)
    if sound.get("protect", False) not in (True, False, "true", "false"):
        yield SettingError("protect", f"{short(str(sound['protect']))} found", "Write true or false")
