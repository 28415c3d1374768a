"""An engine for each stack that a command is for, and what all their states hold.

Takes the project's folder and names of stacks. Changes no state.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pulumi.automation import CommandError, PulumiCommand

from catalog.checkout.programs import absolute_path, program

from .advice import explained, is_known
from .automation import StackEngine
from .errors import EngineError
from .paths import program_folders
from .runner import stoppable


def engines_of(root: Path, stacks: Iterable[str], env: Mapping[str, str] | None = None) -> list[StackEngine]:
    """An engine for each stack; our Python and the engine come first on PATH from then on.

    `env` is what runs get beside the shell's environment.
    Raises EngineError where there is no engine.
    """
    folders = program_folders(root)
    path = absolute_path(os.environ).split(os.pathsep)
    os.environ["PATH"] = os.pathsep.join(dict.fromkeys([*folders, *path]))
    known = PulumiCommand()
    known.command = program("pulumi", {"PATH": os.pathsep.join(folders)}) or known.command
    return [StackEngine(root, stack, known, env) for stack in stacks]


def states(engines: Sequence[StackEngine], parallel: int) -> dict[str, list[dict[str, Any]] | None]:
    """The resources that each stack holds; None for a stack that the backend doesn't have.

    Raises EngineError if a state can't be read, KeyboardInterrupt if somebody asked to stop meanwhile.
    """
    with stoppable(lambda: None) as stopper, ThreadPoolExecutor(parallel) as pool:
        found = dict(zip((e.stack for e in engines), pool.map(_state, engines), strict=True))
    if stopper.asked:
        raise KeyboardInterrupt
    return found


def read_config(engine: StackEngine) -> dict[str, str]:
    """A stack's configuration by its keys, decrypted. Raises EngineError where the engine can't read it."""
    try:
        return engine.config()
    except CommandError as error:
        said = str(error).split("stderr:")[-1].strip().partition("\n")[0]
        reason = explained(said).removeprefix("error: ")
        more = "" if is_known(said) else ". Log in to the stack's backend, as for pulumi preview"
        raise EngineError(
            f"stack {engine.stack} has encrypted settings, and the engine can't read them: {reason}{more}"
        ) from error


def _state(engine: StackEngine) -> list[dict[str, Any]] | None:
    try:
        return engine.state()
    except CommandError as error:
        reason = explained(str(error).split("stderr:")[-1].strip()).removeprefix("error: ")
        raise EngineError(f"the state of stack {engine.stack} can't be read: {reason}") from error
