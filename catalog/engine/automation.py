"""The engine for several stacks of a project at once, through Pulumi's Automation API.

What the API does beside the run itself is left out: it selects each stack in the user's workspace, and
fetches outputs and history after each run (three more launches of the engine). Each engine runs in a
process group of its own, so that Ctrl-C reaches it once, through us, and when it can write its state.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from pulumi.automation import (
    CommandError,
    CommandResult,
    EngineEvent,
    LocalWorkspace,
    OutputMap,
    PulumiCommand,
    Stack,
    StackNotFoundError,
    UpdateSummary,
)
from pulumi.automation.errors import create_command_error

from catalog.language.stacks.run_date import for_programs

from .events import listen
from .installed import QUIET
from .states.unprotected import can_copy, without_protection

OnEvent = Callable[[EngineEvent], None]
OnLine = Callable[[str], Any]
URNS_A_COMMAND = 4000  # URNs of one command line: some 600 kB of the 1 MB that systems allow at least

EPOCH = datetime.fromtimestamp(0, UTC)


class Interrupted(Exception):
    """The user asked to stop before the command was begun."""


class Command(PulumiCommand):
    """The `pulumi` command for one stack; `known` has asked for its version."""

    def __init__(self, known: PulumiCommand) -> None:
        self.command, self.version = known.command, known.version
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._interruptible = False
        self._requests = 0

    @property
    def interrupted(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._requests > 0

    def interrupt(self) -> None:
        """Asks the running engine to end in good order; asked twice, it ends at once.

        The first waits for the engine's first event: before, the signal would kill it while it holds the
        stack's lock. After its last event it is not sent either.
        """
        with self._lock:
            self._requests += 1
            if self._interruptible or self._requests > 1:
                self._send()

    def set_interruptible(self, now: bool) -> None:
        """Whether a signal ends the engine in good order: from its first event (True) to its last (False)."""
        with self._lock:
            late = now and not self._interruptible and self._requests
            self._interruptible = now
            if late:
                self._send()

    def _send(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGINT)

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnLine | None = None,
        on_error: OnLine | None = None,
    ) -> CommandResult:
        """Runs one command; raises CommandError if it fails, Interrupted if nothing is to begin any more."""
        with self._lock:
            if self._requests:
                raise Interrupted
            self._process = process = _start([self.command, "--non-interactive", *args], cwd, additional_env)
        output: tuple[list[str], list[str]] = [], []
        streams = ((process.stdout, on_output, output[0]), (process.stderr, on_error, output[1]))
        readers = [threading.Thread(target=_read, args=stream) for stream in streams]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        code = process.wait()
        with self._lock:
            self._process, self._interruptible = None, False
        result = CommandResult("\n".join(output[0]), "\n".join(output[1]), code)
        if code:
            raise create_command_error(result)
        return result


def _start(words: Sequence[str], cwd: str, env: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        words,
        cwd=cwd,
        env={
            **for_programs(),
            **os.environ,
            **env,
            **QUIET,
            "PULUMI_AUTOMATION_API": "true",
            "PYTHONSAFEPATH": "1",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        process_group=0,
    )


def _read(stream: IO[str], on_line: OnLine | None, lines: list[str]) -> None:
    for line in stream:
        text = line.rstrip()
        lines.append(text)
        if on_line:
            on_line(text)
    stream.close()


class _Workspace(LocalWorkspace):
    """The project's folder."""

    def stack_outputs(self, stack_name: str) -> OutputMap:
        """None: they are not read."""
        return {}


class _Stack(Stack):
    """A stack of the project, by its name as it is; its history is not read."""

    def __init__(self, name: str, workspace: LocalWorkspace) -> None:
        self.name, self.workspace = name, workspace

    def _setup_event_log(self, command: str, on_event: OnEvent, pulumi_version: str) -> Any:
        """In place of the SDK's own; should that get another name one day, it works too, only slower."""
        del command, pulumi_version
        address, server = listen(on_event)
        return address, None, None, None, server

    def info(self, show_secrets: bool = True) -> UpdateSummary:
        """Nothing of interest: the events have reported it all."""
        return UpdateSummary(
            kind="update", start_time=EPOCH, message="", environment={}, config={}, result=""
        )


class StackEngine:
    """The engine in a project's folder, for one stack. Its runs get `env` beside the shell's environment."""

    def __init__(
        self, root: Path, stack: str, known: PulumiCommand, env: Mapping[str, str] | None = None
    ) -> None:
        self.stack, self.command = stack, Command(known)
        self._root, self._env = root, dict(env or {})

    def state(self) -> list[dict[str, Any]] | None:
        """The resources in the stack's state, secrets left encrypted; None if there is no such stack."""
        try:
            output = self._run("stack", "export", "--stack", self.stack)
        except StackNotFoundError:
            return None
        resources: list[dict[str, Any]] = (json.loads(output)["deployment"] or {}).get("resources") or []
        return resources

    def config(self) -> dict[str, str]:
        """The stack's configuration by its keys, decrypted; structured values as their JSON text."""
        output = self._run("config", "--show-secrets", "--json", "--stack", self.stack)
        return {key: str(found.get("value", "")) for key, found in json.loads(output).items()}

    def create(self) -> bool:
        """Makes the stack in the backend. True if the engine wrote into its file: an encryption salt."""
        file = self._root / f"Pulumi.{self.stack}.yaml"
        before = file.read_bytes()
        self._run("stack", "init", self.stack, "--no-select")
        return file.read_bytes() != before

    def run(self, on_event: OnEvent, on_error: OnLine, *, preview: bool, refresh: bool) -> None:
        """`up` or `preview`; events go to `on_event`, lines of stderr to `on_error`. Raises CommandError."""
        self._work(on_event, on_error, self._env, preview=preview, refresh=refresh)

    def preview_unprotected(
        self, urns: Collection[str], on_event: OnEvent, on_error: OnLine, *, refresh: bool
    ) -> bool:
        """A preview as if these resources were not protected; no state is changed. Raises CommandError.

        False if there can be none, as Pulumi Cloud keeps the stack's secrets.
        """
        exported = json.loads(self._run("stack", "export", "--stack", self.stack))
        if not can_copy(exported):
            return False
        with without_protection(exported, self.stack, urns) as url:
            env = {**self._env, "PULUMI_BACKEND_URL": url}
            self._work(on_event, on_error, env, preview=True, refresh=refresh)
        return True

    def _work(
        self, on_event: OnEvent, on_error: OnLine, env: Mapping[str, str], *, preview: bool, refresh: bool
    ) -> None:
        workspace = _Workspace(work_dir=str(self._root), pulumi_command=self.command, env_vars=dict(env))
        stack = _Stack(self.stack, workspace)
        work = stack.preview if preview else stack.up
        try:
            work(
                on_event=lambda event: self._received(event, on_event),
                on_error=on_error,
                refresh=refresh or None,
                color="never",
                suppress_progress=True,
            )
        except RuntimeError as error:  # a preview without a summary
            raise CommandError(CommandResult("", str(error), 1)) from error

    def _received(self, event: EngineEvent, on_event: OnEvent) -> None:
        self.command.set_interruptible(event.cancel_event is None)
        on_event(event)

    def move(self, urns: Sequence[str], to: str) -> None:
        """Moves resources of the state to another stack's; nothing but the two states is changed."""
        for first in range(0, len(urns), URNS_A_COMMAND):
            some = urns[first : first + URNS_A_COMMAND]
            self._run("state", "move", "--yes", "--source", self.stack, "--dest", to, *some)

    def unprotect(self, urns: Sequence[str]) -> None:
        """Lets the engine delete these resources; nothing else of the state is changed."""
        for first in range(0, len(urns), URNS_A_COMMAND):
            some = urns[first : first + URNS_A_COMMAND]
            self._run("state", "unprotect", "--yes", "--stack", self.stack, *some)

    def remove_from_state(self, urns: Sequence[str]) -> None:
        """Takes resources out of the state; nothing else is changed."""
        for first in range(0, len(urns), URNS_A_COMMAND):
            some = urns[first : first + URNS_A_COMMAND]
            self._run("state", "delete", "--yes", "--force", "--stack", self.stack, *some)

    def _run(self, *words: str) -> str:
        return str(self.command.run([*words], str(self._root), {}).stdout)
