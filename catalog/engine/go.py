"""The Go that builds the engine: whether there is one, whether it is new enough, and what to install else.

Takes the environment; gives the path of a Go, or one error that names both ways to an engine. Never builds.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from catalog.checkout.programs import program

from . import pins
from .installed import needed, numbers
from .jobs import SetupError

ANY_TOOLCHAIN = (1, 21)  # from here on Go fetches the toolchain that a go.mod asks for


def find(env: Mapping[str, str], reason: str, command: str) -> str:
    """The Go to build with; raises SetupError, telling what to install, when there is none that fits.

    `reason` is what is wrong with the engine that is installed, if any; `command` is what to run afterwards.
    """
    go = program("go", env)
    unfit = "no Go to build one with" if go is None else _unfit(go, env)
    if go is None or unfit:
        raise SetupError(_what_to_install(reason or "no Pulumi engine on PATH", unfit, command))
    return go


def _unfit(go: str, env: Mapping[str, str]) -> str:
    """Why a Go can't build the engine; empty when it can."""
    try:
        answer = _answer(go, ["env", "GOVERSION", "GOTOOLCHAIN"], Path(os.sep), env).splitlines()
    except (OSError, subprocess.SubprocessError):
        return f"{go} does not run"
    version, toolchain = [*answer, "", ""][:2]
    found = numbers(version)
    fetches = found >= ANY_TOOLCHAIN and not toolchain.startswith("local")
    too_old = bool(found) and found < pins.required_go() and not fetches
    return f"{version} is too old" if too_old else ""


def _what_to_install(engine: str, go: str, command: str) -> str:
    """The one error for a machine with neither an engine nor a Go that could build it."""
    wanted = ".".join(map(str, pins.required_go()))
    return (
        f"{engine}, and {go}. Install one of\n"
        f"  {needed()}: https://www.pulumi.com/docs/install/ (macOS: brew install pulumi/tap/pulumi), or\n"
        f"  Go {wanted} or newer: https://go.dev/dl/ (builds the engine here once, 3 to 10 minutes)\n"
        f'  and run "{command}" again. An engine that is not on PATH is named by PULUMI=/path/to/pulumi.'
    )


# What decides on which modules are built and whether they are verified, whatever the environment and the file
# of "go env -w" say. An empty variable would leave it to the file, so what shall match nothing names nothing.
FIXED = {
    "CGO_ENABLED": "0",  # no C compiler needed
    "GOARCH": "",
    "GOFLAGS": "-mod=readonly",  # no other go.mod (-modfile) or files (-overlay), no program (-toolexec)
    "GOINSECURE": "none.invalid",
    "GONOSUMDB": "none.invalid",
    "GOOS": "",
    "GOSUMDB": "sum.golang.org",  # for a toolchain: modules are verified by go.sum, which has them all
    "GOWORK": "off",  # no workspace of a folder above
}
HARMLESS = ("-modcacherw",)  # of a user's GOFLAGS: a cache of modules that can be removed


def building(go: str, env: Mapping[str, str]) -> dict[str, str]:
    """Go's environment for a build: the user's (GOPROXY, caches), but for FIXED and the toolchain.

    The toolchain is the Go itself, or the very one that go.mod asks for, never a newer one.
    """
    answer = _answer(go, ["env", "GOVERSION"], Path(os.sep), env)
    found, required = numbers(answer.partition("\n")[0]), pins.required_go()
    toolchain = "local" if not found or found >= required else f"go{'.'.join(map(str, required))}"
    kept = [flag for flag in env.get("GOFLAGS", "").split() if flag in HARMLESS]
    return {**env, **FIXED, "GOFLAGS": " ".join([FIXED["GOFLAGS"], *kept]), "GOTOOLCHAIN": toolchain}


def sdk_folder(go: str, env: Mapping[str, str]) -> Path:
    """Where Go keeps the sdk module that `pulumi` is built with; raises SetupError if it doesn't say."""
    words = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", pins.SDK]
    try:
        answer = _answer(go, words, pins.RECIPE / pins.CLI_PART, building(go, env)).strip()
    except (OSError, subprocess.SubprocessError):
        answer = ""
    if not answer:
        raise SetupError(f"{go} does not say where it keeps {pins.SDK}")
    return Path(answer)


def _answer(go: str, words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> str:
    return subprocess.run(
        [go, *words], cwd=cwd, env=dict(env), capture_output=True, text=True, timeout=60, check=True
    ).stdout
