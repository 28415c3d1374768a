"""A repository of one's own, from the built wheel, by the commands that its README names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

import pytest

from catalog.engine import cache
from tests.support import distribution

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LABEL = ("label: Paid on", "label: Paid on (local time)")
MADE_BY_RUNS = {".venv", ".catalog", ".tools", "__pycache__"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    return distribution.built_wheel(distribution.copied_sources(folder / "source"), folder)


@pytest.fixture
def env(tmp_path: Path, wheel: Path) -> dict[str, str]:
    """An empty HOME and an empty environment that has the wheel alone, first on PATH."""
    links = distribution.links(tmp_path / "links")
    distribution.empty_wheel(links, "pytest", metadata.version("pytest"), "")
    engines = cache.location(os.environ)
    assert engines is not None
    found = distribution.bare(tmp_path / "home", links, CATALOG_ENGINE_CACHE=str(engines))
    tool = tmp_path / "tool"
    distribution.run([sys.executable, "-m", "venv", tool], tmp_path, found)
    distribution.run([tool / "bin" / "python", "-m", "pip", "install", "--quiet", wheel], tmp_path, found)
    return {**found, "PATH": f"{tool / 'bin'}:/usr/local/bin:/usr/bin:/bin"}


@pytest.fixture
def made(tmp_path: Path, env: Mapping[str, str]) -> Iterator[Path]:
    """A folder for repositories; their catalogs are stopped at the end."""
    folder = tmp_path / "repositories"
    folder.mkdir()
    yield folder
    for file in folder.rglob("Pulumi.yaml"):
        command = file.parent / ".venv" / "bin" / "catalog"
        if command.exists():
            subprocess.run([command, "local", "stop"], cwd=file.parent, env={**env}, check=False)


def in_shell(text: str, folder: Path, env: Mapping[str, str]) -> str:
    """What commands print, typed one after the other in a shell; none may fail."""
    done = subprocess.run(
        ["bash", "-c", f"set -e\n{text}"], cwd=folder, env={**env}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout


def named_by_the_readme(repository: Path) -> str:
    """The commands of the README's first block."""
    found = BLOCK.search((repository / "README.md").read_text())
    assert found is not None
    assert "catalog show" in found[1]
    return found[1]


def in_its_shell(text: str, repository: Path, env: Mapping[str, str]) -> str:
    return in_shell(f'eval "$(.venv/bin/catalog env local)"\n{text}', repository, env)


def initialised(folder: Path, name: str, env: Mapping[str, str]) -> Path:
    """A repository with the example, and its catalog read back by the README's commands."""
    said = in_shell(f"catalog init {name} --example", folder, env)
    assert "catalog setup" in said
    printed = in_shell(named_by_the_readme(folder / name), folder / name, env)
    assert "+ 29 created" in printed
    assert "18 tables in 3 databases" in printed
    return folder / name


def names_of(repository: Path, text: str) -> list[str]:
    """The files of a repository, as Git would have them, that hold a text."""
    files = [path for path in repository.rglob("*") if path.is_file()]
    own = [path for path in files if MADE_BY_RUNS.isdisjoint(path.relative_to(repository).parts)]
    return [str(path) for path in own if text.encode() in path.read_bytes()]


def test_the_readme_ends_with_the_catalog_read_back_and_two_side_by_side_do_not_disturb_each_other(
    made: Path, env: Mapping[str, str], tmp_path: Path
) -> None:
    first = initialised(made, "demo", env)
    assert names_of(first, str(tmp_path)) == []
    spec = first / "catalog_specs" / "bnpl_raw" / "repayments_feed.yaml"
    assert LABEL[0] in spec.read_text()
    spec.write_text(spec.read_text().replace(*LABEL, 1))
    previewed = in_its_shell("pulumi preview --stack local", first, env)
    assert "~ column paid_on comment: 'Paid on' -> 'Paid on (local time)'" in previewed
    assert "~ 1 to update\n    28 unchanged" in previewed

    for name in ("catalog", "yaml.py", "boto3.py", "pulumi.py"):  # names of people's own shadow nothing
        file = first / name if name.endswith(".py") else first / name / "__init__.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text("raise SystemExit('this is not the one')\n")
    second = initialised(made, "other", env)
    updated = in_its_shell("pulumi up --stack local --yes --skip-preview", first, env)
    assert "~ 1 updated\n    28 unchanged" in updated
    assert "29 unchanged" in in_its_shell("pulumi preview --stack local --refresh", second, env)
    assert "29 unchanged" in in_its_shell("pulumi preview --stack local --refresh", first, env)


def test_a_repository_that_was_moved_still_works(made: Path, env: Mapping[str, str]) -> None:
    first = initialised(made, "demo", env)
    in_its_shell("pulumi destroy --stack local --yes --skip-preview\ncatalog local stop", first, env)
    moved = made / "elsewhere" / "with a space"
    moved.parent.mkdir()
    shutil.move(first, moved)
    printed = in_shell(named_by_the_readme(moved), moved, env)
    assert "+ 29 created" in printed
    assert "18 tables in 3 databases" in printed
    assert "nothing to change" in in_shell(".venv/bin/catalog upgrade --check", moved, env)
