"""`catalog accept`: what it writes where, what it says, and what it refuses before anything is written."""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from catalog.cli.spec_edits.spec_files import SpecFiles
from catalog.files.folder import Folder
from catalog.language.specs.loader import JOURNAL
from catalog.language.specs.yaml_text import parse
from tests.support.specs import DATABASE, TABLE, table, write_project, write_yaml

WIDER = "sales.orders {code: CHG201, column: amount, from: int, to: bigint}"
GONE = "sales.visits {code: CHG601}"
REASON = ["--reason", "readers moved to the view"]
UNTIL = "2026-04-30"  # 60 days from the day of these tests
ORDERS, ABOVE = Path("catalog_specs/sales/orders.yaml"), Path("catalog_specs/sales/database.yaml")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with table sales.orders, on 2026-03-01."""
    monkeypatch.chdir(write_project(tmp_path))
    monkeypatch.setenv("CATALOG_DATE", "2026-03-01")
    return tmp_path


def texts() -> dict[str, str]:
    """All files of the specs folder."""
    return {str(p): p.read_text() for p in sorted(Path("catalog_specs").rglob("*")) if p.is_file()}


def accepts(file: Path) -> object:
    return parse(file.read_text(), "")["changes"]["accept"]


def test_an_entry_is_shown_as_a_diff_and_written_into_the_table_s_spec(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = ORDERS.read_text()
    assert main(["accept", WIDER, *REASON]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"~ {ORDERS}\n    @@ ")
    assert "    +  accept:\n" in out
    assert out.endswith(f"wrote 1 entry, accepted until {UNTIL}\n")
    assert ORDERS.read_text().startswith(before)
    entry = {"code": "CHG201", "column": "amount", "from": "int", "to": "bigint"}
    assert accepts(ORDERS) == [{**entry, "reason": "readers moved to the view", "until": UNTIL}]
    assert main(["check"]) == 0


def test_several_findings_of_several_files_go_in_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    more = "sales.orders {code: CHG101, column: email, from: string}"
    assert main(["accept", WIDER, GONE, more, *REASON, "--until", "2026-12-31"]) == 0
    assert capsys.readouterr().out.endswith("wrote 3 entries, accepted until 2026-12-31\n")
    codes = [entry["code"] for entry in parse(ORDERS.read_text(), "")["changes"]["accept"]]
    assert codes == ["CHG201", "CHG101"]
    removed = parse(ABOVE.read_text(), "")["removed"]
    assert removed == [{"table": "sales.visits", "reason": REASON[1], "until": "2026-12-31"}]


def test_a_database_that_goes_is_written_into_catalog_yaml_which_is_made(project: Path) -> None:
    assert main(["accept", "hr {code: CHG606}", *REASON]) == 0
    removed = parse((project / "catalog_specs" / "catalog.yaml").read_text(), "")["removed"]
    assert removed == [{"database": "hr", "reason": REASON[1], "until": UNTIL}]
    assert main(["check"]) == 0


def test_what_is_there_already_is_said_and_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    main(["accept", WIDER, *REASON])
    before = texts()
    capsys.readouterr()
    assert main(["accept", WIDER, "--reason", "another"]) == 0
    assert capsys.readouterr().out == f"{ORDERS} accepts it already: {WIDER}\nnothing to write\n"
    assert texts() == before


def test_preview_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = texts()
    assert main(["accept", WIDER, *REASON, "--preview"]) == 0
    assert capsys.readouterr().out.endswith(f"would write 1 entry, accepted until {UNTIL}\n")
    assert texts() == before


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        (["sales.orders {code: CHG999x, column: a}"], "is no code of a change that breaks readers"),
        (["sales.orders {code: CHG607}"], "catalog move"),
        (["sales.orders {code: CHG602, from: a, to: b}"], "breaks no reader"),
        (["sales.orders {code: CHG201, column: amount, from: int}"], "CHG201 without to"),
        (["sales.orders {code: CHG201, column: amount, from: int, to: bigin}"], "bigin"),
        (["sales.orders {code: CHG101, column: a, from: int, colum: b}"], "unknown key"),
        (["sales.orders {code: CHG203, column: a, from: decimal(1,2), to: int}"], "is the rest of a value"),
        (["sales.order {code: CHG101, column: a, from: int}"], "(did you mean 'orders'?)"),
        (["sale.orders {code: CHG101, column: a, from: int}"], "(did you mean 'sales'?)"),
        (["hr.people {code: CHG601}"], "'hr {code: CHG606}'"),
        (["sales.orders {code: CHG601}"], "still declares it: remove that file"),
        (["sales {code: CHG606}"], "still declares it: remove its folder"),
        (["sales {code: CHG505, from: s3://a/, to: s3://b/}"], "write sales.TABLE"),
        (["sales.orders", "{code:", "CHG601}"], "a finding is one word, here are 4"),
        (["sales.orders CHG601"], "no entry with a code"),
    ],
)
def test_what_can_t_be_accepted_is_said_in_a_line_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], findings: list[str], said: str
) -> None:
    before = texts()
    assert main(["accept", WIDER, *findings, *REASON]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert captured.err.startswith("catalog accept: ")
    assert "Traceback" not in captured.err
    assert texts() == before


def test_all_that_is_wrong_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accept", "x.y {code: CHG101}", "sales.z {code: CHG101}", *REASON]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert lines[-1] == "nothing was written"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "required: --reason"),
        (["--reason", "  "], "--reason says nothing"),
        ([*REASON, "--until", "2026-02-28"], "--until 2026-02-28 is past: today is 2026-03-01"),
        ([*REASON, "--until", "soon"], "Write a day, such as"),
        ([*REASON, "--specs", "nowhere"], "nowhere is no folder of specs"),
    ],
)
def test_terms_that_are_none_are_refused(
    capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    before = texts()
    assert main(["accept", WIDER, *options]) == 2
    assert said in capsys.readouterr().err
    assert texts() == before


def test_more_than_a_year_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accept", WIDER, *REASON, "--until", "2027-03-02"]) == 0
    assert "2027-03-02 is 366 days away" not in capsys.readouterr().err
    assert main(["accept", GONE, *REASON, "--until", "2027-03-03"]) == 0
    days = (date(2027, 3, 3) - date(2026, 3, 1)).days
    assert f"2027-03-03 is {days} days away" in capsys.readouterr().err


def test_a_mistake_that_was_there_before_does_not_stand_in_the_way() -> None:
    write_yaml(ORDERS, table(colour="red"))
    assert main(["accept", WIDER, *REASON]) == 0
    assert accepts(ORDERS)


def test_a_file_that_is_no_yaml_is_said_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    ORDERS.write_text("kind: Table\na: [1\n")
    assert main(["accept", WIDER, *REASON]) == 1
    assert f"{ORDERS}:3: SPEC001" in capsys.readouterr().err


def test_a_link_is_not_followed(tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "orders.yaml"
    write_yaml(outside, TABLE)
    before = outside.read_text()
    ORDERS.unlink()
    ORDERS.symlink_to(outside)
    assert main(["accept", WIDER, *REASON]) == 2
    assert outside.read_text() == before


def test_while_an_import_is_half_done_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    before = ORDERS.read_text()
    (Path("catalog_specs") / JOURNAL).write_text("{}")
    assert main(["accept", WIDER, *REASON]) == 2
    assert "run catalog import again first" in capsys.readouterr().err
    assert ORDERS.read_text() == before


def test_a_full_disk_is_said_and_leaves_all_as_it_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, stage = texts(), Folder.stage

    def full(self: Folder, name: str, *more: Any, **options: Any) -> str:
        if name.endswith("database.yaml"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)
        return stage(self, name, *more, **options)

    monkeypatch.setattr(Folder, "stage", full)
    assert main(["accept", WIDER, GONE, *REASON]) == 2
    assert "can't write to catalog_specs: No space left on device" in capsys.readouterr().err
    assert texts() == before


def test_a_file_that_changed_meanwhile_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(self: SpecFiles, command: str) -> None:
        write_yaml(ORDERS, table(description="By another"))
        written(self, command)

    written = SpecFiles.write
    monkeypatch.setattr(SpecFiles, "write", write)
    assert main(["accept", WIDER, *REASON]) == 2
    assert f"{ORDERS} has changed meanwhile: run this again" in capsys.readouterr().err
    assert "accept" not in ORDERS.read_text()


def test_a_spec_in_windows_line_ends_keeps_them() -> None:
    ORDERS.write_bytes(ORDERS.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["accept", WIDER, *REASON]) == 0
    data = ORDERS.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")


def test_the_database_s_own_defaults_stay(project: Path) -> None:
    text = f"# of the shop\n{ABOVE.read_text()}# the end\n"
    ABOVE.write_text(text)
    assert main(["accept", GONE, *REASON]) == 0
    lines = ABOVE.read_text().splitlines()
    assert [line for line in text.splitlines() if line not in lines] == []
    assert parse(ABOVE.read_text(), "")["defaults"] == DATABASE["defaults"]
