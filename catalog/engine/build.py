"""Building the engine: `pulumi` and its Python language host, from the pinned Go modules into the cache.

Takes a Go and the environment; leaves an engine in the cache, all of it or nothing. Set-ups that need it at
the same time build it once.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from . import cache, go, locks, pins
from .installed import LANGUAGE, Engine
from .jobs import Job

# The engine starts the language host in the program's folder. The host that is built here takes the first
# Python on PATH, whatever `virtualenv` of Pulumi.yaml says: this makes it that of the project that runs.
WRAPPER = f"""#!/bin/sh
# Pulumi's Python language host, with .venv of the project that runs first on PATH
here=$(cd "$(dirname "$0")" && pwd)
folder=$(pwd)
while [ -n "$folder" ] && [ ! -x "$folder/.venv/bin/python" ]; do
  if [ -f "$folder/Pulumi.yaml" ]; then folder=; else folder=${{folder%/*}}; fi
done
if [ -n "$folder" ]; then PATH="$folder/.venv/bin:$PATH"; fi
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


def _build(job: Job, aside: Path, compiler: str, env: Mapping[str, str]) -> None:
    _compile(job, compiler, pins.CLI_PART, f"{pins.PKG}/cmd/pulumi", aside / "bin" / "pulumi", env)
    host = aside / "libexec" / LANGUAGE
    _compile(job, compiler, pins.LANGUAGE_PART, f"{pins.SDK}/python/cmd/{LANGUAGE}", host, env)
    script = go.sdk_folder(compiler, env) / "python" / "cmd" / f"{LANGUAGE}-exec"
    shutil.copyfile(script, host.with_name(script.name))
    (aside / "bin" / LANGUAGE).write_text(WRAPPER)


def _compile(job: Job, compiler: str, part: str, package: str, target: Path, env: Mapping[str, str]) -> None:
    flags = f"-s -w -X {pins.SDK}/go/common/version.Version={pins.version()}"
    options = ["-v", "-mod=readonly", "-buildvcs=false", "-ldflags", flags, "-o", str(target)]
    command = [compiler, "build", *options, package]
    job.run(f"building {target.name}", command, cwd=pins.RECIPE / part, env=go.building(env))
