"""The distribution, built and installed outside the checkout: what it holds, and that it works there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from catalog.engine import cache
from tests.support import distribution
from tests.support.distribution import run
from tests.support.ports import free_port
from tests.support.project import ROOT
from tools.distribution import PARTS, TARGET

PROJECT = """\
name: shop
runtime: {{name: python, options: {{virtualenv: .venv}}}}
plugins:
  providers:
    - name: aws
      path: {plugin}
"""
PROGRAM = "import pulumi\nfrom catalog.program.program import main\npulumi.run(main)\n"
LAUNCHER = """\
#!/bin/sh
here=$(CDPATH= cd -- "${0%/*}" && pwd -P)
exec "$here/../.venv/bin/python" -I -m catalog.provider.server "$@"
"""
EXPORTS = ROOT / "examples" / "exports"
PREVIEW = 'set -e; eval "$(.venv/bin/catalog env local)"; pulumi preview --stack local --color=never'
APPLY = PREVIEW.replace("preview", "up --yes --skip-preview")
BIN = Path(sys.executable).parent  # of pipx and uv
BASE = os.path.realpath(sys.executable)  # the Python that they install for


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return distribution.copied_sources(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return distribution.built_wheel(source, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return distribution.links(tmp_path_factory.mktemp("links"))


@pytest.fixture
def env(tmp_path: Path, links: Path) -> dict[str, str]:
    """An empty HOME; engines that were built are shared."""
    return distribution.bare(tmp_path / "home", links, CATALOG_ENGINE_CACHE=str(cache.location(os.environ)))


def content(wheel: Path) -> dict[str, tuple[bytes, bool]]:
    """Each file of a wheel outside of its metadata: bytes, and whether it can be run."""
    with zipfile.ZipFile(wheel) as archive:
        return {
            each.filename: (archive.read(each), bool(each.external_attr >> 16 & 0o111))
            for each in archive.infolist()
            if ".dist-info/" not in each.filename
        }


def tracked(*folders: str) -> list[str]:
    words = ["git", "ls-files", *folders]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def test_the_wheel_has_every_file_of_the_two_packages_and_the_example_and_no_other(wheel: Path) -> None:
    examples = [f"examples/{part}" for part in PARTS]
    expected = {name: name for name in tracked("catalog", "mapping")}
    expected |= {name.replace("examples", TARGET.as_posix(), 1): name for name in tracked(*examples)}
    found = content(wheel)
    assert sorted(found) == sorted(expected)
    assert any(not name.endswith(".py") for name in found)
    for name, original in expected.items():
        assert found[name] == ((ROOT / original).read_bytes(), os.access(ROOT / original, os.X_OK)), name


def test_the_source_distribution_builds_the_same_wheel_and_holds_no_tests(
    source: Path, wheel: Path, tmp_path: Path
) -> None:
    archive = distribution.built_sdist(source, tmp_path)
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    tops = {each.name for each in unpacked.iterdir()}
    assert tops & {"tests", "bench", "docs", "requirements.lock", ".venv"} == set()
    assert sorted(each.name for each in (unpacked / "tools").iterdir()) == ["__init__.py", "distribution.py"]
    (tmp_path / "again").mkdir()
    again = distribution.built_wheel(unpacked, tmp_path / "again")
    assert again.name == wheel.name
    assert content(again) == content(wheel)


def test_what_it_needs_is_what_runs_need_and_the_rest_are_extras(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        text = archive.read(name).decode()
    needed = [line.removeprefix("Requires-Dist: ") for line in text.splitlines() if "Requires-Dist: " in line]

    def of(mark: str) -> set[str]:
        return {line.partition(";")[0].partition("=")[0].strip() for line in needed if mark in f"{line};;"}

    always = {"boto3", "grpcio", "jsonschema", "pip", "pulumi", "pulumi-aws", "pyyaml", "rich", "ruamel.yaml"}
    assert of(";;") - of("extra ==") == {*always, "shtab"}
    assert of('extra == "local"') == {"flask", "flask-cors", "moto[glue]", "werkzeug"}
    assert {"pytest", "mypy", "ruff"} <= of('extra == "dev"')
    assert len(of("extra ==")) == len(of('extra == "local"')) + len(of('extra == "dev"'))


def by_pip(wheel: Path, env: Mapping[str, str], folder: Path) -> Path:
    run([sys.executable, "-m", "venv", folder / "venv"], folder, env)
    run([folder / "venv/bin/python", "-m", "pip", "install", "--quiet", f"{wheel}[local]"], folder, env)
    return folder / "venv" / "bin" / "catalog"


def by_pipx(wheel: Path, env: Mapping[str, str], folder: Path) -> Path:
    run([BIN / "pipx", "install", "--python", BASE, wheel], folder, env)
    return Path(env["HOME"]) / ".local" / "bin" / "catalog"


def by_uv(wheel: Path, env: Mapping[str, str], folder: Path) -> Path:
    run([BIN / "uv", "tool", "install", "--python", BASE, wheel], folder, env)
    return Path(env["HOME"]) / ".local" / "bin" / "catalog"


@pytest.mark.parametrize("install", [by_pip, by_pipx, by_uv])
def test_commands_without_a_stack_work_from_any_installer(
    wheel: Path, env: dict[str, str], tmp_path: Path, install: object
) -> None:
    assert callable(install)
    catalog = install(wheel, env, tmp_path)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    said = run([catalog, "--version"], folder, env).stdout
    assert said.startswith(f"catalog {wheel.name.split('-')[1]}, ")
    assert str(ROOT) not in said.splitlines()[0]
    assert "usage: catalog" in run([catalog, "--help"], folder, env).stdout
    assert "usage: catalog setup" in run([catalog, "help", "setup"], folder, env).stdout
    outside = run([catalog, "check"], folder, env, status=2).stderr
    assert outside.startswith(f"catalog check: no Pulumi.yaml in {folder} or above: ")
    assert outside.count("\n") == 1
    repository(folder, wheel, plugin="./plugin")
    imported = run([catalog, "import", EXPORTS, "--specs", "catalog_specs"], folder, env)
    assert "18 tables" in imported.stdout
    assert run([catalog, "check"], folder, env).stdout == "checked for stack local: no findings\n"
    assert "local" in run([catalog, "stacks"], folder, env).stdout
    refused = run([catalog, "env", "local"], folder, env, status=2)
    assert (refused.stdout, refused.stderr) == (
        "",
        f"catalog env: {folder}/.venv is not there: run catalog setup first\n",
    )


def repository(root: Path, wheel: Path, plugin: str) -> Path:
    """A repository of the least that a stack needs."""
    (root / "wheels").mkdir(parents=True)
    (root / "plugin").mkdir()
    shutil.copy(wheel, root / "wheels")
    (root / "requirements.txt").write_text(f"./wheels/{wheel.name}[local]\n")
    (root / "Pulumi.yaml").write_text(PROJECT.format(plugin=plugin))
    (root / "__main__.py").write_text(PROGRAM)
    (root / "plugin" / "pulumi-resource-aws").write_text(LAUNCHER)
    (root / "plugin" / "pulumi-resource-aws").chmod(0o755)
    stack = (ROOT / "Pulumi.local.yaml").read_text().replace("4599", str(free_port()))
    (root / "Pulumi.local.yaml").write_text(stack)
    return root


@pytest.fixture
def stopped(env: dict[str, str]) -> Iterator[list[Path]]:
    """Repositories whose local catalogs are stopped at the end."""
    roots: list[Path] = []
    yield roots
    for root in roots:
        run([root / ".venv/bin/catalog", "local", "stop"], root, env)


def test_two_repositories_side_by_side_each_run_their_own_packages(
    wheel: Path, env: dict[str, str], tmp_path: Path, stopped: list[Path]
) -> None:
    """One is set up by a tool that pip installed; the second, a copy, makes its `.venv` anew by its own."""
    installed = by_pip(wheel, env, tmp_path)
    one, two = repository(tmp_path / "one", wheel, "./plugin"), tmp_path / "two"
    assert "setup: done in" in run([installed, "setup"], one, env).stdout
    assert run([installed, "setup"], one, env).stdout.startswith("nothing to do: .venv has Python 3.")
    assert "18 tables" in run([installed, "import", EXPORTS, "--specs", "catalog_specs"], one, env).stdout
    shutil.copytree(one, two, symlinks=True)
    stack = (ROOT / "Pulumi.local.yaml").read_text().replace("4599", str(free_port()))
    (two / "Pulumi.local.yaml").write_text(stack)
    stopped.extend([one, two])
    # a mark in the packages of the second, which no run of the first may show
    (program,) = (two / ".venv").glob("lib/python*/site-packages/catalog/program/program.py")
    program.write_text(program.read_text() + "\nprint('of the second')\n")
    for root, marks in ((two, True), (one, False)):
        previewed = run(["bash", "-c", PREVIEW], root, env).stdout
        assert "22 to create" in previewed
        assert ("of the second" in previewed) is marks
    said = run([two / ".venv/bin/catalog", "setup"], two, env).stdout  # the copy was not made there
    assert "setup: making .venv with Python" in said
    assert "of the second" not in run(["bash", "-c", PREVIEW], two, env).stdout
    run([two / ".venv/bin/catalog", "local", "stop"], two, env)
    shutil.move(two, tmp_path / "moved")
    stopped.remove(two)
    stopped.append(tmp_path / "moved")
    assert "22 created" in run(["bash", "-c", APPLY], tmp_path / "moved", env).stdout


def test_the_plugin_of_an_installed_package_serves_a_project_that_names_its_folder(
    wheel: Path, env: dict[str, str], tmp_path: Path, stopped: list[Path]
) -> None:
    """Its launcher keeps its bit of execution, and finds the Python of the environment that it is in."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    folder = f".venv/lib/{version}/site-packages/catalog/provider"
    root = repository(tmp_path / "shop", wheel, folder)
    installed = by_pip(wheel, env, tmp_path)
    run([installed, "setup", "--python", BASE], root, env)
    stopped.append(root)
    assert os.access(root / folder / "pulumi-resource-aws", os.X_OK)
    run([installed, "import", EXPORTS, "--specs", "catalog_specs"], root, env)
    assert "22 created" in run(["bash", "-c", APPLY], root, env).stdout


def test_a_repository_takes_its_own_packages_whatever_engine_is_on_path(
    wheel: Path, env: dict[str, str], tmp_path: Path, stopped: list[Path]
) -> None:
    """The engine on PATH lies elsewhere and was not built by set-up, as far as set-up can tell."""
    engines = cache.find(os.environ)
    assert engines is not None
    elsewhere = tmp_path / "opt"
    shutil.copytree(Path(engines.folders[0]).parent, elsewhere)
    env = {
        **env,
        "PATH": f"{elsewhere / 'bin'}:{env['PATH']}",
        "CATALOG_ENGINE_CACHE": str(tmp_path / "none"),
    }
    root = repository(tmp_path / "shop", wheel, "./plugin")
    installed = by_pip(wheel, env, tmp_path)
    assert f"setup: Pulumi 3.259.0: {elsewhere / 'bin'}" in run([installed, "setup"], root, env).stdout
    stopped.append(root)
    run([installed, "import", EXPORTS, "--specs", "catalog_specs"], root, env)
    (program,) = (root / ".venv").glob("lib/python*/site-packages/catalog/program/program.py")
    program.write_text(program.read_text() + "\nprint('of the repository')\n")
    assert "of the repository" in run(["bash", "-c", PREVIEW], root, env).stdout
