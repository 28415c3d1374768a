"""Engines that people installed: found by PULUMI or on PATH, and asked what they are.

Takes the environment; gives an `Engine`, or the reason why what was found will not do. Never builds and never
writes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.checkout.programs import absolute_path, program

MINIMUM = (3, 200)  # from here on Pulumi.yaml's `plugins` may name a folder for a provider
LANGUAGE = "pulumi-language-python"
# The engine looks for no newer version of itself, and gets no plugin that a project asks for.
QUIET = {"PULUMI_SKIP_UPDATE_CHECK": "true", "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true"}


@dataclass(frozen=True)
class Engine:
    """A usable engine: its version, the folders of its two programs, and whether set-up built it."""

    version: str
    folders: tuple[str, ...]
    built: bool = False


def numbers(text: str) -> tuple[int, ...]:
    """The first dotted number in a text: "v3.259.0-dev" -> (3, 259, 0), "devel" -> ()."""
    match = re.search(r"\d+(?:\.\d+)+", text)
    return tuple(map(int, match.group().split("."))) if match else ()


def needed() -> str:
    """The engine that will do, in words."""
    return f"Pulumi {MINIMUM[0]}.{MINIMUM[1]} or newer with {LANGUAGE}"


def without_built(env: Mapping[str, str], cache: Path | None) -> dict[str, str]:
    """The environment with no folder on PATH that set-up built, nor one that depends on the current folder:
    what is left of `pulumi` people installed.
    """
    folders = [part for part in absolute_path(env).split(os.pathsep) if part and not _built(part, cache)]
    return {**env, "PATH": os.pathsep.join(folders)}


def _built(folder: str, cache: Path | None) -> bool:
    """Whether set-up made a folder on PATH: in the cache, or in any checkout's `.tools`."""
    if Path(folder).parts[-2:] == (".tools", "bin"):
        return True
    return cache is not None and Path(os.path.realpath(cache)) in Path(os.path.realpath(folder)).parents


def on_path(env: Mapping[str, str]) -> str | None:
    """The engine that PULUMI names or that is on PATH."""
    return program(env.get("PULUMI") or "pulumi", env)


def inspect(pulumi: str, env: Mapping[str, str]) -> tuple[Engine | None, str]:
    """What an installed engine is: usable, or why it is not."""
    try:
        answer = subprocess.run(
            [pulumi, "version"], env={**env, **QUIET}, capture_output=True, text=True, timeout=60, check=True,
        ).stdout.strip()  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None, f"{pulumi} does not run"
    if numbers(answer)[:2] < MINIMUM:
        return None, f"{pulumi} is {answer or 'of unknown version'}, too old"
    folder = str(Path(pulumi).absolute().parent)
    host = program(LANGUAGE, {"PATH": os.pathsep.join([folder, env.get("PATH", "")])})
    if host is None:
        return None, f"{pulumi} has no {LANGUAGE} beside it or on PATH"
    folders = dict.fromkeys([folder, str(Path(host).absolute().parent)])
    return Engine(answer.lstrip("v"), tuple(folders)), ""


def complete(folders: Sequence[str]) -> bool:
    """Whether both programs of an engine are in its folders."""
    path = os.pathsep.join(folders)
    return bool(path) and all(shutil.which(name, path=path) for name in ("pulumi", LANGUAGE))
