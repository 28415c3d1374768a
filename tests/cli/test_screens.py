"""What people see: commands on terminals of 60, 80 and 120 columns, in pipes, on CI, with and without colour.

Golden files lie in tests/golden/screens; `UPDATE_GOLDEN=1` writes them anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.support.project import ROOT
from tests.support.screen import COLOURS, in_pipe, on_terminal

GOLDEN = ROOT / "tests" / "golden" / "screens"
WIDTHS = (60, 80, 120)
SCENES: Mapping[str, list[str]] = {
    "overview": ["--help"],
    "stacks": ["stacks"],
    "list": ["list"],
    "list_of_one": ["list", "bnpl_raw.repayments_feed"],
    "check": ["check"],
    "check_broken": ["check", "--specs", "broken"],
    "accept_wrong": [
        "accept",
        "bnpl_raw.repayment_feed {code: CHG101, column: method, from: string}",
        "bnpl_raw.orders_feed {code: CHG201, column: total, from: int}",
        "--reason",
        "nobody reads it",
    ],
    "rollback_without_git": ["rollback", "bnpl_raw.orders_feed", "--to", "HEAD^", "--yes"],
    "wrong_option": ["check", "--strct"],
}
TABLES = ("stacks", "list")  # scenes that are made of tables: no line is wider than the terminal
ENV = {
    "PATH": os.environ["PATH"],
    "HOME": os.environ.get("HOME", "/"),
    "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
    "PYTHONDONTWRITEBYTECODE": "1",
}
BROKEN = {
    "sales/database.yaml": "kind: Database\nname: sales\n",
    "sales/orders.yaml": "kind: Table\ndatabase: sales\nname: orders\ncolumns:\n- {name: a, type: strng}\n"
    "- {name: b, typ: string}\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout's own specs and stacks, and a folder of specs with mistakes."""
    folder = tmp_path_factory.mktemp("screens")
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.local.yaml", "Pulumi.prod.yaml", "__main__.py"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "catalog_specs", folder / "catalog_specs")
    for name, text in BROKEN.items():
        (folder / "broken" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "broken" / name).write_text(text)
    return folder


def held(name: str, status: int, shown: str, project: Path) -> None:
    """The golden file of that name is what was shown, the project's folder apart."""
    text = f"{shown.replace(str(project), 'PROJECT')}[exit status {status}]\n"
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("scene", SCENES)
def test_on_a_terminal(project: Path, scene: str, columns: int) -> None:
    status, shown = on_terminal(SCENES[scene], project, columns, ENV | {"NO_COLOR": "1"})
    assert not COLOURS.search(shown)
    if scene in TABLES:
        assert max(map(cell_len, shown.splitlines())) <= columns
    held(f"{scene}.{columns}", status, shown, project)


@pytest.mark.parametrize("scene", SCENES)
def test_in_a_pipe_all_is_shown_and_plain(project: Path, scene: str) -> None:
    status, shown = in_pipe(SCENES[scene], project, ENV)
    assert not COLOURS.search(shown)
    held(f"{scene}.pipe", status, shown, project)


@pytest.mark.parametrize("scene", SCENES)
def test_colours_change_no_word(project: Path, scene: str) -> None:
    plain = on_terminal(SCENES[scene], project, 120, ENV | {"NO_COLOR": "1"})
    status, shown = on_terminal(SCENES[scene], project, 120, ENV)
    assert (status, COLOURS.sub("", shown)) == plain


@pytest.mark.parametrize("more", [{"CI": "true"}, {"TERM": "dumb"}], ids=str)
@pytest.mark.parametrize("scene", SCENES)
def test_on_ci_and_on_a_dumb_terminal_there_are_no_colours(
    project: Path, scene: str, more: dict[str, str]
) -> None:
    status, shown = on_terminal(SCENES[scene], project, 120, ENV | more)
    assert (status, shown) == on_terminal(SCENES[scene], project, 120, ENV | {"NO_COLOR": "1"})


@pytest.mark.parametrize("scene", SCENES)
def test_in_another_locale_the_same_is_shown(project: Path, scene: str) -> None:
    env = {**ENV, "LANG": "C", "LC_ALL": "C"}
    assert in_pipe(SCENES[scene], project, env) == in_pipe(SCENES[scene], project, ENV)
