"""`make demo`: it works on a copy of the examples, whatever the checkout's own specs, rules and ports are."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from catalog.cli import demo_project
from catalog.cli.commands import demo
from tests.support.project import ROOT
from tests.support.specs import DATABASE, table, write_yaml


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of a team with specs, rules and stacks of its own, all of it committed."""
    root = tmp_path / "our checkout"
    root.mkdir()
    for name in (".venv", ".tools", "catalog", "mapping"):
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "examples", root / "examples")
    for name in ("Pulumi.yaml", "Pulumi.prod.yaml", ".gitignore"):
        shutil.copy(ROOT / name, root / name)
    (root / "Pulumi.local.yaml").write_text("config: {aws:region: eu-central-1}\n")
    write_yaml(root / "catalog_specs" / "sales" / "database.yaml", {**DATABASE})
    write_yaml(root / "catalog_specs" / "sales" / "orders.yaml", table(name="orders"))
    (root / "catalog_rules.yaml").write_text("kind: Rules\nobjects: {include: SALES}\n")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--quiet", "-m", "ours")
    return root


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout


@pytest.mark.e2e
def test_a_teams_specs_and_rules_are_left_alone_and_a_port_in_use_is_avoided(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setenv("CATALOG_LOCAL_PORT", str(taken))
        try:
            status = demo.main([], checkout)
            output, said = capfd.readouterr()
            assert status == 0, output + said
            assert f"port {taken} is taken by something else" in said
            assert f"The copy is {checkout}/.catalog/demo; your own specs were not touched." in output
            assert "18 tables in 3 databases" in output
            assert "repayments_feed               13        3150        1" in output
            assert "portfolio-data@example.com" in output
            assert git(checkout, "status", "--porcelain") == ""
            assert person_looks(checkout).endswith("    29 unchanged\n\n")
        finally:
            assert demo.main(["--stop"], checkout) == 0
    assert not (checkout / ".catalog" / "demo").exists()
    assert (ROOT / ".venv" / "bin" / "python").exists()
    assert git(checkout, "status", "--porcelain") == ""


def test_a_spec_that_was_renamed_in_the_copy_gets_no_partitions_again(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    specs = demo_project.make(tmp_path, 4599) / demo_project.SPECS
    for addition in (ROOT / demo_project.ADDED).rglob("*.yaml"):
        spec = specs / addition.relative_to(ROOT / demo_project.ADDED)
        spec.parent.mkdir(parents=True, exist_ok=True)
        spec.write_text("kind: Table\n")
    renamed = specs / "bnpl_curated" / "instalments.yaml"
    renamed.rename(renamed.with_name("plans.yaml"))
    added = ["bnpl_raw/orders_feed.yaml", "bnpl_raw/repayments_feed.yaml"]
    assert demo_project.add_partitions(tmp_path) == added
    assert demo_project.add_partitions(tmp_path) == []


def person_looks(checkout: Path) -> str:
    """What the commands that the demo prints at its end give in a new shell."""
    enter = demo.NEXT[0][0]
    script = f"set -e; {enter}; pulumi preview --stack local --color=never --suppress-outputs"
    env = {name: value for name, value in os.environ.items() if name != "CATALOG_LOCAL_PORT"}
    done = subprocess.run(["bash", "-c", script], cwd=checkout, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_stopping_where_no_demo_was_made_does_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main(["--stop"], tmp_path) == 0
    assert capsys.readouterr().out == "demo: nothing to remove\n"


def test_a_checkout_that_can_not_be_written_to_gives_one_line(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: object, *words: object, **more: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(os, "mkdir", refuse)
    assert demo.main([], checkout) == 2
    folder = checkout / ".catalog"
    assert capsys.readouterr().err == f"demo: can't write to {folder}: Read-only file system\n"


def test_a_file_where_the_copy_belongs_gives_one_line(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / ".catalog").write_text("")
    assert demo.main([], checkout) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"demo: can't write to {checkout / '.catalog'}")
    assert said.count("\n") == 1


def test_without_the_examples_it_says_what_is_missing(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(checkout / "examples")
    assert demo.main([], checkout) == 2
    missing = checkout / "examples" / "exports"
    assert (
        capsys.readouterr().err == f"demo: {missing} is missing: the demo is made of the project's examples\n"
    )


def test_the_copy_keeps_what_people_changed_in_its_specs(checkout: Path) -> None:
    folder = demo_project.make(checkout, 4600)
    specs = folder / "catalog_specs"
    for addition in (checkout / "examples" / "partitions").rglob("*.yaml"):
        spec = specs / addition.relative_to(checkout / "examples" / "partitions")
        spec.parent.mkdir(parents=True, exist_ok=True)
        spec.write_text("kind: Table\n")
    (specs / "bnpl_raw" / "orders_feed.yaml").write_text("kind: Table\npartitions: {}\n")
    added = demo_project.add_partitions(checkout)
    assert added == ["bnpl_curated/instalments.yaml", "bnpl_raw/repayments_feed.yaml"]
    demo_project.make(checkout, 4601)
    assert demo_project.add_partitions(checkout) == []
    assert (specs / "bnpl_raw" / "orders_feed.yaml").read_text() == "kind: Table\npartitions: {}\n"
    assert "http://127.0.0.1:4601" in (folder / "Pulumi.local.yaml").read_text()


def test_the_copys_stack_has_the_port_that_the_environment_asks_for() -> None:
    assert demo_project.wanted_port({"CATALOG_LOCAL_PORT": "5000"}) == 5000
    assert demo_project.wanted_port({}) == demo_project.DEFAULT_PORT


@pytest.mark.parametrize(
    ("preview", "expected"),
    [
        ("Previewing\n\nResources:\n    19 unchanged\n", True),
        ("\x1b[1mResources:\x1b[0m\n    19 unchanged\n", True),
        ("Resources:\n    ~ 1 to update\n    18 unchanged\n", False),
        ("Resources:\n    + 19 to create\n", False),
        ("error: boom\n", False),
    ],
)
def test_a_preview_changes_nothing_only_if_all_is_unchanged(preview: str, expected: bool) -> None:
    assert demo.changes_nothing(preview) is expected


@pytest.mark.parametrize(
    "linked", [".catalog", ".catalog/demo", "examples/exports", "examples/exports/x.json"], ids=range(4)
)
def test_links_in_the_checkout_are_not_followed(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], linked: str
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.json").write_text("{}")
    place = checkout / linked
    if place.is_dir():
        shutil.rmtree(place)
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(tmp_path / "out" / ("secret.json" if linked.endswith("json") else ""))
    assert demo.main([], checkout) == 2
    assert "it is a link" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["secret.json"]


def test_stopping_removes_nothing_behind_a_link(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "demo").mkdir(parents=True)
    (tmp_path / "out" / "demo" / "kept").touch()
    (checkout / ".catalog").symlink_to(tmp_path / "out")
    assert demo.main(["--stop"], checkout) == 2
    assert (tmp_path / "out" / "demo" / "kept").exists()
