"""The Pulumi side of set-up: an engine with its Python language host, found or built.

Takes the project's folder and the environment; gives a job, or None when `.tools/engine.json` is up to date.
That file names the folders that go on PATH. PULUMI names an engine; else the one on PATH is taken if it is
new enough and complete; else both programs are built from the Go modules pinned in tools/engine/.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .jobs import Job, SetupError

MINIMUM = (3, 200)  # from here on Pulumi.yaml's `plugins` may name a folder for a provider
ANY_TOOLCHAIN = (1, 21)  # from here on Go fetches the toolchain that a go.mod asks for
LANGUAGE = "pulumi-language-python"
PKG, SDK = "github.com/pulumi/pulumi/pkg/v3", "github.com/pulumi/pulumi/sdk/v3"
MODULES = tuple(
    f"tools/engine/{part}/{name}" for part in ("cli", "language") for name in ("go.mod", "go.sum")
)
RECORD = ".tools/engine.json"
LAYOUT = "2"  # of what a build leaves in .tools; another number builds anew
# The language host built here takes no virtualenv from Pulumi.yaml: it is given the project's own.
WRAPPER = f"""#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
PATH="$here/../../.venv/bin:$PATH" exec "$here/../libexec/{LANGUAGE}" "$@"
"""


@dataclass(frozen=True)
class Engine:
    """A usable engine: the version and the folders of `pulumi` and its language host."""

    version: str
    folders: tuple[str, ...]


def numbers(text: str) -> tuple[int, ...]:
    """The first dotted number in a text: "v3.259.0-dev" -> (3, 259, 0), "devel" -> ()."""
    match = re.search(r"\d+(?:\.\d+)+", text)
    return tuple(map(int, match.group().split("."))) if match else ()


def on_path(root: Path, env: Mapping[str, str]) -> str | None:
    """The engine that PULUMI names or that is on PATH, our own build left out."""
    ours = root / ".tools" / "bin"
    folders = [part for part in env.get("PATH", "").split(os.pathsep) if part and Path(part) != ours]
    return shutil.which(env.get("PULUMI") or "pulumi", path=os.pathsep.join(folders))


def inspect(pulumi: str, env: Mapping[str, str]) -> tuple[Engine | None, str]:
    """What an installed engine is: usable, or why it is not."""
    try:
        answer = subprocess.run(
            [pulumi, "version"], env={**env, "PULUMI_SKIP_UPDATE_CHECK": "true"}, capture_output=True,
            text=True, timeout=60, check=True,
        ).stdout.strip()  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None, f"{pulumi} does not run"
    if numbers(answer)[:2] < MINIMUM:
        return None, f"{pulumi} is {answer or 'of unknown version'}, too old"
    folder = str(Path(pulumi).absolute().parent)
    host = shutil.which(LANGUAGE, path=os.pathsep.join([folder, env.get("PATH", "")]))
    if host is None:
        return None, f"{pulumi} has no {LANGUAGE} beside it or on PATH"
    folders = dict.fromkeys([folder, str(Path(host).absolute().parent)])
    return Engine(answer.lstrip("v"), tuple(folders)), ""


def stamp(root: Path, candidate: str | None) -> str:
    """A hash over what decides on the engine: the modules, the platform, and the engine installed, if any."""
    total = hashlib.sha256(f"{LAYOUT}\0{root}\0{platform.system()}\0{platform.machine()}".encode())
    for name in MODULES:
        total.update((root / name).read_bytes())
    if candidate is not None:
        about = os.stat(candidate)
        total.update(f"{candidate}\0{about.st_size}\0{about.st_mtime_ns}".encode())
    return total.hexdigest()


def plan(root: Path, env: Mapping[str, str]) -> Job | None:
    """The job that builds the engine, or None when there is one (noted in RECORD)."""
    candidate = on_path(root, env)
    if env.get("PULUMI") and candidate is None:
        raise SetupError(f"PULUMI names no program: {env['PULUMI']}")
    wanted = stamp(root, candidate)
    record = read_record(root)
    if record.get("stamp") == wanted and complete(record):
        return None
    reason = ""
    if candidate is not None:
        engine, reason = inspect(candidate, env)
        if engine is not None:
            write_record(root, wanted, engine)
            print(f"setup: Pulumi {engine.version}: {candidate}", flush=True)
            return None
        if env.get("PULUMI"):
            raise SetupError(f"PULUMI names no usable engine: {reason}; needed: {need()}")
    return build_job(root, env, wanted, reason)


def need() -> str:
    """The engine that will do, in words."""
    return f"Pulumi {MINIMUM[0]}.{MINIMUM[1]} or newer with {LANGUAGE}"


def read_record(root: Path) -> dict[str, Any]:
    """The engine that set-up settled on: stamp, version, folders; empty when there is none."""
    try:
        record = json.loads((root / RECORD).read_text())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def complete(record: Mapping[str, Any]) -> bool:
    """Whether both programs that a record stands for are still there."""
    folders = os.pathsep.join(record.get("folders", ()))
    return all(shutil.which(name, path=folders) for name in ("pulumi", LANGUAGE))


def write_record(root: Path, wanted: str, engine: Engine) -> None:
    """Note the engine; it is in use from then on."""
    target = root / RECORD
    target.parent.mkdir(exist_ok=True)
    part = target.with_suffix(".part")
    part.write_text(json.dumps({"stamp": wanted, "version": engine.version, "folders": engine.folders}))
    part.replace(target)


def required_go(root: Path) -> tuple[int, ...]:
    """The Go version that the command line's go.mod asks for."""
    match = re.search(r"(?m)^go (\S+)$", (root / MODULES[0]).read_text())
    return numbers(match.group(1)) if match else ()


def check_go(root: Path, env: Mapping[str, str], reason: str) -> str:
    """The Go to build with; raises SetupError, telling what to install, when there is none that fits."""
    go = shutil.which("go", path=env.get("PATH", ""))
    unfit = "no Go to build one with" if go is None else unfit_go(go, root, env)
    if go is None or unfit:
        raise SetupError(what_to_install(reason or "no Pulumi engine on PATH", unfit, required_go(root)))
    return go


def unfit_go(go: str, root: Path, env: Mapping[str, str]) -> str:
    """Why a Go can't build the engine; empty when it can."""
    try:
        answer = subprocess.run(
            [go, "env", "GOVERSION", "GOTOOLCHAIN"], cwd=root, env=dict(env), capture_output=True, text=True,
            timeout=60, check=True,
        ).stdout.splitlines()  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return f"{go} does not run"
    version, toolchain = [*answer, "", ""][:2]
    found = numbers(version)
    fetches = found >= ANY_TOOLCHAIN and not toolchain.startswith("local")
    too_old = bool(found) and found < required_go(root) and not fetches
    return f"{version} is too old" if too_old else ""


def what_to_install(engine: str, go: str, required: tuple[int, ...]) -> str:
    """The one error for a machine with neither an engine nor a Go that could build it."""
    wanted = ".".join(map(str, required))
    return (
        f"{engine}, and {go}. Install one of\n"
        f"  {need()}: https://www.pulumi.com/docs/install/ (macOS: brew install pulumi/tap/pulumi), or\n"
        f"  Go {wanted} or newer: https://go.dev/dl/ (builds the engine here once, 3 to 10 minutes)\n"
        '  and run "make setup" again. An engine that is not on PATH is named by PULUMI=/path/to/pulumi.'
    )


def pinned(root: Path, module: str, part: str) -> str:
    """The version of a module that tools/engine/<part>/go.mod pins, with its "v"."""
    match = re.search(
        rf"(?m)^\s*(?:require )?{re.escape(module)} (v\S+)",
        (root / f"tools/engine/{part}/go.mod").read_text(),
    )
    if match is None:
        raise SetupError(f"tools/engine/{part}/go.mod does not pin {module}")
    return match.group(1)


def build_job(root: Path, env: Mapping[str, str], wanted: str, reason: str) -> Job:
    """The job that builds engine and language host into `.tools/bin`."""
    go, version = check_go(root, env, reason), pinned(root, PKG, "cli")
    intro = f"{reason} (needed: {need()}); " if reason else ""
    intro += f"building Pulumi {version} with Go: three to ten minutes, once"

    def work(job: Job) -> None:
        build(job, root, env, go, version)
        write_record(root, wanted, Engine(version.lstrip("v"), (str(root / ".tools" / "bin"),)))

    return Job(f"Pulumi {version}", root / ".tools" / "log" / "engine.log", work, intro)


def build(job: Job, root: Path, env: Mapping[str, str], go: str, version: str) -> None:
    """Build into a folder aside; only whole programs are moved to `.tools/bin`."""
    tools = root / ".tools"
    aside = tools / "build"
    for folder in (aside, tools / "bin", tools / "libexec"):
        folder.mkdir(parents=True, exist_ok=True)
    flags = f"-s -w -X {SDK}/go/common/version.Version={version}"
    builds = [
        ("pulumi", "cli", f"{PKG}/cmd/pulumi"),
        (LANGUAGE, "language", f"{SDK}/python/cmd/{LANGUAGE}"),
    ]
    for name, part, package in builds:
        command = [
            go,
            "build",
            "-v",
            "-mod=readonly",
            "-buildvcs=false",
            "-ldflags",
            flags,
            "-o",
            str(aside / name),
            package,
        ]
        job.run(f"building {name}", command, cwd=root / "tools" / "engine" / part, env=go_env(env))
    script = sdk_folder(root, env, go) / "python" / "cmd" / f"{LANGUAGE}-exec"
    shutil.copyfile(script, aside / script.name)
    (aside / "wrapper").write_text(WRAPPER)
    places = [
        (LANGUAGE, tools / "libexec" / LANGUAGE),
        (script.name, tools / "libexec" / script.name),
        ("wrapper", tools / "bin" / LANGUAGE),
        ("pulumi", tools / "bin" / "pulumi"),
    ]
    for name, place in places:
        (aside / name).chmod(0o755)
        (aside / name).replace(place)


def go_env(env: Mapping[str, str]) -> dict[str, str]:
    """Go's environment: no C compiler needed, and no workspace of a folder above mixed in."""
    return {**env, "CGO_ENABLED": "0", "GOWORK": "off", "GOOS": "", "GOARCH": ""}


def sdk_folder(root: Path, env: Mapping[str, str], go: str) -> Path:
    """Where Go keeps the sdk module that the command line was built with."""
    answer = subprocess.run(
        [go, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK], cwd=root / "tools" / "engine" / "cli",
        env=go_env(env), capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    if not answer:
        raise SetupError(f"Go does not say where it keeps {SDK}")
    return Path(answer)
