"""`--changed-since` sees what a hostile repository hides, and Git runs nothing of what it configures."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.cli.main import main
from tests.support.specs import DATABASE, table, write_yaml

IDENTITY = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always"]
SPEC = "catalog_specs/sales/orders.yaml"


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *IDENTITY, *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


def database(folder: Path, name: str) -> None:
    write_yaml(folder / "database.yaml", {**DATABASE, "name": name, "physical_name": name})
    write_yaml(folder / "orders.yaml", table(database=name))


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "state", "--allow-empty")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with databases sales and risk and two stacks, all committed."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    for name in ("sales", "risk"):
        database(root / "catalog_specs" / name, name)
    for name in ("dev", "prod"):
        write_yaml(
            root / f"Pulumi.{name}.yaml",
            {"config": {"catalog:environment": name, "catalog:variables": {"lake": "my-lake"}}},
        )
    git(root, "init", "-q")
    commit(root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def changed(capsys: pytest.CaptureFixture[str]) -> Callable[[str], list[str]]:
    """Asks which stacks a change since a revision touches; the lines of the answer."""

    def ask(revision: str = "HEAD") -> list[str]:
        capsys.readouterr()
        assert main(["stacks", "--changed-since", revision]) == 0
        return capsys.readouterr().out.splitlines()

    return ask


Changed = Callable[..., list[str]]


def all_of_it(reason: str) -> list[str]:
    return [f"{stack}: all of it, as {reason}" for stack in ("dev", "prod")]


def test_a_linked_database_touches_all(root: Path, changed: Changed) -> None:
    shutil.move(root / "catalog_specs/sales", root / "elsewhere")
    (root / "catalog_specs/sales").symlink_to("../elsewhere")
    commit(root)
    write_yaml(root / "elsewhere/orders.yaml", table(description="changed"))
    assert changed() == all_of_it("catalog_specs/sales was a link then")


def test_a_linked_specs_folder_touches_all(root: Path, changed: Changed) -> None:
    shutil.move(root / "catalog_specs", root / "elsewhere")
    (root / "catalog_specs").symlink_to("elsewhere")
    commit(root)
    write_yaml(root / "elsewhere/sales/orders.yaml", table(description="changed"))
    assert changed() == all_of_it("catalog_specs was a link then")


def test_a_linked_stack_file_touches_all(root: Path, changed: Changed) -> None:
    shutil.move(root / "Pulumi.prod.yaml", root / "settings.yaml")
    (root / "Pulumi.prod.yaml").symlink_to("settings.yaml")
    commit(root)
    write_yaml(root / "settings.yaml", {"config": {"catalog:variables": {"lake": "other"}}})
    assert changed() == all_of_it("Pulumi.prod.yaml was a link then")


def test_a_link_that_takes_the_place_of_a_spec_touches_all(root: Path, changed: Changed) -> None:
    shutil.move(root / SPEC, root / "elsewhere.yaml")
    (root / SPEC).symlink_to("../../elsewhere.yaml")
    assert changed() == all_of_it(f"{SPEC} is a link")


def test_a_link_that_was_removed_touches_all(root: Path, changed: Changed) -> None:
    (root / "elsewhere").mkdir()
    database(root / "elsewhere/hr", "hr")
    (root / "catalog_specs/hr").symlink_to("../elsewhere/hr")
    commit(root)
    (root / "catalog_specs/hr").unlink()
    assert changed() == all_of_it("catalog_specs/hr was a link then")


@pytest.fixture
def module(root: Path, tmp_path: Path) -> Path:
    """Database hr as a submodule of the specs."""
    origin = tmp_path / "origin"
    database(origin, "hr")
    git(origin, "init", "-q")
    commit(origin)
    git(root, "submodule", "--quiet", "add", str(origin), "catalog_specs/hr")
    commit(root)
    return root / "catalog_specs/hr"


def test_a_submodule_touches_all(module: Path, changed: Changed) -> None:
    write_yaml(module / "orders.yaml", table(database="hr", description="changed"))
    assert changed() == all_of_it("catalog_specs/hr was a submodule then")


def test_specs_in_a_submodule_touch_all(module: Path, changed: Changed) -> None:
    for stack in ("dev", "prod"):
        write_yaml(Path(f"Pulumi.{stack}.yaml"), {"config": {"catalog:specs": "catalog_specs/hr"}})
    commit(Path.cwd())
    write_yaml(module / "orders" / "orders.yaml", table(database="hr", description="changed"))
    assert changed() == all_of_it("catalog_specs/hr was a submodule then")


def test_a_repository_that_git_does_not_know_of_touches_all(root: Path, changed: Changed) -> None:
    database(root / "catalog_specs/hr", "hr")
    git(root / "catalog_specs/hr", "init", "-q")
    assert changed() == all_of_it("catalog_specs/hr is a repository of its own")


@pytest.mark.parametrize("place", [".gitattributes", "catalog_specs/.gitattributes", ".git/info/attributes"])
def test_export_ignored_specs_that_are_gone_are_seen(root: Path, changed: Changed, place: str) -> None:
    (root / place).parent.mkdir(exist_ok=True)
    (root / place).write_text("* export-ignore\nsales export-ignore\n*.yaml export-ignore\n")
    commit(root)
    shutil.rmtree(root / "catalog_specs/sales")
    assert changed() == [f"{stack}: sales, sales.orders" for stack in ("dev", "prod")]


def test_export_ignored_specs_that_did_not_change_are_not(root: Path, changed: Changed) -> None:
    (root / ".gitattributes").write_text("*.yaml export-ignore\n")
    commit(root)
    assert changed() == []
    write_yaml(root / SPEC, table(description="changed"))
    assert changed() == ["dev: sales.orders", "prod: sales.orders"]


@pytest.mark.parametrize("bit", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_the_index_calls_unchanged_is_looked_at(root: Path, changed: Changed, bit: str) -> None:
    git(root, "update-index", bit, SPEC)
    write_yaml(root / SPEC, table(description="changed"))
    assert changed() == ["dev: sales.orders", "prod: sales.orders"]


def test_an_ignored_spec_counts_as_every_other(root: Path, changed: Changed) -> None:
    (root / ".gitignore").write_text("returns.yaml\n")
    commit(root)
    write_yaml(root / "catalog_specs/sales/returns.yaml", table(name="returns"))
    assert changed() == ["dev: sales.returns", "prod: sales.returns"]


def test_a_broken_spec_that_is_gone_counts(root: Path, changed: Changed) -> None:
    (root / "catalog_specs/sales/returns.yaml").write_text("kind: [")
    commit(root)
    (root / "catalog_specs/sales/returns.yaml").unlink()
    assert changed() == ["dev: sales.returns", "prod: sales.returns"]


HELPERS = {
    "core.fsmonitor": "{run}",
    "core.hooksPath": "{folder}/hooks",
    "core.sshCommand": "{run}",
    "core.pager": "{run}",
    "credential.helper": "!{run}",
    "diff.external": "{run}",
    "diff.spec.textconv": "{run}",
    "diff.spec.command": "{run}",
    "filter.spec.clean": "{run}",
    "filter.spec.smudge": "{run}",
    "filter.spec.process": "{run}",
    "filter.spec.required": "true",
    "gpg.program": "{run}",
    "log.showSignature": "true",
    "tar.tar.command": "{run}",
    "alias.ls-tree": "!{run}",
    "remote.origin.url": "ext::{run}",
    "remote.origin.promisor": "true",
    "remote.origin.uploadpack": "{run}",
    "protocol.ext.allow": "always",
    "protocol.allow": "always",
    "extensions.partialClone": "origin",
    "submodule.recurse": "true",
}


@pytest.fixture
def ran(root: Path, tmp_path: Path) -> Path:
    """A repository that configures all that Git can be had to run; the file is there once something ran."""
    ran, program = tmp_path / "ran", tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{ran}"\ncat\n')
    program.chmod(0o755)
    shutil.copytree(root / ".git/hooks", tmp_path / "hooks", dirs_exist_ok=True)
    for name in ("post-index-change", "fsmonitor-watchman", "query-watchman"):
        shutil.copy(program, tmp_path / "hooks" / name)
    (root / ".gitattributes").write_text("*.yaml filter=spec diff=spec\n")
    commit(root)
    for key, value in HELPERS.items():
        git(root, "config", key, value.format(run=program, folder=tmp_path))
    return ran


def test_git_runs_nothing_that_the_repository_configures(root: Path, changed: Changed, ran: Path) -> None:
    write_yaml(root / SPEC, table(description="changed"))
    (root / "catalog_specs/risk/orders.yaml").touch()
    assert changed() == ["dev: sales.orders", "prod: sales.orders"]
    assert not ran.exists(), ran.read_text()


def test_a_file_that_the_clone_lacks_is_not_fetched(
    root: Path, ran: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blob = git(root, "rev-parse", f"HEAD:{SPEC}").strip()
    (root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    assert main(["stacks", "--changed-since", "HEAD"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not ran.exists(), ran.read_text()


def test_git_is_not_taken_from_the_project(
    root: Path, changed: Changed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "git").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (root / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f".::{shutil.which('git').rpartition('/')[0]}:/usr/bin:/bin")  # type: ignore[union-attr]
    assert changed() == []
    assert not (tmp_path / "ran").exists()


def test_variables_of_git_lead_nowhere_else(
    root: Path, changed: Changed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "-q", "other")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", f"touch {tmp_path}/ran")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", f"touch {tmp_path}/ran;false")
    write_yaml(root / SPEC, table(description="changed"))
    assert changed() == ["dev: sales.orders", "prod: sales.orders"]
    assert not (tmp_path / "ran").exists()


def test_a_folder_that_looks_like_a_repository_is_none(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone may hold a bare repository as ordinary files, with a configuration of its own."""
    inner = root / "inner"
    git(root, "init", "-q", "--bare", "inner")
    git(inner, "config", "core.bare", "false")
    git(inner, "config", "core.worktree", "..")
    git(inner, "config", "core.fsmonitor", f"touch {tmp_path}/ran;false")
    for file in ("Pulumi.yaml", "Pulumi.dev.yaml"):
        shutil.copy(root / file, inner)
    shutil.copytree(root / "catalog_specs", inner / "catalog_specs")
    commit(root)
    write_yaml(inner / SPEC, table(description="changed"))
    (tmp_path / "ran").unlink(missing_ok=True)
    monkeypatch.chdir(inner)
    assert main(["stacks", "--changed-since", "HEAD"]) == 0
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("revision", ["", "-", "--output=x", "--exec-path=.", "nowhere", "HEAD:Pulumi.yaml"])
def test_what_is_no_revision_is_refused_in_a_line(
    root: Path, capsys: pytest.CaptureFixture[str], revision: str
) -> None:
    assert main(["stacks", f"--changed-since={revision}"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (root / "x").exists()
