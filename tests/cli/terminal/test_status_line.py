"""The status line: on a terminal, for work that takes long, one line that goes away."""

from __future__ import annotations

import io
import os
import pty
from collections.abc import Iterator
from itertools import count, pairwise
from pathlib import Path

import pytest

from catalog.cli.main import main
from catalog.cli.terminal import status_line
from catalog.cli.terminal.status_line import StatusLine, bar
from mapping.importer import inputs_of, run_import
from tests.support.exports import STRING, entity, write_export


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def seconds(step: float) -> Iterator[float]:
    return count(0, step)


def test_a_bar_shows_the_stage_and_how_much_of_it_is_done() -> None:
    assert bar("reading", 0) == "reading [..............................]   0 %"
    assert bar("writing", 0.5) == "writing [###############...............]  50 %"
    assert bar("mapping", 1) == "mapping [##############################] 100 %"


def test_a_bar_leaves_the_line_empty() -> None:
    stream, clock = Terminal(), seconds(2)
    with StatusLine(stream, clock.__next__) as line:
        line.part("reading", 0.1)
        line.part("mapping", 0.2)
    shown = [bar("reading", 0.1), bar("mapping", 0.2), " " * len(bar("mapping", 0.2)), ""]
    assert stream.getvalue() == "".join(f"\r{text}" for text in shown)


def test_nothing_is_shown_where_no_one_watches_or_work_is_done_at_once() -> None:
    piped, terminal = io.StringIO(), Terminal()
    with StatusLine(piped, seconds(2).__next__) as line:
        line.part("reading", 0.5)
    with StatusLine(terminal, seconds(0.1).__next__) as line:
        line.part("reading", 0.5)
    assert (piped.getvalue(), terminal.getvalue()) == ("", "")


def test_a_bar_is_drawn_no_more_than_ten_times_a_second() -> None:
    stream = Terminal()
    with StatusLine(stream, seconds(0.001).__next__, wait=0) as line:
        for done in range(1000):
            line.part("reading", done / 1000)
    assert 5 < stream.getvalue().count("reading") <= 11


def test_what_has_no_known_end_is_counted() -> None:
    stream, clock = Terminal(), seconds(2)
    with StatusLine(stream, clock.__next__) as line:
        for _ in range(2):
            line.count("specs read")
    assert stream.getvalue().startswith("\r1 specs read\r2 specs read\r")


def test_an_import_tells_its_stages_in_their_order_each_going_forward(tmp_path: Path) -> None:
    definitions = {f"T{i}": entity({f"c{j}": STRING for j in range(20)}) for i in range(300)}
    path = write_export(tmp_path / "a.json", definitions)
    told: list[tuple[str, float]] = []
    run_import(inputs_of([path], "S"), tmp_path / "s", progress=lambda name, done: told.append((name, done)))
    assert list(dict.fromkeys(name for name, _ in told)) == ["reading", "mapping", "writing"]
    assert all(0 <= done <= 1 for _, done in told)
    assert all(a[0] != b[0] or a[1] <= b[1] for a, b in pairwise(told))
    assert len(told) > 900


def test_an_import_on_a_terminal_shows_the_bar_and_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_export(tmp_path / "S" / "a.json", {f"T{i}": entity() for i in range(50)})
    ours, theirs = pty.openpty()
    monkeypatch.setattr(status_line, "AFTER_SECONDS", 0.0)
    monkeypatch.setattr(status_line, "EVERY_SECONDS", 0.0)
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        assert main(["import", str(path.parent.parent), "--specs", str(tmp_path / "specs")]) == 0
        shown = b""
        while not shown.endswith(b" \r") or b"writing" not in shown:
            shown += os.read(ours, 1 << 16)
    os.close(ours)
    assert shown.index(b"reading") < shown.index(b"mapping") < shown.index(b"writing")
