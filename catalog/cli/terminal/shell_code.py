"""Shell code that sets variables and can undo it, for `eval` in bash, zsh and any POSIX shell.

Pure: takes names and values, gives text. What a variable was before is kept by the shell itself, in an
unexported CATALOG_ENV_SAVED_<name>: so a real secret key is neither printed nor handed to any program.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from shlex import quote

SAVED = "CATALOG_ENV_SAVED_"
ACTIVE = "CATALOG_ENV"  # exported while the code is in force: the folders it put on PATH


def setting(values: Mapping[str, str | None], folders: Sequence[str], env: Mapping[str, str]) -> str:
    """Code that sets each variable (None: unsets it) and puts the folders first on PATH.

    `env` is the environment the code will run in. Where the code is in force already, what it saved stays.
    """
    lines = [] if ACTIVE in env else [_save(name) for name in values]
    lines += [_assign(name, value) for name, value in values.items()]
    prefix = os.pathsep.join(dict.fromkeys(folders))
    lines += [_assign("PATH", joined(prefix, path_without(env))), _assign(ACTIVE, prefix)]
    return "\n".join(lines) + "\n"


def unsetting(names: Iterable[str], env: Mapping[str, str]) -> str:
    """Code that brings back what was before `setting`; empty where that is not in force."""
    if ACTIVE not in env:
        return ""
    lines = [_restore(name) for name in names]
    lines += [_assign("PATH", path_without(env)), f"unset {ACTIVE}"]
    return "\n".join(lines) + "\n"


def path_without(env: Mapping[str, str]) -> str:
    """PATH without the folders that `setting` put there; what came there since then stays."""
    path, prefix = env.get("PATH", ""), env.get(ACTIVE, "")
    if not prefix or path == prefix:
        return path if not prefix else ""
    if path.startswith(prefix + os.pathsep):
        return path.removeprefix(prefix + os.pathsep)
    parts = path.split(os.pathsep)
    for folder in prefix.split(os.pathsep):
        if folder in parts:
            parts.remove(folder)
    return os.pathsep.join(parts)


def joined(first: str, rest: str) -> str:
    """Two lists of folders as one."""
    return os.pathsep.join(part for part in (first, rest) if part)


def _assign(name: str, value: str | None) -> str:
    return f"unset {name}" if value is None else f"export {name}={quote(value)}"


def _save(name: str) -> str:
    return (
        f'if [ "${{{name}+set}}" ]; then {SAVED}{name}="${{{name}}}"; '
        f"else unset {SAVED}{name}; fi"
    )  # fmt: skip


def _restore(name: str) -> str:
    return (
        f'if [ "${{{SAVED}{name}+set}}" ]; then export {name}="${{{SAVED}{name}}}"; '
        f"unset {SAVED}{name}; else unset {name}; fi"
    )
