"""`catalog init`: what it makes, asks, refuses and says."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from catalog.cli.main import main
from catalog.cli.terminal import prompts
from catalog.repository.record import FILE, parse
from tests.support.project import ROOT

WHEEL = "datasphere_glue_catalog-9.1.0-py3-none-any.whl"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)


def files_of(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def a_wheel(folder: Path, name: str = WHEEL) -> Path:
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / name, "w") as archive:
        archive.writestr("datasphere_glue_catalog-9.1.0.dist-info/METADATA", "Version: 9.1.0\n")
    return folder / name


def answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """A terminal on which somebody types these lines, then ends the input."""
    lines = iter(f"{answer}\n" for answer in answers)

    class Typed:
        def readline(self) -> str:
            return next(lines, "")

        def fileno(self) -> int:
            raise OSError("no terminal")

    monkeypatch.setattr(prompts, "can_ask", lambda: True)
    monkeypatch.setattr(sys, "stdin", Typed())


def test_without_a_terminal_defaults_and_options_are_taken(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "My Shop!", "--region", "eu-central-1", "--ci", "github"]) == 0
    made = files_of(Path("My Shop!"))
    assert yaml.safe_load(made["Pulumi.yaml"])["name"] == "My-Shop"
    assert b"aws:region: eu-central-1" in made["Pulumi.prod.yaml"]
    assert ".github/workflows/catalog.yaml" in made
    assert b"example-lake-dev # REPLACE" in made["Pulumi.dev.yaml"]
    said = capsys.readouterr().out.splitlines()
    following = said[said.index("next:") + 1 :]
    assert len(following) == 3
    assert following[0].startswith("  cd 'My Shop!' && ")
    assert following[0].endswith("catalog setup")
    assert "env local" in following[1]
    assert "catalog import exports" in following[2]


def test_the_example_has_specs_that_pass_and_an_import_that_changes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["init", "demo", "--example", "--yes"]) == 0
    assert "18 tables" in capsys.readouterr().out
    monkeypatch.chdir("demo")
    assert main(["check"]) == 0
    assert "LINT001 warning" in capsys.readouterr().err  # the standard set is on
    before = files_of(Path())
    assert main(["import", "exports", "--specs", "catalog_specs"]) == 0
    assert files_of(Path()) == before
    printed = capsys.readouterr()
    assert "wrote 0, unchanged 21" in printed.out
    assert "README" not in printed.err
    specs = [name for name in before if name.startswith("catalog_specs/") and name.endswith(".yaml")]
    for name in specs:
        head = before[name].decode().splitlines()[0]
        schema = Path(name).parent / head.rpartition("$schema=")[2]
        assert schema.resolve().is_relative_to(Path("schemas").resolve())
        assert schema.is_file()
    assert any(b"partitions:" in before[name] for name in specs)


def test_a_spec_that_breaks_fails_the_repository_s_own_test() -> None:
    assert main(["init", "demo", "--example", "--yes"]) == 0
    pytest_here = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    fine = subprocess.run(pytest_here, cwd="demo", env=env, capture_output=True, text=True)
    assert fine.returncode == 0, fine.stdout
    assert "4 passed" in fine.stdout
    spec = Path("demo/catalog_specs/bnpl_raw/orders_feed.yaml")
    spec.write_text(spec.read_text().replace("type: string", "type: strng", 1))
    broken = subprocess.run(pytest_here, cwd="demo", env=env, capture_output=True, text=True)
    assert broken.returncode == 1
    assert "orders_feed.yaml" in broken.stdout
    assert "3 failed, 1 passed" in broken.stdout


def test_questions_are_asked_on_a_terminal_and_wrong_answers_once_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, "", "ex", "mars", "eu-west-1", "s3://acme-{environment}", "g", "index")
    assert main(["init", "demo"]) == 0
    said = capsys.readouterr().out
    assert "Name of the project [demo]: " in said
    assert "'mars': a region such as" in said
    record = parse(Path("demo", FILE).read_text())
    assert record.answers.region == "eu-west-1"
    assert record.answers.lake == "acme-{environment}"
    assert (record.answers.example, record.answers.ci) == (True, "github")
    assert str(record.answers.requirement).startswith("datasphere-glue-catalog[local]==")


def test_options_are_no_questions(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch)
    words = [
        "init",
        "demo",
        "--name",
        "shop",
        "--empty",
        "--region",
        "eu-west-1",
        "--lake",
        "lake",
        "--ci",
        "none",
    ]
    assert main([*words, "--index"]) == 0
    assert "[" not in capsys.readouterr().out.partition("made demo")[0].partition("brackets.")[2]


def test_an_input_that_ends_makes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, "shop")
    assert main(["init", "demo"]) == 2
    assert "no answer came" in capsys.readouterr().err
    assert not Path("demo").exists()


def test_what_lies_there_is_named_and_left_and_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("demo").mkdir()
    for name in ("README.md", "Makefile", "notes.txt"):
        Path("demo", name).write_text("mine")
    assert main(["init", "demo", "--yes"]) == 2
    said = capsys.readouterr().err
    assert "demo holds already: Makefile, README.md. Nothing was written" in said
    assert set(files_of(Path("demo"))) == {"README.md", "Makefile", "notes.txt"}


def test_a_folder_with_other_files_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("demo/.git").mkdir(parents=True)
    Path("demo/notes.txt").write_text("mine")
    monkeypatch.chdir("demo")
    assert main(["init", ".", "--yes"]) == 0
    assert Path("notes.txt").read_text() == "mine"
    assert yaml.safe_load(Path("Pulumi.yaml").read_text())["name"] == "demo"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["file"], "is no folder"),
        (["made"], "is a catalog repository already; catalog upgrade"),
        ([str(ROOT)], "the tool's own checkout"),
        (["demo", "--region", "mars"], "'mars': a region such as"),
        (["demo", "--name", "a b"], "'a b': a name of letters"),
        (["demo", "--lake", "UPPER"], "'UPPER': a bucket such as"),
        (["demo", "--git", "https://host/tool"], "URL@REVISION expected"),
        (["demo", "--wheel", "missing.whl"], "is no wheel"),
        (["demo", "--wheel", WHEEL], "can't be read"),
        (["demo", "--index", "--git", "x@y"], "not allowed with"),
    ],
)
def test_what_can_t_be_done_is_one_line_and_makes_nothing(
    words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("file").write_text("")
    assert main(["init", "made", "--yes"]) == 0
    before = files_of(Path())
    assert main(["init", *words, "--yes"]) == 2
    assert why in capsys.readouterr().err
    assert files_of(Path()) == before


def test_a_wheel_is_copied_and_named_by_a_path_in_the_repository(tmp_path: Path) -> None:
    wheel = a_wheel(tmp_path / "elsewhere")
    assert main(["init", "demo", "--yes", "--wheel", str(wheel)]) == 0
    assert Path("demo/wheels", WHEEL).read_bytes() == wheel.read_bytes()
    assert f"\n./wheels/{WHEEL}[local]\n" in Path("demo/requirements.txt").read_text()


def test_a_broken_wheel_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path(WHEEL).write_text("no zip")
    assert main(["init", "demo", "--yes", "--wheel", WHEEL]) == 2
    assert "it is broken" in capsys.readouterr().err
    other = a_wheel(tmp_path, WHEEL.replace("9.1.0", "9.2.0"))
    assert main(["init", "demo", "--yes", "--wheel", str(other)]) == 2
    assert "is no wheel of datasphere-glue-catalog 9.2.0" in capsys.readouterr().err


def test_a_checkout_is_recorded_as_it_is_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "demo", "--yes"]) == 0
    assert f"\n-e {ROOT}[local]\n" in Path("demo/requirements.txt").read_text()
    assert "nobody else has that folder" in capsys.readouterr().out


def test_a_repository_within_another_project_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("Pulumi.yaml").write_text("name: outer\nruntime: python\n")
    assert main(["init", "demo", "--yes"]) == 0
    assert "it lies in another Pulumi project" in capsys.readouterr().out


def test_an_example_that_can_t_be_imported_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Path) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("catalog.cli.commands.init.import_example", interrupted)
    assert main(["init", "demo", "--example", "--yes"]) == 130
    assert not Path("demo").exists()
