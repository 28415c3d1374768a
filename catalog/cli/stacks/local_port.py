"""The port of this project's local catalog on this machine, and its start there.

One rule for all commands: where the catalog runs, else the port that was asked for (--port, else
CATALOG_LOCAL_PORT), else the one it had last, else that of the stack's file; and where nobody asked and that
one is taken, a free one. What differs from the file is noted in `.catalog/local.json`, where the plugin finds
it too; the file itself is never edited.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from catalog.cli.project import UsageError
from catalog.cli.terminal.console import note
from catalog.files.private import private_folder
from catalog.language.findings import short
from catalog.loopback.asking import LOOPBACK
from catalog.loopback.folder import IN_PROJECT, LAST_PORT
from catalog.loopback.port_record import FILE, PortRecord, read_record, write_record

from .local_stack import STACK, stack_settings

if TYPE_CHECKING:
    from catalog.local.service.control import Status

OPTION, VARIABLE = "--port", "CATALOG_LOCAL_PORT"
BESIDE = 20  # ports after the file's that are tried; after that the system chooses


class Wish(NamedTuple):
    """A port that somebody asked for, and by what."""

    port: int
    by: str


def port_number(text: str) -> int:
    """The port that a text names. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to {LAST_PORT}, not {short(text)}")
    return int(text)


def wish(given: int | None, env: Mapping[str, str]) -> Wish | None:
    """The port of the option, else of the environment. Raises UsageError for nonsense there."""
    text = env.get(VARIABLE)
    try:
        return (
            Wish(given, OPTION) if given is not None else Wish(port_number(text), VARIABLE) if text else None
        )
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"{VARIABLE}: {error}") from error


def usual_port(root: Path) -> int:
    """The port that the stack's file has; without such a file the default."""
    from catalog.local.service.control import DEFAULT_PORT

    return stack_settings(root).port if (root / f"Pulumi.{STACK}.yaml").is_file() else DEFAULT_PORT


def kept_port(root: Path, usual: int) -> int:
    """The port that the catalog had last in place of the usual one. Raises UsageError for others' notes."""
    try:
        record = read_record(root)
    except OSError as error:
        raise UsageError(f"cannot use {error.filename}: {error.strerror}") from error
    return record.port if record and record.instead_of == usual else usual


def started(root: Path, usual: int, wanted: Wish | None) -> Status:
    """The project's local catalog, started where it doesn't run; another port than usual is noted and told.

    Raises UsageError where it runs on another port than the wanted one, that is taken, or it can't start.
    """
    from catalog.local.service import control

    kept = kept_port(root, usual)
    with _in_words(control.ControlError):
        status = control.status(root / IN_PROJECT, kept)
        if not status.running:
            with _alone(root / IN_PROJECT):
                status = control.status(root / IN_PROJECT, kept)
                status = status if status.running else _start(root, usual, kept, wanted)
        if wanted and wanted.port != status.port:
            raise UsageError(
                f"{wanted.by} asks for port {wanted.port}, and this project's local catalog runs on port "
                f"{status.port}: stop it first with catalog local stop, or do without {wanted.by}"
            )
        if status.port != kept:
            write_record(root, PortRecord(status.port, usual) if status.port != usual else None)
    if status.port != usual:
        note(f"the local catalog has port {status.port} here, in place of {usual}; {FILE} keeps that")
    return status


def _start(root: Path, usual: int, kept: int, wanted: Wish | None) -> Status:
    from catalog.local.service import control

    if wanted:
        return control.start(root / IN_PROJECT, wanted.port)
    for port in candidates(usual, kept):
        with contextlib.suppress(control.PortTakenError):
            status = control.start(root / IN_PROJECT, port)
            if port != kept:
                note(f"port {kept} is taken by something else")
            return status
    raise UsageError("no free port was found for the local catalog: name one with --port")


def candidates(usual: int, kept: int) -> Iterator[int]:
    """The ports to try, in this order: those that something has taken by now are left out."""
    beside = range(usual + 1, min(usual + BESIDE, LAST_PORT) + 1)
    yield from (port for port in dict.fromkeys((kept, usual, *beside)) if _is_free(port))
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        chosen = int(probe.getsockname()[1])
    yield chosen


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # closing connections don't hold it
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Waits until no other command starts this project's catalog: it would take ours for somebody else's."""
    handle = os.open(private_folder(folder, and_above=True), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _in_words(refusal: type[Exception]) -> Iterator[None]:
    """Raises UsageError in place of the local catalog's refusals and the system's."""
    try:
        yield
    except refusal as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"cannot use {error.filename or 'a socket'}: {error.strerror or error}") from error
