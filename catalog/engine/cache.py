"""Built engines in the user's cache, shared by all checkouts: `<cache>/<key>/{bin,libexec}`.

Takes the environment; gives the engine that is there, or a place to build one: a folder aside, which is
renamed into place as a whole, under a lock. So what has a key for its name is whole, whatever was killed.
Never builds, and never runs what it finds.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from catalog.files.ownership import doubt, doubt_on_the_way
from catalog.files.user_cache import user_cache

from . import pins
from .installed import LANGUAGE, Engine
from .jobs import SetupError

VARIABLE = "CATALOG_ENGINE_CACHE"
LOCK = "lock"
ASIDE = "build-"  # how the name of a folder begins that is being built, or that has to go
PROGRAMS = ("bin/pulumi", f"bin/{LANGUAGE}", f"libexec/{LANGUAGE}", f"libexec/{LANGUAGE}-exec")
ANOTHER = f"{VARIABLE}=/another/folder names another"


def location(env: Mapping[str, str]) -> Path | None:
    """The cache's folder, there or not; None where neither a variable nor HOME says where."""
    if env.get(VARIABLE):
        return Path(os.path.expanduser(env[VARIABLE])).absolute()
    base = user_cache(env)
    return None if base is None else base / "engine"


def find(env: Mapping[str, str]) -> Engine | None:
    """The engine of these pins, if it was built; raises SetupError where others could have changed it."""
    cache = location(env)
    if cache is None or not whole(cache / pins.key()):
        return None
    _refuse(danger_in(cache / pins.key()))
    return engine(cache)


def former(cache: Path) -> Path | None:
    """A build of these modules in a former layout: its programs are the same, what is around them is not."""
    builds = [cache / pins.key(layout) for layout in pins.FORMER_LAYOUTS]
    return next((build for build in builds if whole(build) and not danger_in(build)), None)


def engine(cache: Path) -> Engine:
    """The engine of these pins as it is, or will be, in the cache."""
    return Engine(pins.version().lstrip("v"), (str(cache / pins.key() / "bin"),), built=True)


def whole(folder: Path) -> bool:
    """Whether all programs of a built engine are there."""
    return all(os.path.isfile(folder / name) and os.access(folder / name, os.X_OK) for name in PROGRAMS)


def danger(folder: Path, *inside: str) -> str:
    """Why another user could put programs of theirs in a folder, in the named parts of it, or in its place.

    Empty when only this user, or the system's, can. The folder itself may be reached through a link.
    """
    whole = Path(os.path.realpath(folder))
    try:
        found = doubt_on_the_way(folder) or next(
            filter(None, map(doubt, (whole, *(whole / i for i in inside)))), None
        )
    except OSError as problem:
        return f"{problem.filename} can't be looked at ({problem.strerror}): {ANOTHER}"
    if found is None:
        return ""
    mend = "chmod go-w it, or " if found.why.startswith("can be written") else ""
    return f"{found} and is not used: {mend}{ANOTHER}"


def danger_in(build: Path) -> str:
    """The same of a build with its programs, and of the cache that it lies in."""
    parts = [f"{build.name}/{part}" for part in ("", "bin", "libexec", *PROGRAMS)]
    return danger(build.parent, *parts)


def _refuse(reason: str) -> None:
    if reason:
        raise SetupError(reason)


def ready(env: Mapping[str, str]) -> Path:
    """The cache's folder, made if need be; raises SetupError where it can't be made or written to."""
    cache = location(env)
    if cache is None:
        raise SetupError(f"HOME is not set, so the engine has no folder to be built into: {ANOTHER}")
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise SetupError(
            f"{cache}, where the engine is built, can't be made ({problem.strerror}): {ANOTHER}"
        ) from None
    _refuse(danger(cache))
    if not os.access(cache, os.W_OK | os.X_OK):
        raise SetupError(f"{cache}, where the engine is built, can't be written to: {ANOTHER}")
    if os.statvfs(cache).f_flag & getattr(os, "ST_NOEXEC", 0):  # refused before ten minutes of building
        raise SetupError(f"{cache}, where the engine is built, is on a disk that runs no programs: {ANOTHER}")
    return cache


@contextlib.contextmanager
def aside(cache: Path) -> Iterator[Path]:
    """A folder to build in, with `bin` and `libexec`; gone at the end unless it was put in place.

    The cache's lock must be held: what builds that died have left is removed first.
    """
    for left in cache.glob(f"{ASIDE}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=ASIDE, dir=cache))  # only its owner may enter
    try:
        for part in ("bin", "libexec"):
            (folder / part).mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, cache: Path) -> None:
    """Give a whole build its name, all of it at once; what has that name and is not whole makes room."""
    for name in PROGRAMS:
        (folder / name).chmod(0o700)
        with open(folder / name, "rb") as file:
            os.fsync(file.fileno())  # a power cut must not leave the name on empty files
    target = cache / pins.key()
    if os.path.lexists(target):
        broken = Path(tempfile.mkdtemp(prefix=ASIDE, dir=cache))
        target.rename(broken / target.name)
        shutil.rmtree(broken, ignore_errors=True)
    folder.rename(target)
