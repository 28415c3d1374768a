"""Building the engine: `pulumi` and its Python language host, from the pinned Go modules into the cache.

Takes a Go and the environment; leaves an engine in the cache, all of it or nothing. Set-ups that need it at
the same time build it once.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from catalog import checkout

from . import cache, go, locks, pins
from .installed import LANGUAGE, Engine
from .jobs import Job

# The engine starts the language host in the program's folder. The host that is built here takes the first
# Python on PATH, whatever `virtualenv` of Pulumi.yaml says: this makes it that of the project that runs, if
# it is the user's own. The host also runs "python -m pip" in the project's folder, where a pip.py or json.py
# would be found first: with PYTHONSAFEPATH Python doesn't look there.
OWN_VENV = (Path(checkout.__file__).parent / "own_venv.sh").read_text(encoding="utf-8")
WRAPPER = f"""#!/bin/sh
# Pulumi's Python language host, with .venv of the project that runs first on PATH
{OWN_VENV}
own_path
here=$(CDPATH= cd -- "${{0%/*}}" && pwd -P) || exit 1
folder=$(pwd -P)
while [ -n "$folder" ] && [ ! -x "$folder/.venv/bin/python" ]; do
  if [ -f "$folder/Pulumi.yaml" ]; then folder=; else folder=${{folder%/*}}; fi
done
if [ -n "$folder" ]; then
  own_venv "$folder" || exit 1
  PATH="$folder/.venv/bin:$PATH"
fi
export PATH PYTHONSAFEPATH=1
exec "$here/../libexec/{LANGUAGE}" "$@"
"""


def build_once(job: Job, folder: Path, compiler: str, env: Mapping[str, str]) -> Engine:
    """The engine of these pins in the cache's folder, built by this job unless another set-up was quicker.

    Raises SetupError when a command fails or the job is stopped.
    """
    job.step = "waiting for another set-up that builds it"
    with locks.held(folder / cache.LOCK, f"setup: {job.title}: {job.step}", job.pause):
        found = cache.find(env)
        if found is not None:
            return found
        with cache.aside(folder) as aside:
            _build(job, aside, compiler, env)
            cache.put_in_place(aside, folder)
        return cache.engine(folder)


def taken_over(env: Mapping[str, str]) -> Engine | None:
    """The engine of these pins, of programs that were built for a former layout; None where there are none.

    A second's work instead of minutes. Raises OSError where the cache can't be written to.
    """
    folder = cache.location(env)
    old = None if folder is None else cache.former(folder)
    if folder is None or old is None:
        return None
    with locks.held(folder / cache.LOCK, "setup: waiting for another set-up that builds the engine"):
        if cache.find(env) is None:
            with cache.aside(folder) as aside:
                for name in cache.PROGRAMS:
                    _share(old / name, aside / name)
                _write_wrapper(aside)
                cache.put_in_place(aside, folder)
    return cache.engine(folder)


def _share(program: Path, target: Path) -> None:
    """The same program under another name; a copy where the file system has no second names."""
    target.unlink(missing_ok=True)
    try:
        os.link(program, target)
    except OSError:
        shutil.copyfile(program, target)


def _write_wrapper(folder: Path) -> None:
    wrapper = folder / "bin" / LANGUAGE
    wrapper.unlink(missing_ok=True)
    wrapper.write_text(WRAPPER, encoding="utf-8")


def _build(job: Job, aside: Path, compiler: str, env: Mapping[str, str]) -> None:
    _compile(job, compiler, pins.CLI_PART, f"{pins.PKG}/cmd/pulumi", aside / "bin" / "pulumi", env)
    host = aside / "libexec" / LANGUAGE
    _compile(job, compiler, pins.LANGUAGE_PART, f"{pins.SDK}/python/cmd/{LANGUAGE}", host, env)
    script = go.sdk_folder(compiler, env) / "python" / "cmd" / f"{LANGUAGE}-exec"
    shutil.copyfile(script, host.with_name(script.name))
    _write_wrapper(aside)


def _compile(job: Job, compiler: str, part: str, package: str, target: Path, env: Mapping[str, str]) -> None:
    flags = f"-s -w -X {pins.SDK}/go/common/version.Version={pins.version()}"
    options = ["-v", "-mod=readonly", "-buildvcs=false", "-ldflags", flags, "-o", str(target)]
    command = [compiler, "build", *options, package]
    job.run(f"building {target.name}", command, cwd=pins.RECIPE / part, env=go.building(compiler, env))
