"""`catalog rollback` in a real Git repository: the hotfix that has to go, the table that comes back."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from catalog.cli.terminal import prompts
from catalog.language.specs.yaml_text import parse
from tests.support.specs import write_project

ORDERS, ABOVE = Path("catalog_specs/sales/orders.yaml"), Path("catalog_specs/sales/database.yaml")
TEXT = """\
kind: Table
database: sales
name: orders
storage: {format: parquet, location: "s3://${lake}/sales/orders/"}
columns:
  - {name: order_id, type: string, key: true}
  - {name: amount, type: int, label: Amount}
  - {name: email, type: string}
partitions:
  keys: [{name: dt, type: date}]
  values: {dt: {from: 2026-01-01, to: 2026-01-31}}
"""
UNTIL = "2026-04-30"
YES = ["--yes"]


def git(*words: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(text: str | None = None) -> str:
    """Commits all there is, with another text of the table first; the commit's name as people see it."""
    if text is not None:
        ORDERS.write_text(text)
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "a change")
    return git("rev-parse", "HEAD")[:8]


@pytest.fixture(autouse=True)
def first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A repository whose only commit has the table; on 2026-03-01."""
    monkeypatch.chdir(write_project(tmp_path, {"orders": TEXT}))
    monkeypatch.setenv("CATALOG_DATE", "2026-03-01")
    git("init", "-q")
    return commit()


def accepted() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (parse(ORDERS.read_text(), "").get("changes") or {}).get("accept") or []
    return found


def entry(of: str, **members: Any) -> dict[str, Any]:
    return {**members, "reason": f"rolled back to {of}", "until": UNTIL}


def test_the_spec_goes_back_with_today_s_comments_and_what_the_way_back_needs(
    first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(
        TEXT.replace("type: int, label", "type: bigint, label").replace("columns:", "columns:  # as SAP has")
    )
    assert main(["rollback", "sales.orders", "--to", "HEAD^", *YES]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"~ {ORDERS}\n")
    assert out.endswith(f"sales.orders as at {first}: wrote 1 file, with 1 accepted break\n")
    assert ORDERS.read_text().startswith(TEXT.replace("columns:", "columns:  # as SAP has"))
    narrower = {"code": "CHG203", "column": "amount", "from": "bigint", "to": "int"}
    assert accepted() == [entry(first, **narrower)]
    assert main(["check"]) == 0
    capsys.readouterr()
    assert main(["rollback", "sales.orders", "--to", first, *YES]) == 0
    assert "nothing to write" in capsys.readouterr().out


def test_after_a_git_revert_the_entries_are_written_all_the_same(first: str) -> None:
    commit(TEXT.replace("  - {name: email, type: string}\n", "  - {name: mail, type: string}\n"))
    git("revert", "--no-edit", "HEAD")
    assert main(["rollback", "sales.orders", "--to", first, *YES]) == 0
    assert ORDERS.read_text().startswith(TEXT)
    assert accepted() == [entry(first, code="CHG101", column="mail", **{"from": "string"})]


def test_a_revert_that_is_not_committed_yet_is_one_too(first: str) -> None:
    commit(TEXT.replace("format: parquet", "format: orc"))
    git("checkout", first, "--", str(ORDERS))
    assert main(["rollback", "sales.orders", "--to", first, *YES]) == 0
    assert accepted() == [entry(first, code="CHG501", **{"from": "orc", "to": "parquet"})]


def test_where_nothing_was_reverted_nothing_is_accepted(
    first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(TEXT.replace("type: int", "type: string"))
    assert main(["rollback", "sales.orders", "--to", "HEAD", *YES]) == 0
    assert "nothing is left to accept: nothing to write" in capsys.readouterr().out
    assert accepted() == []


def test_additive_changes_need_no_entry(first: str) -> None:
    commit(TEXT.replace("  - {name: email, type: string}\n", ""))
    assert main(["rollback", "sales.orders", "--to", first, *YES]) == 0
    assert ORDERS.read_text() == TEXT


@pytest.mark.parametrize(
    ("source", "way_back"),
    [
        (", source: {name: AMOUNT}", {"code": "CHG102", "from": "total", "to": "amount"}),
        ("", {"code": "CHG101", "column": "total", "from": "int"}),
    ],
)
def test_a_rename_goes_back_as_the_gate_sees_it_and_partitions_that_go_are_named(
    source: str, way_back: dict[str, str]
) -> None:
    text = TEXT.replace("label: Amount", f"label: Amount{source}")
    begin = commit(text)
    commit(text.replace("{name: amount,", "{name: total, renamed_from: amount,").replace("01-31", "02-28"))
    assert main(["rollback", "sales.orders", "--to", begin, *YES]) == 0
    days = {"dt": {"from": "2026-02-01", "to": "2026-02-28"}}
    assert accepted() == [entry(begin, **way_back), entry(begin, code="CHG421", values=days)]


def test_what_was_accepted_since_stays_accepted(first: str) -> None:
    assert (
        main(
            ["accept", "sales.orders {code: CHG201, column: amount, from: int, to: bigint}", "--reason", "x"]
        )
        == 0
    )
    commit(ORDERS.read_text().replace("type: int", "type: bigint"))
    assert main(["rollback", "sales.orders", "--to", first, *YES]) == 0
    assert [each["code"] for each in accepted()] == ["CHG201", "CHG203"]
    assert main(["check"]) == 0


def test_entries_name_variables_as_the_spec_does_so_that_they_hold_in_every_stack(first: str) -> None:
    commit(TEXT.replace("/sales/orders/", "/sales/new/"))
    assert main(["rollback", "sales.orders", "--to", first, *YES]) == 0
    moved = {"from": "s3://${lake}/sales/new/", "to": "s3://${lake}/sales/orders/"}
    assert accepted() == [entry(first, code="CHG505", **moved)]


def test_a_table_that_was_dropped_comes_back_and_is_removed_no_more(
    first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ABOVE.read_text()
    ORDERS.unlink()
    assert main(["accept", "sales.orders {code: CHG601}", "--reason", "nobody reads it"]) == 0
    commit()
    capsys.readouterr()
    assert main(["rollback", "sales.orders", "--to", first, *YES]) == 0
    assert capsys.readouterr().out.endswith(f"sales.orders as at {first}: wrote 2 files\n")
    assert (ORDERS.read_text(), ABOVE.read_text()) == (TEXT, before)


def test_a_table_of_a_database_that_was_dropped_brings_the_database_back(first: str, tmp_path: Path) -> None:
    before = ABOVE.read_text()
    git("rm", "-rq", "catalog_specs")
    (tmp_path / "catalog_specs").mkdir()
    assert main(["accept", "sales {code: CHG606}", "--reason", "moved"]) == 0
    commit()
    assert main(["rollback", "sales.orders", "--to", first, *YES]) == 0
    assert (ORDERS.read_text(), ABOVE.read_text()) == (TEXT, before)
    assert "removed" not in parse((tmp_path / "catalog_specs" / "catalog.yaml").read_text(), "")


def test_defaults_that_went_back_count(first: str) -> None:
    above = ABOVE.read_text()
    plain = TEXT.replace("format: parquet, ", "")
    begin = commit(plain)
    ABOVE.write_text(above.replace("defaults:\n", "defaults:\n  storage: {format: orc}\n"))
    commit()
    ABOVE.write_text(above)
    commit()
    assert main(["rollback", "sales.orders", "--to", begin, *YES]) == 0
    assert accepted() == [entry(begin, code="CHG501", **{"from": "orc", "to": "parquet"})]


def test_a_file_of_partitions_goes_back_first(first: str, capsys: pytest.CaptureFixture[str]) -> None:
    days = Path("catalog_specs/sales/days.csv")
    days.write_text("dt\n2026-01-01\n2026-01-02\n")
    begin = commit(TEXT.replace("{dt: {from: 2026-01-01, to: 2026-01-31}}", "days.csv"))
    days.write_text("dt\n2026-01-01\n2026-01-02\n2026-01-03\n")
    commit()
    assert main(["rollback", "sales.orders", "--to", begin, *YES]) == 2
    said = capsys.readouterr().err
    assert f"first git checkout {begin} -- {days}, then this again" in said
    git("checkout", begin, "--", str(days))
    assert main(["rollback", "sales.orders", "--to", begin, *YES]) == 0
    assert [(each["code"], each["values"]) for each in accepted()] == [("CHG421", {"dt": "2026-01-03"})]
    git("commit", "-qam", "the revert")
    assert main(["rollback", "sales.orders", "--to", begin, *YES]) == 0
    assert len(accepted()) == 1


@pytest.mark.parametrize("mistake", ["", ", locatoin: x"], ids=["what can't be declared", "an unknown key"])
def test_where_today_s_spec_has_errors_it_goes_back_all_the_same(
    first: str, capsys: pytest.CaptureFixture[str], mistake: str
) -> None:
    commit(
        TEXT.replace(', location: "s3://${lake}/sales/orders/"', mistake).replace("type: int", "type: bigint")
    )
    assert main(["rollback", "sales.orders", "--to", first, *YES]) == 0
    assert "sales.orders has errors, so what its way back breaks is not all known" in capsys.readouterr().err
    assert ORDERS.read_text() == TEXT


def test_the_question_is_asked_and_only_yes_writes(
    first: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(TEXT.replace("type: int", "type: bigint"))
    before = ORDERS.read_text()
    monkeypatch.setattr(prompts, "can_ask", lambda: True)
    monkeypatch.setattr(prompts, "agreed", lambda question: False)
    assert main(["rollback", "sales.orders", "--to", first]) == 1
    assert capsys.readouterr().out.endswith("nothing was written: only yes writes\n")
    assert ORDERS.read_text() == before
    monkeypatch.setattr(prompts, "agreed", lambda question: question == "Write this?")
    assert main(["rollback", "sales.orders", "--to", first]) == 0
    assert ORDERS.read_text() != before


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_without_a_terminal_an_option_says_what_is_wanted(
    first: str, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    assert main(["rollback", "sales.orders", "--to", first, *more]) == 2
    assert "add --yes to write without a question, or --preview" in capsys.readouterr().err


def test_preview_and_json_write_nothing_and_say_what_would_be(
    first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(TEXT.replace("type: int", "type: bigint"))
    before = ORDERS.read_text()
    assert main(["rollback", "sales.orders", "--to", first, "--preview", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["commit"], found["written"], found["files"]) == (first, False, [str(ORDERS)])
    assert [each["entry"]["code"] for each in found["entries"]] == ["CHG203"]
    assert ORDERS.read_text() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sales.orders", "--to", "nope"], "--to: 'nope' is no revision of"),
        (["sales.orders", "--to", "--all"], "expected one argument"),
        (["sales.orders", "--to=--all"], "--to '--all': no revision"),
        (["sales.order", "--to", "HEAD"], "no sales.order there, nor now (did you mean 'orders'?)"),
        (["orders", "--to", "HEAD"], "<database>.<table>"),
        (["../x.y", "--to", "HEAD"], "<database>.<table>"),
        (["sales.orders"], "required: --to"),
    ],
)
def test_what_can_t_be_brought_back_is_said(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    before = ORDERS.read_text()
    assert main(["rollback", *words, *YES]) == 2
    assert said in capsys.readouterr().err
    assert ORDERS.read_text() == before


def test_a_table_that_was_not_there_yet_is_no_rollback(capsys: pytest.CaptureFixture[str]) -> None:
    visits = Path("catalog_specs/sales/visits.yaml")
    visits.write_text(TEXT.replace("orders", "visits"))
    commit()
    assert main(["rollback", "sales.visits", "--to", "HEAD^", *YES]) == 2
    assert "catalog accept 'sales.visits {code: CHG601}'" in capsys.readouterr().err


def test_without_git_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    assert main(["rollback", "sales.orders", "--to", "HEAD", *YES]) == 2
    assert "--to needs git on PATH" in capsys.readouterr().err


def test_outside_of_a_repository_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").rename(tmp_path / "git")
    assert main(["rollback", "sales.orders", "--to", "HEAD", *YES]) == 2
    assert "is in no Git work tree" in capsys.readouterr().err


def test_a_link_of_then_is_not_followed(capsys: pytest.CaptureFixture[str]) -> None:
    ORDERS.unlink()
    ORDERS.symlink_to("/etc/passwd")
    linked = commit()
    ORDERS.unlink()
    commit(TEXT)
    assert main(["rollback", "sales.orders", "--to", linked, *YES]) == 2
    assert "catalog_specs/sales/orders.yaml was a link then" in capsys.readouterr().err


def test_a_spec_of_then_that_can_t_be_read_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    broken = commit("kind: Table\ncolumns: [\n")
    commit(TEXT)
    assert main(["rollback", "sales.orders", "--to", broken, *YES]) == 2
    assert f"--to {broken}: {ORDERS} can't be read as a spec there" in capsys.readouterr().err
