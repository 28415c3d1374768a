"""The distribution as people get it: built from the sources, and installed without any network.

What it depends on is installed from `links`: for each dependency an empty wheel of the version that this
environment has, so that a resolver meets the distribution's own metadata and nothing is fetched. The modules
are those of this environment: one of the empty wheels brings a .pth file that leads there.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from tests.support.project import ROOT

SOURCES = (
    *("catalog", "mapping", "README.md", "LICENSE", "MANIFEST.in", "examples"),
    *("pyproject.toml", "requirements.in", "requirements-local.in", "requirements-dev.in"),
    *("tools/__init__.py", "tools/distribution.py"),
)
QUIET = ("--no-deps", "--no-index", "--disable-pip-version-check", "--quiet", "--no-build-isolation")
LISTS = ("requirements.in", "requirements-local.in")
MODULES = "this_environment.pth"
HIDDEN = ("AWS_", "PULUMI", "CATALOG_", "PYTHON", "VIRTUAL_ENV", "PIP_", "UV_", "PIPX_", "XDG_")


def copied_sources(folder: Path) -> Path:
    """A copy of what a build reads: a build leaves folders beside it."""
    for name in SOURCES:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target)
    return folder


def built_wheel(source: Path, folder: Path) -> Path:
    """The wheel of a folder of sources."""
    run([sys.executable, "-m", "pip", "wheel", *QUIET, "-w", folder, source], folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def built_sdist(source: Path, folder: Path) -> Path:
    """The source distribution of a folder of sources."""
    script = f"import setuptools.build_meta as b; b.build_sdist({str(folder)!r})"
    run([sys.executable, "-c", script], source)
    (archive,) = folder.glob("*.tar.gz")
    return archive


def links(folder: Path) -> Path:
    """A folder of empty wheels of everything that the distribution and its extra `local` depend on."""
    folder.mkdir(exist_ok=True)
    for requirement in _requirements():
        name, _, extra = requirement.partition("[")
        # of pip the oldest thinkable: a tool that upgrades its pip must not get the empty one
        version = "0" if name == "pip" else metadata.version(name)
        empty_wheel(folder, name, version, extra.rstrip("]"))
    return folder


def _requirements() -> list[str]:
    lines = [line for file in LISTS for line in (ROOT / file).read_text().splitlines()]
    words = [line.partition("#")[0].partition("=")[0].strip() for line in lines]
    return [word for word in words if word]


def empty_wheel(folder: Path, name: str, version: str, extra: str) -> None:
    stem = f"{name.replace('-', '_').replace('.', '_')}-{version}"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    files = {
        f"{stem}.dist-info/METADATA": about + (f"Provides-Extra: {extra}\n" if extra else ""),
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if name == "boto3":
        files[MODULES] = sysconfig.get_path("purelib") + "\n"
    record = [f"{path},sha256={_hash(text)},{len(text.encode())}" for path, text in files.items()]
    files[f"{stem}.dist-info/RECORD"] = "\n".join([*record, f"{stem}.dist-info/RECORD,,", ""])
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)


def _hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def bare(home: Path, links: Path, **more: str) -> dict[str, str]:
    """An environment that knows nothing of this checkout, with an empty HOME; installers take `links`."""
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(HIDDEN)}
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(links), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    offline |= {"UV_NO_INDEX": "1", "UV_OFFLINE": "1", "UV_FIND_LINKS": str(links), "UV_NO_CONFIG": "1"}
    return {**kept, **offline, "HOME": str(home), "PIP_CONFIG_FILE": os.devnull, **more}


def run(
    words: Sequence[str | Path], cwd: Path, env: Mapping[str, str] | None = None, status: int = 0
) -> subprocess.CompletedProcess[str]:
    """Runs a command, which must end with `status`."""
    done = subprocess.run(
        [*map(str, words)], cwd=cwd, env=None if env is None else {**env}, capture_output=True, text=True,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return done
