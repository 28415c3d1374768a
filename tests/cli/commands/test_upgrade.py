"""`catalog upgrade`: what it shows, asks, writes and leaves."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from catalog.cli import repository_upgrade
from catalog.cli.main import main
from catalog.cli.terminal import prompts
from catalog.repository.origin import Origin, origin
from catalog.repository.record import FILE, digest
from tests.support.project import ROOT

from .test_init import WHEEL, a_wheel, answering, files_of


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that an older version made: three of its files were other ones then."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "demo", "--yes", "--index"]) == 0
    monkeypatch.chdir("demo")
    root = tmp_path / "demo"
    record = json.loads((root / FILE).read_text())
    for name in ("Makefile", "plugin/pulumi-resource-aws", "README.md"):
        (root / name).write_text(f"# as version 0.0.9 had {name}\n")
        record["files"][name] = digest((root / name).read_text())
    old = (root / "requirements.txt").read_text().replace("==", "==0.0.9+was.")
    record |= {"tool": "0.0.9"}
    record["answers"]["requirement"] = next(line for line in old.splitlines() if "0.0.9" in line)
    record["files"]["requirements.txt"] = digest(old)
    (root / "requirements.txt").write_text(old)
    (root / FILE).write_text(json.dumps(record))
    from_index(monkeypatch)
    return root


def from_index(monkeypatch: pytest.MonkeyPatch, version: str = "") -> None:
    """The running tool is one of the index."""
    found = Origin("index", "", version or origin().version)
    for module in ("catalog.cli.repository_upgrade", "catalog.cli.repository_source"):
        monkeypatch.setattr(f"{module}.origin", lambda: found)


def test_what_is_as_it_should_be_is_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "demo", "--yes", "--example"]) == 0
    monkeypatch.chdir("demo")
    before = files_of(Path())
    capsys.readouterr()
    assert main(["upgrade", "--check"]) == 0
    assert capsys.readouterr().out.startswith("nothing to change")
    assert main(["upgrade"]) == 0
    assert files_of(Path()) == before


def test_check_shows_what_differs_and_writes_nothing(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_of(made)
    assert main(["upgrade", "--check"]) == 3
    said = capsys.readouterr().out
    for name in ("Makefile", "README.md", "requirements.txt", "plugin/pulumi-resource-aws"):
        assert f"~ {name} (nobody has changed it)" in said
    assert "    -# as version 0.0.9 had Makefile" in said
    assert files_of(made) == before


def test_without_a_terminal_nothing_is_written_but_with_yes(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files_of(made)
    assert main(["upgrade"]) == 2
    assert "--yes writes this" in capsys.readouterr().err
    assert files_of(made) == before
    assert main(["upgrade", "--yes"]) == 0
    assert "next: catalog setup" in capsys.readouterr().out
    assert os.access(made / "plugin" / "pulumi-resource-aws", os.X_OK)
    assert "catalog.provider.server" in (made / "plugin" / "pulumi-resource-aws").read_text()
    assert f"[local]=={origin().version}\n" in (made / "requirements.txt").read_text()
    assert main(["upgrade", "--check"]) == 0


@pytest.mark.parametrize(("answer", "written"), [("yes", True), ("y", False), ("no", False), ("", False)])
def test_on_a_terminal_it_asks(
    made: Path, monkeypatch: pytest.MonkeyPatch, answer: str, written: bool
) -> None:
    before = files_of(made)
    answering(monkeypatch, answer)
    assert main(["upgrade"]) == (0 if written else 1)
    assert (files_of(made) != before) is written


def test_people_s_changes_stay_and_ours_go_beside_them_once(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (made / "Makefile").write_text("mine:\n\ttrue\n")
    (made / "README.md").write_text("# Ours\n")
    (made / "requirements.txt").write_text((made / "requirements.txt").read_text() + "pandas\n")
    (made / "tests" / "test_specs.py").unlink()
    assert main(["upgrade", "--yes"]) == 0
    said = capsys.readouterr().out
    assert "! Makefile.new (changed here and in this version: the new text goes to Makefile.new)" in said
    assert "changed here, left as they are: README.md" in said
    assert "removed here, not made again: tests/test_specs.py" in said
    assert (made / "Makefile").read_text() == "mine:\n\ttrue\n"
    assert "apply --stack" in (made / "Makefile.new").read_text()
    assert (made / "README.md").read_text() == "# Ours\n"
    assert (made / "requirements.txt").read_text().endswith("pandas\n")
    assert not (made / "tests" / "test_specs.py").exists()
    assert main(["upgrade", "--check"]) == 0


def test_another_wheel_takes_the_place_of_the_old_one(made: Path, tmp_path: Path) -> None:
    assert main(["upgrade", "--yes", "--wheel", str(a_wheel(tmp_path))]) == 0
    assert [file.name for file in (made / "wheels").iterdir()] == [WHEEL]
    newer = tmp_path / "newer"
    assert main(["upgrade", "--yes", "--git", "https://host/team/tool@v2"]) == 0
    assert not (made / "wheels" / WHEEL).exists()
    assert "git+https://host/team/tool@v2" in (made / "requirements.txt").read_text()
    assert not newer.exists()


def test_a_moved_repository_whose_tool_came_from_its_own_wheel_has_nothing_to_change(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["upgrade", "--yes", "--wheel", str(a_wheel(tmp_path))]) == 0
    moved = Origin("wheel", f"/former/place/wheels/{WHEEL}", origin().version)
    monkeypatch.setattr(repository_upgrade, "origin", lambda: moved)
    assert main(["upgrade", "--check"]) == 0


def test_a_wheel_of_another_version_is_told_to_come_first(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["upgrade", "--yes", "--wheel", str(a_wheel(tmp_path))]) == 0
    assert "those of 9.1.0: catalog setup, then catalog upgrade once more" in capsys.readouterr().err


def test_an_older_tool_leaves_a_newer_repository(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from_index(monkeypatch, "0.0.8")
    before = files_of(made)
    assert main(["upgrade", "--yes"]) == 2
    assert "version 0.0.9 wrote this repository, and this is 0.0.8" in capsys.readouterr().err
    assert files_of(made) == before


def test_without_a_record_what_is_there_stays_and_this_is_said(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (made / FILE).unlink()
    (made / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (made / "Pulumi.prod.yaml").unlink()
    (made / "schemas" / "table.schema.json").unlink()
    assert main(["upgrade", "--yes"]) == 0
    printed = capsys.readouterr()
    assert "what people changed can't be told" in printed.err
    assert "Pulumi.yaml names another plugin" in printed.err
    assert (made / "Pulumi.yaml").read_text() == "name: shop\nruntime: python\n"
    assert not (made / "Pulumi.prod.yaml").exists()
    assert (made / "schemas" / "table.schema.json").is_file()
    assert (made / "Makefile.new").is_file()
    assert main(["upgrade", "--check"]) == 0


def test_a_broken_record_is_one_line(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made / FILE).write_text("<<<<<<< HEAD\n")
    assert main(["upgrade"]) == 2
    assert f"{FILE}: it is no JSON; take it from Git, or remove it" in capsys.readouterr().err


def test_the_tool_s_own_checkout_is_no_repository_to_upgrade(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["upgrade", "--check"]) == 0
    assert "own checkout: git pull" in capsys.readouterr().out


def test_a_link_in_the_place_of_a_file_is_refused(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").write_text("kept")
    (made / "Makefile").unlink()
    (made / "Makefile").symlink_to(tmp_path / "elsewhere")
    assert main(["upgrade", "--yes"]) == 2
    assert "Makefile" in capsys.readouterr().err
    assert (tmp_path / "elsewhere").read_text() == "kept"


def test_a_prompt_is_for_terminals_alone() -> None:
    assert prompts.can_ask() is False
