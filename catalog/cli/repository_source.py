"""Where a repository's tool comes from: the flags of `init` and `upgrade`, and what they become.

Takes flags and where the running tool came from; gives the line of requirements.txt and a wheel's bytes.
Reads wheels, downloads nothing and builds nothing.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from catalog.language.visible import cell
from catalog.repository import store
from catalog.repository.origin import origin
from catalog.repository.requirement import (
    NAME,
    WHEEL,
    Requirement,
    RequirementError,
    of_checkout,
    of_git,
    of_index,
    of_wheel,
)

OF_THIS_MACHINE = (
    "note: nobody else has that folder. Before others use the repository, name a wheel, Git or an index: "
    "catalog upgrade --wheel FILE, --git URL@REV or --index"
)


@dataclass(frozen=True, slots=True)
class Source:
    """The line of requirements.txt; in words; notes for people; the bytes of a wheel to copy; its version."""

    requirement: Requirement
    words: str
    notes: tuple[str, ...] = ()
    wheel: bytes | None = None
    version: str = ""


def add_source_flags(parser: argparse.ArgumentParser) -> None:
    """`--wheel`, `--index` and `--git`, of which one may be given."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--wheel", metavar="FILE", type=Path, help="the tool is this wheel, which is copied into wheels/"
    )
    group.add_argument("--index", action="store_true", help="the tool is this version of pip's package index")
    group.add_argument("--git", metavar="URL@REV", help="the tool is built from a Git repository")


def flagged(args: argparse.Namespace) -> Source | None:
    """What the flags say; None without one. Raises RequirementError."""
    if args.wheel is not None:
        return of_file(args.wheel)
    if args.index:
        return of_running_version()
    return of_repository(args.git) if args.git is not None else None


def chosen(answer: Source | str | None, default: Callable[[], Source]) -> Source:
    """What an answer says: `index`, `git URL@REV` or a wheel's path; without one the default."""
    if answer is None:
        return default()
    if isinstance(answer, Source):
        return answer
    if answer == "index":
        return of_running_version()
    kind, _, rest = answer.partition(" ")
    return of_repository(rest.strip()) if kind == "git" else of_file(Path(answer).expanduser())


def default_source() -> Source:
    """Where the running tool came from. Raises RequirementError where that can't be had once more."""
    found = origin()
    if found.kind == "wheel":
        if not Path(found.place).is_file():
            raise RequirementError(
                f"this tool was installed from {cell(found.place)}, which is gone: say where it comes from, "
                "by --wheel FILE, --git URL@REV or --index"
            )
        return of_file(Path(found.place))
    if found.kind == "git":
        return of_repository(found.place)
    if found.kind == "checkout":
        return Source(of_checkout(found.place), str(found), (OF_THIS_MACHINE,), version=found.version)
    return of_running_version()


def of_running_version() -> Source:
    """The running version, from pip's index."""
    version = origin().version
    return Source(of_index(version), f"pip's package index, version {version}", version=version)


def of_repository(text: str) -> Source:
    """A Git URL with its revision."""
    return Source(of_git(text), f"Git, {text}")


def of_file(path: Path) -> Source:
    """A wheel of the tool. Raises RequirementError for another file, or one that can't be read."""
    requirement = of_wheel(path.name)
    try:
        data = store.wheel_bytes(path)
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except OSError as error:
        raise RequirementError(f"{cell(str(path))} can't be read: {error.strerror}") from error
    except zipfile.BadZipFile as error:
        raise RequirementError(f"{cell(str(path))} is no wheel: it is broken") from error
    found = WHEEL.fullmatch(path.name)
    version = found[1] if found else ""
    if f"{NAME.replace('-', '_')}-{version}.dist-info/METADATA" not in names:
        raise RequirementError(f"{cell(str(path))} is no wheel of {NAME} {version}")
    return Source(requirement, f"wheels/{path.name}", wheel=data, version=version)
