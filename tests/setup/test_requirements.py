"""What a repository's requirements.txt names on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalog.engine.jobs import SetupError
from catalog.setup.requirements import files

WHEEL = "wheels/datasphere_glue_catalog-0.1.0-py3-none-any.whl"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    (project / "wheels").mkdir(parents=True)
    (project / WHEEL).write_bytes(b"wheel")
    return project


def named(root: Path, text: str) -> set[str]:
    (root / "requirements.txt").write_text(text)
    return set(files(root)) - {"requirements.txt"}


@pytest.mark.parametrize(
    "line",
    [
        f"./{WHEEL}[local]",
        f"./{WHEEL}",
        WHEEL,
        f"datasphere-glue-catalog[local] @ file:{WHEEL}",
        f"{WHEEL} # x",
    ],
)
def test_a_package_by_its_path_counts_in_every_spelling(root: Path, line: str) -> None:
    assert named(root, f"boto3\n{line}\n") == {WHEEL}


@pytest.mark.parametrize(
    "line",
    ["boto3", "datasphere-glue-catalog[local]==0.1.0", f"# ./{WHEEL}", "x @ git+https://h/t@v1", "wheels"],
)
def test_what_lies_elsewhere_is_pip_s_to_look_at(root: Path, line: str) -> None:
    assert named(root, line) == set()


@pytest.mark.parametrize("option", ["-r ", "-r", "--requirement ", "--requirement=", "-c ", "--constraint="])
def test_a_list_that_is_included_counts_with_what_it_names(root: Path, option: str) -> None:
    (root / "more").mkdir()
    (root / "more" / "a.txt").write_text(f"-r b.txt\n./{WHEEL}\n")  # a package's path goes from the project
    (root / "more" / "b.txt").write_text("-r ../requirements.txt\n")  # a list's from the list; a circle ends
    assert named(root, f"{option}more/a.txt\n") == {"more/a.txt", "more/b.txt", WHEEL}


def test_of_a_folder_counts_what_says_which_package_it_is(root: Path) -> None:
    (root.parent / "tool").mkdir()
    (root.parent / "tool" / "pyproject.toml").write_text("[project]\n")
    assert named(root, "-e ../tool[local]\n") == {"../tool/pyproject.toml"}


def test_without_a_list_it_is_said_what_makes_one(root: Path) -> None:
    with pytest.raises(SetupError, match=r"has no requirements\.txt, .*\"catalog init\" makes one") as caught:
        files(root)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", ["pipe", "folder", "link to nothing"])
def test_what_is_no_list_is_refused_and_not_waited_for(root: Path, kind: str) -> None:
    make = {
        "pipe": os.mkfifo,
        "folder": os.mkdir,
        "link to nothing": lambda path: os.symlink("nowhere", path),
    }
    make[kind](root / "requirements.txt")
    with pytest.raises(SetupError, match=r"requirements\.txt (is no regular file|can't be read)"):
        files(root)


def test_a_list_that_is_missing_or_too_large_is_told(root: Path) -> None:
    with pytest.raises(SetupError, match=r"gone\.txt can't be read: No such file"):
        named(root, "-r gone.txt\n")
    with pytest.raises(SetupError, match=r"requirements\.txt has more than 1 MB"):
        named(root, "#" * (1 << 20) + "\n")
