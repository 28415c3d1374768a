"""Which engine a project uses: one that is installed, the one in the cache, or one that is built.

Takes the project's folder and the environment. `plan` is for set-up: a job, or None when nothing is to be
built; what it settles on is noted in the user's cache, where no clone can have put a word. `engine_folders`
is for whoever runs the engine.
PULUMI names an engine; else the one on PATH is taken if it is new enough and complete; else the one built
from the pinned Go modules, which checkouts share. What is noted stays in use until the next set-up, unless
PULUMI names another.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.checkout.set_up_command import can_be_set_up, set_up_command

from . import build, cache, go, installed, pins
from .installed import Engine
from .jobs import Job, SetupError

RECORDS = "projects"  # a folder of the cache, with a record for each project by its path
FORMER_RECORD = ".tools/engine.json"  # of former releases: not believed, as a clone could bring one
LINK = ".tools/bin"  # leads to an engine that was built, for a PATH that people set themselves


def engine_folders(root: Path, env: Mapping[str, str]) -> tuple[str, ...]:
    """The folders for PATH; as `engine_of`."""
    return engine_of(root, env).folders


def engine_of(root: Path, env: Mapping[str, str]) -> Engine:
    """The engine that set-up settled on, is installed or is in the cache.

    Builds nothing, and writes nothing but an engine of a former layout into the cache once more. Raises
    SetupError where there is no engine, or one that is not safe.
    """
    found, reason = None if env.get("PULUMI") else recorded(root, env), ""
    if found is None:
        theirs = installed.without_built(env, cache.location(env))
        found, reason = _inspected(_candidate(theirs), theirs)
    found = found or cache.find(env) or _taken_over(env)
    if found is None:
        reason = reason or _nothing_built(env)
        remedy = f"put {installed.needed()} on PATH"
        if can_be_set_up(root):
            remedy = f'run "{set_up_command(root)}", or {remedy}'
        raise SetupError(f"no Pulumi engine ({reason}): {remedy}")
    return found


def _taken_over(env: Mapping[str, str]) -> Engine | None:
    try:
        return build.taken_over(env)
    except OSError:
        return None  # a cache that can't be written to


def _nothing_built(env: Mapping[str, str]) -> str:
    """Why the cache has no engine."""
    folder = cache.location(env)
    if folder is None:
        return "none on PATH, and HOME is not set"
    what = "is no folder" if folder.exists() and not folder.is_dir() else "has none that was built"
    return f"none on PATH, and {folder} {what}"


def plan(root: Path, env: Mapping[str, str]) -> Job | None:
    """The job that builds the engine, or None when there is one (then it is noted)."""
    theirs = installed.without_built(env, cache.location(env))
    candidate = _candidate(theirs)
    wanted = stamp(candidate)
    if read_record(root, env).get("stamp") == wanted and recorded(root, env) is not None:
        return None
    found, reason = _inspected(candidate, theirs)
    found = found or cache.find(env) or _taken_over(env)
    if found is None:
        return _build_job(root, env, wanted, reason)
    settle(root, env, wanted, found)
    print(f"setup: Pulumi {found.version}: {found.folders[0]}", flush=True)
    return None


def _candidate(env: Mapping[str, str]) -> str | None:
    """The engine that is installed, usable or not; raises SetupError where PULUMI names none."""
    found = installed.on_path(env)
    if found is None and env.get("PULUMI"):
        raise SetupError(f"PULUMI names no program: {env['PULUMI']}")
    return found


def _inspected(candidate: str | None, env: Mapping[str, str]) -> tuple[Engine | None, str]:
    """The installed engine, or why it will not do, which is an error if PULUMI names it."""
    engine, reason = (None, "") if candidate is None else installed.inspect(candidate, env)
    if engine is None and env.get("PULUMI"):
        raise SetupError(f"PULUMI names no usable engine: {reason}; needed: {installed.needed()}")
    return engine, reason


def _build_job(root: Path, env: Mapping[str, str], wanted: str, reason: str) -> Job:
    """The job that builds the engine; raises SetupError where there is no Go or no folder to build into."""
    compiler, folder = go.find(env, reason, set_up_command(root)), cache.ready(env)
    intro = f"{reason} (needed: {installed.needed()}); " if reason else ""
    intro += (
        f"building Pulumi {pins.version()} with Go into {folder}: three to ten minutes, once for all clones"
    )

    def work(job: Job) -> None:
        settle(root, env, wanted, build.build_once(job, folder, compiler, env))

    return Job(f"Pulumi {pins.version()}", root / ".tools" / "log" / "engine.log", work, intro)


def stamp(candidate: str | None) -> str:
    """A hash over what decides on the engine: what would be built, and the engine installed, if any.

    Not over where the project lies: a copy of it, its `.tools` copied along, needs nothing anew.
    """
    total = hashlib.sha256(pins.key().encode())
    if candidate is not None:
        about = os.stat(candidate)
        total.update(f"\0{candidate}\0{about.st_size}\0{about.st_mtime_ns}".encode())
    return total.hexdigest()


def record_file(root: Path, env: Mapping[str, str]) -> Path | None:
    """Where the engine of a project is noted; None where the user has no cache."""
    folder = cache.location(env)
    name = hashlib.sha256(os.path.realpath(root).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return None if folder is None else folder / RECORDS / f"{name}.json"


def read_record(root: Path, env: Mapping[str, str]) -> dict[str, Any]:
    """What set-up noted: stamp, version, folders; empty when there is nothing that can be believed."""
    file = record_file(root, env)
    try:
        if file is None or cache.danger(file.parent.parent, RECORDS, f"{RECORDS}/{file.name}"):
            return {}
        record = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def recorded(root: Path, env: Mapping[str, str]) -> Engine | None:
    """The engine that set-up settled on, if it is still there; one that was built is that of these pins."""
    record = read_record(root, env)
    try:
        engine = Engine(record["version"], tuple(record["folders"]), record["built"])
        if engine.built:
            return cache.find(env)
        return (
            engine if all(map(os.path.isabs, engine.folders)) and installed.complete(engine.folders) else None
        )
    except (KeyError, TypeError):
        return None


def settle(root: Path, env: Mapping[str, str], wanted: str, engine: Engine) -> None:
    """Note the engine; it is in use from then on. Where there is no cache it is looked for anew each time."""
    if engine.built:
        (root / LINK).parent.mkdir(exist_ok=True)
        _link(root / LINK, Path(engine.folders[0]))
    with contextlib.suppress(OSError):  # a project that can't be written to
        (root / FORMER_RECORD).unlink()
    target = record_file(root, env)
    if target is None:
        return
    with contextlib.suppress(OSError, SetupError):
        cache.ready(env)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        part = _aside(target)
        part.write_text(json.dumps({"stamp": wanted, **dataclasses.asdict(engine)}), encoding="utf-8")
        part.chmod(0o600)
        part.replace(target)


def _link(link: Path, folder: Path) -> None:
    """Make LINK lead to the engine; what former releases built in its place is removed."""
    if not link.is_symlink():
        for old in (link, link.with_name("libexec"), link.with_name("build")):
            shutil.rmtree(old, ignore_errors=True)
    part = _aside(link)
    part.unlink(missing_ok=True)
    part.symlink_to(folder)
    part.replace(link)


def _aside(file: Path) -> Path:
    """Where to make a file before it takes its place: each process its own, as there may be two set-ups."""
    return file.with_name(f"{file.name}.{os.getpid()}.part")
