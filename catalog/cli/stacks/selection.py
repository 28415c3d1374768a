"""Which stacks a command is for, and whether this shell is the right one for them.

Pure but for reading the stacks' files: takes names, environments and the shell's variables, gives names, or
a UsageError that says what to do.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from catalog.aws.endpoints import is_loopback, moved, parse
from catalog.cli.project import UsageError, known_stack
from catalog.language.findings import listed, short
from catalog.language.stacks.settings import read_settings, read_stack, stack_names
from catalog.language.stacks.shards import Shard, misplaced
from catalog.language.visible import cell, line
from catalog.loopback.port_record import read_record

from .local_stack import STACK, endpoints_of

SHOWN = 5
STATE = ".catalog/state"  # of a project, where `catalog env local` keeps stacks
ENV_LOCAL, ENV_UNSET = 'eval "$(catalog env local)"', 'eval "$(catalog env --unset)"'


def environments(root: Path, names: Iterable[str]) -> dict[str, list[str]]:
    """The stacks of each environment, by their files. Raises DataError for a file that is broken."""
    by_environment: dict[str, list[str]] = {}
    for name in names:
        by_environment.setdefault(read_settings(root, name).environment or name, []).append(name)
    return by_environment


def wanted(root: Path, named: Sequence[str] | None, environment: str | None) -> dict[str, list[str]]:
    """The stacks to work on, by environment: those named, or all of one environment.

    Raises UsageError for names that are none, and where stacks of several environments are meant that
    nobody named one by one: production must not come along by a slip.
    """
    names = list(dict.fromkeys(known_stack(root, name) for name in named or stack_names(root)))
    if not names:
        raise UsageError("this project has no stack: no Pulumi.<stack>.yaml beside Pulumi.yaml")
    return narrowed(environments(root, names), environment, one_by_one=bool(named))


def narrowed(
    by_environment: Mapping[str, list[str]], environment: str | None, *, one_by_one: bool
) -> dict[str, list[str]]:
    """Of the stacks by environment, those of one; see `wanted`."""
    if environment is not None:
        if environment not in by_environment:
            raise UsageError(
                f"no stack of environment {short(environment)} (environments: {_listed(by_environment)})"
            )
        return {environment: by_environment[environment]}
    if len(by_environment) > 1 and not one_by_one:
        raise UsageError(
            f"these are stacks of {len(by_environment)} environments: {_listed(by_environment)}. "
            f"Say which one is meant, such as --environment {cell(next(iter(by_environment)))}; "
            "to work on several, name each stack with --stack"
        )
    return dict(by_environment)


def _listed(by_environment: Mapping[str, list[str]]) -> str:
    return (
        listed([f"{name} ({listed(stacks, SHOWN)})" for name, stacks in by_environment.items()], SHOWN)
        or "none"
    )


def refuse_two_holders(shards: Sequence[Shard]) -> None:
    """Raises UsageError for databases that several stacks of an environment select."""
    twice = [one for one in misplaced(shards, ()) if len(one.stacks) > 1]
    if twice:
        lines = [
            f"  {line(f'{one.database} ({one.environment})')}: {listed(one.stacks, SHOWN)}" for one in twice
        ]
        raise UsageError(
            "a database belongs to one stack of its environment; see catalog:select:\n" + "\n".join(lines)
        )


def refuse_wrong_shell(root: Path, stacks: Iterable[str], env: Mapping[str, str]) -> None:
    """Raises UsageError where a stack and this shell don't fit: one is for the local catalog, one isn't."""
    backend = env.get("PULUMI_BACKEND_URL")
    own_state = (root / STATE).as_uri()
    if backend and backend != own_state and re.fullmatch(rf"file:.*/{re.escape(STATE)}", backend):
        other = line(unquote(backend.removeprefix("file://").removesuffix(f"/{STATE}")))
        raise UsageError(f"catalog env local is in force in this shell for {other}: run {ENV_UNSET} first")
    in_force = backend == own_state
    for stack in stacks:
        endpoint = endpoints_of(read_stack(root, stack).config.get("aws:endpoints"), stack).get("glue", "")
        local = is_loopback(endpoint)
        if in_force and not local:
            raise UsageError(
                f"catalog env local is in force in this shell, and stack {stack} is not on this machine: "
                f"run {ENV_UNSET} first, then log in to that stack's backend"
            )
        if stack == STACK and not backend:
            raise UsageError(f"stack {STACK} is kept in this project's own backend: run {ENV_LOCAL} first")
        if local and not _answers(there := _where_it_is(root, endpoint)):
            raise UsageError(
                f"no local catalog at {cell(there)}, where stack {stack} has it: run {ENV_LOCAL}"
            )


def _where_it_is(root: Path, endpoint: str) -> str:
    """The endpoint with the port that the project's local catalog has on this machine."""
    try:
        record = read_record(root)
    except OSError as error:
        raise UsageError(f"cannot use {error.filename}: {error.strerror}") from error
    return endpoint if record is None else moved(endpoint, *record)


def _answers(endpoint: str) -> bool:
    server = parse(endpoint)
    try:
        with socket.create_connection((server.host, server.port), timeout=2):
            return True
    except OSError:
        return False
