"""Git, asked about a repository whose files, configuration included, may be a stranger's.

Takes a folder; gives what Git's plumbing prints. Only `rev-parse`, `rev-list`, `ls-files`, `ls-tree` and
`cat-file` are asked, which run no filter, no hook and no diff driver; what else a repository can have Git run
(see git-config(1), gitattributes(5)) is switched off for each call, and no variable of the environment
reaches it. Objects that a partial clone lacks are not fetched. Never writes.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from .programs import absolute_path, program

SECONDS = 60.0  # a configuration that includes a pipe would be waited for without end

OFF = {
    "core.fsmonitor": "",
    "core.hooksPath": os.devnull,
    "core.attributesFile": os.devnull,
    "core.excludesFile": os.devnull,
    "core.pager": "cat",
    "core.sshCommand": "false",
    "core.askPass": "false",
    "core.alternateRefsCommand": "false",
    "credential.helper": "",
    "diff.external": "",
    "gpg.program": "false",
    "log.showSignature": "false",
    "protocol.allow": "never",
    "submodule.recurse": "false",
    "safe.bareRepository": "explicit",  # a folder of the clone that looks like a repository is none
}
VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "",  # goes before what a repository says of a protocol
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}


class GitError(Exception):
    """Git is missing or refused; `reason` is its own line."""

    def __init__(self, reason: str, *, missing: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.missing = reason, missing


def environment(env: Mapping[str, str], top: Path) -> dict[str, str]:
    """The environment of a call: none of Git's variables but ours, and no relative part of PATH."""
    kept = {name: value for name, value in env.items() if not name.startswith("GIT_")}
    # the work tree is where we say, whatever core.worktree says
    return {**kept, "PATH": absolute_path(env), **VARIABLES, "GIT_WORK_TREE": str(top)}


def git(
    top: Path, *words: str, stdin: bytes = b"", env: Mapping[str, str] = os.environ, anybodys: bool = False
) -> bytes:
    """What Git prints, asked in the folder `top` of a work tree. Raises GitError.

    Git refuses a repository of another user, as its own commands would run what that configures; with
    `anybodys` it answers all the same, which is fine for a look into the index.
    """
    found = program("git", env)
    if found is None:
        raise GitError("git is not on PATH", missing=True)
    settings = {**OFF, "safe.directory": "*"} if anybodys else OFF
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    command = [found, "--no-pager", *options, *words]
    try:
        done = subprocess.run(
            command, cwd=top, env=environment(env, top), input=stdin, capture_output=True, timeout=SECONDS,
            check=False,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise GitError(f"git {words[0]}: {getattr(error, 'strerror', None) or error}") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git {words[0]}: no answer in {SECONDS:.0f} s") from error
    if done.returncode:
        raise GitError(_reason(done.stderr) or f"git {words[0]} failed")
    return done.stdout


def _reason(stderr: bytes) -> str:
    """The line that says what is wrong: hints come after it."""
    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1] if lines else "")


def work_tree(folder: Path) -> Path | None:
    """The nearest folder from `folder` upwards that has a `.git`; None in no work tree.

    Not what Git itself finds: a clone may hold a folder that looks like a bare repository, whose
    configuration Git would take.
    """
    here = Path(os.path.realpath(folder))
    return next((each for each in (here, *here.parents) if os.path.lexists(each / ".git")), None)


def tracked(top: Path, paths: Iterable[str], env: Mapping[str, str] = os.environ) -> list[str]:
    """What Git tracks of these paths (relative to `top`, in any case) and below them. Raises GitError."""
    specs = [f":(icase,literal){path}" for path in paths]
    answer = git(top, "ls-files", "--cached", "--full-name", "-z", "--", *specs, env=env, anybodys=True)
    return [os.fsdecode(name) for name in answer.split(b"\0") if name]
