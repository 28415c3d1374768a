"""Random trees of links, pipes and files in specs and exports: nothing outside is opened, nothing hangs."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalog.cli.main import main
from catalog.files.errors import RefusedFileError
from catalog.files.paths import read_file
from tests.support.exports import entity, write_export
from tests.support.files import tree
from tests.support.opened import opened_files
from tests.support.specs import TABLE, table, write_project, write_yaml

CANARY = "CANARY-d41d8cd98f00"
SECONDS = 5  # as long as a command may take
SYSTEM = ("/proc", "/sys", "/dev")

# Places of a project that a command may look at.
PLACES = [
    "catalog_specs", "catalog_specs/catalog.yaml", "catalog_specs/.import.journal", "catalog_specs/more",
    "catalog_specs/more.yaml", "catalog_specs/sales", "catalog_specs/sales/database.yaml",
    "catalog_specs/sales/orders.yaml", "catalog_specs/sales/.import.json", "catalog_specs/sales/rows.csv",
    "catalog_specs/sales/days", "catalog_specs/sales/days/rows.csv", "catalog_specs/sales/deep",
    "catalog_specs/sales/.import-0123456789abcdef.part", "catalog_specs/sales/t.yaml",
    "exports", "exports/SALES", "exports/SALES/model.json", "exports/other.xml", "exports/deep",
    "catalog_rules.yaml", "catalog_context.yaml", "Pulumi.dev.yaml", "report.md",
]  # fmt: skip
# Where a link may lead: `{out}` is a folder beside the project.
TARGETS = [
    "{out}", "{out}/secret.yaml", "{out}/secret.json", "{out}/.git/hooks", "../{outname}",
    "/proc/self/environ", "/proc/self/fd/0", "/dev/zero", "/dev/tty", ".", "..", "nowhere", "{self}",
    "{project}/catalog_specs/sales", "{project}/catalog_specs/sales/orders.yaml", "{out}/pipe",
]  # fmt: skip
KINDS = ["pipe", "socket", "folder", "file", *(f"-> {target}" for target in TARGETS)]
CSV_TABLE = table(partitions={**TABLE["partitions"], "values": "days/rows.csv"})

changes = st.dictionaries(st.sampled_from(PLACES), st.sampled_from(KINDS), min_size=1, max_size=4)
COMMANDS: list[list[str]] = [
    ["check"],
    ["import", "exports", "--specs", "catalog_specs", "--space", "SALES", "--report", "report.md"],
    ["import", "exports", "--specs", "catalog_specs", "--space", "SALES", "--dry-run"],
    ["import", "exports/SALES/model.json", "--specs", "catalog_specs", "--prune"],
]


def outside(base: Path) -> Path:
    """A folder beside the project with what an attacker would like to have read or written."""
    out = base / "out"
    (out / ".git" / "hooks").mkdir(parents=True)
    (out / "secret.yaml").write_text(f"kind: Table\nname: {CANARY}\n{CANARY}: {CANARY}\n")
    (out / "secret.json").write_text(
        f'{{"definitions": {{"{CANARY}": {{"kind": "entity", "elements": {{}}}}}}}}'
    )
    (out / "rows.csv").write_text(f"{CANARY},{CANARY}\n{CANARY}\n")
    os.mkfifo(out / "pipe")
    return out


def project(base: Path) -> Path:
    """A project with a table whose partitions stand in a CSV file, and an export of another table."""
    root = base / "project"
    root.mkdir()
    write_project(root, {"orders": CSV_TABLE})
    (root / "catalog_specs" / "sales" / "days").mkdir()
    (root / "catalog_specs" / "sales" / "days" / "rows.csv").write_text("dt,contributor\n2026-01-01,c\n")
    write_export(root / "exports" / "SALES" / "model.json", {"T": entity()})
    write_yaml(root / "catalog_rules.yaml", {"kind": "Rules"})
    return root


def put(root: Path, place: str, kind: str, out: Path) -> None:
    """Puts something of that kind in a place of the project, whatever was there."""
    path = root / place
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(os.path.relpath(path))
    elif kind == "folder":
        path.mkdir()
    elif kind == "file":
        path.write_bytes(b"\0not what was expected")
    else:
        target = kind.removeprefix("-> ")
        path.symlink_to(target.format(out=out, outname=out.name, self=path.name, project=root))


@contextlib.contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Fails where the block takes longer: it would wait for a pipe or read a device without end."""

    def late(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"still running after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def ran(command: list[str]) -> tuple[int, str, list[Path]]:
    """Exit status and all output of a command, and what it opened."""
    said = io.StringIO()
    printed = contextlib.redirect_stdout(said), contextlib.redirect_stderr(said)
    with printed[0], printed[1], at_most(SECONDS), opened_files() as opened:
        status = main(command)
    return status, said.getvalue(), opened


@pytest.mark.parametrize("command", COMMANDS, ids=["check", "import", "dry-run", "prune"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(changed=changes)
@example(changed={"catalog_specs/sales/days/rows.csv": "-> /proc/self/environ"})
@example(changed={"catalog_specs/.import.journal": "pipe", "catalog_specs/more": "-> {out}/.git/hooks"})
@example(changed={"exports": "-> {out}"})
@example(changed={"exports/SALES": "-> {out}", "catalog_specs": "-> {out}"})
@example(changed={"report.md": "-> {out}/secret.yaml", "catalog_context.yaml": "pipe"})
@example(changed={"Pulumi.dev.yaml": "-> /dev/zero"})
def test_nothing_outside_is_opened_changed_shown_or_waited_for(
    command: list[str], changed: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as name:
        base = Path(os.path.realpath(name))
        out, root = outside(base), project(base)
        monkeypatch.chdir(root)
        for place, kind in changed.items():
            with contextlib.suppress(OSError):  # an earlier change may have taken the place's folder
                put(root, place, kind, out)
        before = tree(out)
        status, said, opened = ran(command)
        monkeypatch.chdir(base)
        assert tree(out) == before
        assert CANARY not in said
        assert "Traceback" not in said
        assert [p for p in opened if p.is_relative_to(out) or str(p).startswith(SYSTEM)] == []
        assert status in (0, 1, 2)
        if status:
            assert " error: " in said or said.startswith("catalog "), said


def test_what_the_test_looks_for_is_found_where_it_happens(tmp_path: Path) -> None:
    out = outside(tmp_path)
    (tmp_path / "way").symlink_to(out / "secret.yaml")
    uses: list[Callable[[], object]] = [
        (tmp_path / "way").read_text,
        lambda: os.close(os.open("secret.yaml", os.O_RDONLY, dir_fd=os.open(out, os.O_RDONLY))),
    ]
    for use in uses:
        with opened_files() as opened:
            use()
        assert out / "secret.yaml" in opened
    with opened_files() as opened, pytest.raises(RefusedFileError):
        read_file(tmp_path / "way", 100)
    assert not any(path.is_relative_to(out) for path in opened)
