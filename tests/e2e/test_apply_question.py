"""`catalog apply` on a terminal: it shows what it would do, asks, and does it only after a yes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from tests.support.conversation import converse
from tests.support.engine import Done, glue, tables, writes
from tests.support.project import ROOT
from tests.support.screen import COLOURS
from tests.support.sharded import Sharded

APPLY = [sys.executable, "-m", "catalog.cli.main", "apply"]
ALL = {"hr_local.orders", "sales_local.orders", "sales_local.orders1"}


@pytest.fixture
def sharded(tmp_path: Path, endpoint: str) -> Sharded:
    """Two applied stacks, of one of which a table's spec is gone by now, and another has lost a column."""
    made = Sharded(tmp_path, endpoint, {"local-a": ["sales"], "local-b": ["hr"]})
    made.database("sales", 2)
    made.catalog("apply", "--all", "--yes")
    (made.specs / "sales" / "orders1.yaml").unlink()
    spec = made.specs / "sales" / "orders.yaml"
    spec.write_text(spec.read_text().replace("order_id", "order_number"))
    return made


def ask(sharded: Sharded, answer: Callable[[], bytes], *words: str, typed_before: bytes = b"") -> Done:
    env = {name: value for name, value in sharded.env.items() if name != "CI"}  # where nobody is asked
    return converse([*APPLY, *(words or ("--all",))], sharded.root, env, answer, typed_before)


def plain(text: str) -> str:
    return COLOURS.sub("", text)


def test_only_yes_applies_and_what_goes_is_named_before_and_after(sharded: Sharded) -> None:
    before = writes(sharded.endpoint)
    for no in (b"no\n", b"y\n", b"\n", b"\x04"):
        done = ask(sharded, lambda no=no: no)  # type: ignore[misc]
        assert done.status == 1, done.output
        assert "nothing was applied: only yes applies" in done.output
    assert set(tables(glue(sharded.endpoint))) == ALL
    assert writes(sharded.endpoint) == before
    assert sharded.locks() == []

    done = ask(sharded, lambda: b"yes\n")
    assert done.status == 0, done.output
    review, _, applied = done.output.partition("Apply these changes?")
    assert "to be deleted in Glue (1):\n  - table sales.orders1 (local-a)\n" in plain(review)
    assert (
        "columns to be dropped (1):\n  - column order_id: string in table sales.orders (local-a)\n"
        in plain(review)
    )
    assert "deleted in Glue (1):\n  - table sales.orders1\n" in plain(applied)
    assert "columns dropped (1):\n  - column order_id: string in table sales.orders\n" in plain(applied)
    assert "local-b" not in applied  # of which nothing changes
    assert set(tables(glue(sharded.endpoint))) == {"sales_local.orders", "hr_local.orders"}
    outputs = json.loads(sharded.pulumi("stack", "output", "--json", "--stack", "local-a").output)
    assert (outputs["tables"], outputs["databases"]) == ({"sales": 1}, {"sales": "sales_local"})

    done = ask(sharded, lambda: pytest.fail("nothing is to be asked"))
    assert (done.status, "nothing to apply: no stack differs from its specs" in done.output) == (0, True)


def test_ctrl_c_at_the_question_does_nothing(sharded: Sharded) -> None:
    done = ask(sharded, lambda: b"\x03", "--stack", "local-a")
    assert done.status == 130, done.output
    assert set(tables(glue(sharded.endpoint))) == ALL
    assert sharded.locks() == []


def test_what_was_typed_before_the_question_is_no_answer(sharded: Sharded) -> None:
    done = ask(sharded, lambda: b"no\n", "--stack", "local-a", typed_before=b"yes\nyes\n")
    assert done.status == 1, done.output
    assert set(tables(glue(sharded.endpoint))) == ALL


def test_a_spec_or_a_state_that_changes_at_the_question_is_refused(sharded: Sharded) -> None:
    def edited() -> bytes:
        sharded.database("sales", 1, description="new")
        return b"yes\n"

    def applied() -> bytes:
        sharded.pulumi("up", "--yes", "--skip-preview", "--stack", "local-a")
        return b"yes\n"

    done = ask(sharded, edited, "--stack", "local-a")
    assert done.status == 1, done.output
    assert "changed while this waited: sales.orders. Nothing was applied" in done.output
    assert set(tables(glue(sharded.endpoint))) == ALL
    done = ask(sharded, applied, "--stack", "local-a")
    assert done.status == 1, done.output
    assert "changed while this waited: the state of stack local-a. Nothing was applied" in done.output


def test_a_preview_that_fails_asks_nothing(sharded: Sharded) -> None:
    spec = sharded.specs / "sales" / "database.yaml"
    spec.write_text(spec.read_text() + "nonsense: 1\n")
    done = ask(sharded, lambda: pytest.fail("nothing is to be asked"))
    assert done.status == 1, done.output
    assert "nothing was applied" in done.output


def printed(sharded: Sharded, *words: str) -> str:
    """What `catalog apply WORDS` prints for programs: warnings go elsewhere."""
    done = subprocess.run([*APPLY, *words], cwd=sharded.root, env=sharded.env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "CHG601 warning" in done.stderr
    return done.stdout


def test_other_shapes_say_the_same_and_nothing_beside_it(sharded: Sharded) -> None:
    document = json.loads(printed(sharded, "--all", "--preview", "--json"))
    schema = ROOT / "catalog" / "schemas" / "output" / "apply.schema.json"
    jsonschema.Draft202012Validator(json.loads(schema.read_text())).validate(document)
    assert [(c["impact"], c["kind"], c["name"]) for c in document["changes"]][:2] == [
        ("delete", "table", "sales.orders1"),
        ("drop", "table", "sales.orders"),
    ]
    assert [(s["stack"], s["delete"], s["update"]) for s in document["stacks"]] == [
        ("local-a", 1, 1), ("local-b", 0, 0),
    ]  # fmt: skip
    markdown = printed(sharded, "--stack", "local-a", "--preview", "--format", "markdown").splitlines()
    assert markdown[:3] == ["```", "to be deleted in Glue (1):", "  - table sales.orders1"]
    assert "| stack | result | create | update | replace | delete | same | seconds |" in markdown
    assert "nobody can be asked" in sharded.catalog("apply", "--all", "--json", status=2)


def test_without_anybody_to_ask_nothing_is_done(sharded: Sharded) -> None:
    before = writes(sharded.endpoint)
    output = sharded.catalog("apply", "--all", status=2)
    assert output.splitlines() == [
        "catalog apply: nobody can be asked here, so nothing was done: add --yes to apply without a "
        "question, or --preview to see what would change"
    ]
    assert writes(sharded.endpoint) == before
    output = sharded.catalog("apply", "--stack", "local-a", "--yes")
    assert "deleted in Glue (1):\n  - table sales.orders1\ncolumns dropped (1):\n" in output
