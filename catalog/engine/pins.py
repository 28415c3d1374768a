"""What a built engine is made of: the Go modules pinned in `recipe/`, read from their go.mod and go.sum.

Takes the package's own files; gives versions and the key by which builds differ. Runs nothing.
"""

from __future__ import annotations

import hashlib
import platform
import re
from pathlib import Path

from .installed import numbers
from .jobs import SetupError

RECIPE = Path(__file__).resolve().parent / "recipe"
PKG, SDK = "github.com/pulumi/pulumi/pkg/v3", "github.com/pulumi/pulumi/sdk/v3"
CLI_PART, LANGUAGE_PART = "cli", "language"  # the two folders of `recipe/`, each a Go module
FILES = tuple(f"{part}/{name}" for part in (CLI_PART, LANGUAGE_PART) for name in ("go.mod", "go.sum"))
LAYOUT = "4"  # of what a build leaves in its folder, the wrapper's text included
FORMER_LAYOUTS = ("3",)  # with the same programs, which needn't be built anew


def version() -> str:
    """The Pulumi version that is built, with its "v"."""
    return pinned(PKG, CLI_PART)


def pinned(module: str, part: str) -> str:
    """The version of a module that a part's go.mod pins, with its "v"; raises SetupError if there is none."""
    text = (RECIPE / part / "go.mod").read_text(encoding="utf-8")
    match = re.search(rf"(?m)^\s*(?:require )?{re.escape(module)} (v\S+)", text)
    if match is None:
        raise SetupError(f"{RECIPE / part / 'go.mod'} does not pin {module}")
    return match.group(1)


def required_go() -> tuple[int, ...]:
    """The Go version that the command line's go.mod asks for."""
    text = (RECIPE / CLI_PART / "go.mod").read_text(encoding="utf-8")
    match = re.search(r"(?m)^go (\S+)$", text)
    return numbers(match.group(1)) if match else ()


def key(layout: str = LAYOUT) -> str:
    """The name of a build: the version, for people, and a hash over modules, layout and platform."""
    total = hashlib.sha256(f"{layout}\0{platform.system()}\0{platform.machine()}".encode())
    for name in FILES:
        data = (RECIPE / name).read_bytes()
        total.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return f"{version()}-{total.hexdigest()[:16]}"
