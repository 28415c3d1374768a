"""The distribution, built and installed outside the checkout: two packages, and commands that work there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.project import ROOT

SOURCES = (
    *("catalog", "mapping", "README.md", "LICENSE"),
    *("pyproject.toml", "requirements.in", "requirements-local.in"),
)
QUIET = ("--no-deps", "--no-index", "--disable-pip-version-check", "--quiet")
PROJECT = """\
name: shop
runtime: {{name: python, options: {{virtualenv: .venv}}}}
plugins:
  providers:
    - name: aws
      path: {plugin}
"""
PROGRAM = "import pulumi\nfrom catalog.program.program import main\npulumi.run(main)\n"


def run(words: Sequence[str | Path], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command in an environment that knows nothing of this checkout."""
    hidden = ("AWS_", "PULUMI", "CATALOG_", "PYTHON", "VIRTUAL_ENV")
    env = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    done = subprocess.run([*map(str, words)], cwd=cwd, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources: a build leaves folders beside them."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    run([sys.executable, "-m", "pip", "wheel", *QUIET, "--no-build-isolation", "-w", folder, source], folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture
def project(tmp_path: Path, wheel: Path) -> Iterator[Path]:
    """A project with a `.venv` that holds the wheel alone; dependencies are those of this environment."""
    root = tmp_path / "shop"
    root.mkdir()
    venv = root / ".venv"
    run([sys.executable, "-m", "venv", "--without-pip", venv], root)
    python = venv / "bin" / "python"
    run([sys.executable, "-m", "pip", "--python", python, "install", *QUIET, wheel], root)
    packages = Path(
        run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], root).stdout.strip()
    )
    # a folder that a .pth names is searched, but its own .pth files, such as the checkout's, are not read
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    plugin = os.path.relpath(packages / "catalog" / "provider", root)
    (root / "Pulumi.yaml").write_text(PROJECT.format(plugin=plugin))
    (root / "__main__.py").write_text(PROGRAM)
    stack = (ROOT / "Pulumi.local.yaml").read_text().replace("4599", str(free_port()))
    (root / "Pulumi.local.yaml").write_text(stack)
    yield root
    run([venv / "bin" / "catalog", "local", "stop"], root)


def test_the_wheel_brings_exactly_two_packages_with_their_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    folders = {name.partition("/")[0] for name in names}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"catalog", "mapping"}
    tracked = subprocess.run(
        ["git", "ls-files", "catalog", "mapping"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert sorted(n for n in names if ".dist-info/" not in n) == sorted(tracked.splitlines())


def test_import_check_and_a_run_work_where_it_is_installed(project: Path) -> None:
    catalog = project / ".venv" / "bin" / "catalog"
    where = run(
        [catalog.with_name("python"), "-c", "import catalog; print(catalog.__file__)"], project
    ).stdout
    assert where.startswith(str(project / ".venv"))
    imported = run([catalog, "import", ROOT / "examples" / "exports", "--specs", "catalog_specs"], project)
    assert "18 tables" in imported.stdout
    assert run([catalog, "check"], project).stdout == "checked for stack local: no findings\n"
    script = f'set -e; eval "$({catalog} env local)"; pulumi preview --stack local --color=never'
    previewed = run(["bash", "-c", script], project)
    assert "local catalog started at" in previewed.stderr
    assert "22 to create" in previewed.stdout


def test_what_it_needs_is_what_runs_need_and_the_local_catalog_is_an_extra(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        text = archive.read(name).decode()
    needed = [line.removeprefix("Requires-Dist: ") for line in text.splitlines() if "Requires-Dist: " in line]
    always = {line.split("=")[0] for line in needed if "extra ==" not in line}
    assert always == {"boto3", "grpcio", "jsonschema", "pip", "pulumi", "pulumi-aws", "pyyaml", "ruamel.yaml"}
    local = {line.partition(";")[0].strip() for line in needed if "extra ==" in line}
    assert local == {"flask", "flask-cors", "moto[glue]", "werkzeug"}
