"""`catalog apply`: which stacks, what the engine's events say, the display, the end; no engine is run."""

from __future__ import annotations

import io
import re
import signal
import sys
import threading
import time
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import CommandError, CommandResult, EngineEvent, PulumiCommand

from catalog.cli.main import main
from catalog.cli.project import UsageError
from catalog.cli.stacks.selection import narrowed, refuse_wrong_shell
from catalog.cli.terminal import run_summary, status_board
from catalog.cli.terminal.status_board import Board
from catalog.engine import runner
from catalog.engine.automation import Command, Interrupted
from catalog.engine.events import read
from catalog.engine.run_log import Story
from tests.support.specs import write_yaml

URN = "urn:pulumi:dev::shop::aws:glue/catalogTable:CatalogTable::sales."
FOUND = {"dev": ["dev-a", "dev-b"], "prod": ["prod"]}


def event(**member: Any) -> EngineEvent:
    """An event as the engine sends it."""
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, **member})


def step(op: str, name: str, type: str = "aws:glue/catalogTable:CatalogTable") -> EngineEvent:
    urn = f"urn:pulumi:dev::shop::{type}::{name}"
    return event(resOutputsEvent={"metadata": {"op": op, "urn": urn, "type": type, "provider": ""}})


def said(severity: str, message: str, **more: Any) -> EngineEvent:
    return event(diagnosticEvent={"severity": severity, "message": message, "color": "never", **more})


def story(*events: EngineEvent, total: int = 3) -> Story:
    found = Story("dev-a", total, clock=count(0, 2).__next__)
    for one in events:
        found.take(one)
    return found


class Ended:
    """A job that has ended; outcomes read no more of one."""

    def __init__(self, result: str, told: Story, *last: str) -> None:
        self.stack, self.result, self.story, self.last = told.stack, result, told, list(last)


def ended(result: str, told: Story, *last: str) -> Any:
    return Ended(result, told, *last)


def test_stacks_of_several_environments_are_applied_only_by_name() -> None:
    with pytest.raises(UsageError, match=r"2 environments: dev \(dev-a, dev-b\), prod \(prod\)\. Say which"):
        narrowed(FOUND, None, one_by_one=False)
    assert narrowed(FOUND, "dev", one_by_one=False) == {"dev": ["dev-a", "dev-b"]}
    assert narrowed(FOUND, None, one_by_one=True) == FOUND


def test_one_environment_needs_no_name_and_an_unknown_one_is_refused() -> None:
    assert narrowed({"dev": ["a", "b"]}, None, one_by_one=False) == {"dev": ["a", "b"]}
    with pytest.raises(UsageError, match=r"no stack of environment 'x' \(environments: dev"):
        narrowed(FOUND, "x", one_by_one=False)


@pytest.mark.parametrize(
    ("stack", "endpoint", "backend", "todo"),
    [
        ("dev", None, "local", "catalog env local is in force in this shell, and stack dev is not on this"),
        ("local", "http://127.0.0.1:1", None, r'run eval "\$\(catalog env local\)" first'),
        ("local", "http://127.0.0.1:1", "local", "no local catalog at http://127.0.0.1:1"),
    ],
)
def test_a_shell_that_does_not_fit_the_stack_is_told(
    tmp_path: Path, stack: str, endpoint: str | None, backend: str | None, todo: str
) -> None:
    config = {"aws:endpoints": [{"glue": endpoint}]} if endpoint else {}
    write_yaml(tmp_path / f"Pulumi.{stack}.yaml", {"config": config})
    env = {"PULUMI_BACKEND_URL": (tmp_path / ".catalog" / "state").as_uri()} if backend else {}
    with pytest.raises(UsageError, match=todo):
        refuse_wrong_shell(tmp_path, [stack], env)


def test_a_stack_elsewhere_fits_any_other_shell(tmp_path: Path) -> None:
    write_yaml(tmp_path / "Pulumi.dev.yaml", {"config": {"aws:region": "eu-central-1"}})
    refuse_wrong_shell(tmp_path, ["dev"], {"PULUMI_BACKEND_URL": "s3://states"})
    refuse_wrong_shell(tmp_path, ["dev"], {})


@pytest.mark.parametrize(
    "words",
    [["--all"], ["--all", "--parallel", "0"], ["--stack", "nowhere"], [], ["--all", "--stack", "dev"]],
)
def test_wrong_usage_is_exit_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    monkeypatch.chdir(tmp_path)
    try:
        status = main(["apply", *words])
    except SystemExit as end:  # argparse's own
        status = int(end.code or 0)
    assert status == 2


def test_each_object_is_counted_once_and_stack_and_plugin_are_not() -> None:
    found = story(
        step("same", "sales", "aws:glue/catalogDatabase:CatalogDatabase"),
        step("create", "sales.a"),
        step("delete-replaced", "sales.b"),
        step("create-replacement", "sales.b"),
        step("replace", "sales.b"),
        step("same", "shop-dev", "pulumi:pulumi:Stack"),
        step("create", "default", "pulumi:providers:aws"),
    )
    assert found.counts() == {"same": 1, "create": 1, "replace": 1}
    assert found.told() == "1 create, 1 replace, 1 same"


def test_the_phases_are_told() -> None:
    found = story()
    assert found.phase == "starts"
    found.take(event(preludeEvent={"config": {}}))
    assert found.phase == "reads specs"
    found.take(step("refresh", "sales.a"))
    assert (found.phase, found.done) == ("looks into Glue", 1)
    found.take(step("same", "sales.a"))
    assert (found.phase, found.done) == ("applies", 1)


def test_errors_name_the_object_and_the_engines_own_noise_is_left_out() -> None:
    found = story(
        said("error", "<{%fg 1%}>table exists<{%reset%}>\n", urn=f"{URN}a"),
        said("error", "table exists", urn=f"{URN}a"),
        said("error", "update failed", urn="urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"),
        said("debug", "registering resource"),
        said("info", "passing by", ephemeral=True, urn=f"{URN}a"),
        said("warning", "a warning"),
    )
    assert found.errors == ["table sales.a: table exists"]
    assert found.warnings == ["a warning"]


def test_a_preview_lists_what_changes_with_our_own_lines() -> None:
    told = story(
        step("same", "sales.a"), step("update", "sales.b"), said("info", "+ column x: int", urn=f"{URN}b")
    )
    assert list(run_summary.changes(ended(runner.DONE, told))) == [
        "dev-a:",
        "  ~ table sales.b",
        "      + column x: int",
    ]


def test_a_long_list_of_changes_is_cut_with_what_shows_the_rest() -> None:
    told = story(*(step("create", f"sales.t{number:03}") for number in range(100)))
    lines = list(run_summary.changes(ended(runner.DONE, told)))
    assert len(lines) == 42
    assert lines[-1] == "  ... and 60 more lines: pulumi preview --stack dev-a"


def test_the_summary_names_what_was_stopped_and_what_was_not_begun() -> None:
    done = story(step("create", "sales.a"))
    done.end()
    stopped = ended(runner.STOPPED, story())
    lines = run_summary.summary(
        [ended(runner.DONE, done), stopped, ended(runner.NOT_BEGUN, story())]
    ).splitlines()
    assert lines[2].split() == ["dev-a", "done", "1", "0", "0", "0", "0", "2.0"]
    assert lines[5:] == ["stopped half-way, the next run goes on: dev-a", "not begun: dev-a"]


def test_a_failed_stack_shows_its_errors_or_else_its_last_words() -> None:
    told = story(said("error", "no such bucket", urn=f"{URN}a"))
    assert list(run_summary.complaints(ended(runner.FAILED, told, "noise"))) == [
        "dev-a failed:",
        "  table sales.a: no such bucket",
    ]
    assert list(run_summary.complaints(ended(runner.FAILED, story(), "error: the stack is locked"))) == [
        "dev-a failed:",
        "  error: the stack is locked",
    ]


METADATA = '{"metadata":{"op":"create","urn":"urn:x::sales.a","type":"aws:glue/catalogTable:CatalogTable"'


def test_of_a_resources_event_only_its_head_is_read() -> None:
    found = read('{"sequence":7,"timestamp":1,"resOutputsEvent":' + METADATA + ',"new":{never closed')
    assert found.sequence == 7
    assert found.res_outputs_event is not None
    assert vars(found.res_outputs_event.metadata)["urn"] == "urn:x::sales.a"
    assert read('{"sequence":7,"timestamp":1,"resourcePreEvent":' + METADATA).res_outputs_event is None


def test_any_other_event_is_read_whole_and_an_unknown_one_is_empty() -> None:
    text = '{"sequence":7,"timestamp":1,"diagnosticEvent":{"message":"m","severity":"error"}}'
    found = read(text).diagnostic_event
    assert found is not None
    assert found.message == "m"
    assert read('{"sequence":1,"timestamp":1,"cancelEvent":{}}').cancel_event is not None
    for odd in ("{", '{"sequence":1}', '{"resOutputsEvent":{"metadata":{"op":"new-op"}}}'):
        assert read(odd).res_outputs_event is None


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_each_running_stack_has_a_line_that_is_rewritten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    out, live = io.StringIO(), Terminal()
    with Board(out, live, count(0, 1).__next__, lambda: 40) as shown:
        shown.show([story(), story(step("create", "sales.a"))], "2 of 2 stacks left")
        shown.show([story()], "1 of 2 stacks left")
        shown.say("dev-a: done")
    assert live.getvalue().count("\x1b[3A\r") == 1
    assert live.getvalue().endswith("\x1b[2A\r\x1b[J")
    lines = re.sub(r"\x1b\[\d*[A-Z]|\r", "", live.getvalue()).splitlines()
    assert max(map(len, lines)) == 39
    assert out.getvalue() == "dev-a: done\n"


def test_without_a_terminal_long_work_is_told_now_and_then() -> None:
    out, live = io.StringIO(), io.StringIO()
    now = [0.0]
    told = Story("dev-a", 1013, clock=lambda: now[0])
    told.take(step("create", "sales.a"))
    with Board(out, live) as shown:
        for second in range(40):
            now[0] = float(second)
            shown.show([told])
    assert live.getvalue() == ""
    assert out.getvalue().splitlines() == [
        "dev-a: applies, 1 of 1,013 objects, 15 s",
        "dev-a: applies, 1 of 1,013 objects, 30 s",
    ]


def test_a_line_tells_objects_of_those_known() -> None:
    told = Story("dev-a", 1013, clock=lambda: 0.0)
    assert status_board.line(told, 7).split() == ["dev-a", "starts", "0", "s"]
    told.take(step("create", "sales.a"))
    assert "1 of 1,013 objects" in status_board.line(told)


PROGRAM = """\
#!{python}
import signal, sys, time
def stop(number, frame):
    print("interrupted", flush=True)
    sys.exit(7)
signal.signal(signal.SIGINT, stop)
print("begun", flush=True)
time.sleep(30)
"""


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """A command whose program prints `begun`, and ends with 7 when it is interrupted."""
    program = tmp_path / "pulumi"
    program.write_text(PROGRAM.format(python=sys.executable))
    program.chmod(0o755)
    known = PulumiCommand.__new__(PulumiCommand)
    known.command, known.version = str(program), None
    return Command(known)


def test_ctrl_c_waits_for_the_engines_first_event(command: Command, tmp_path: Path) -> None:
    begun, said_so = threading.Event(), list[str]()
    failures = list[CommandError]()

    def run() -> None:
        try:
            command.run([], str(tmp_path), {}, lambda line: (said_so.append(line), begun.set()))
        except CommandError as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(20)
    command.interrupt()
    time.sleep(0.3)
    assert thread.is_alive()
    command.listens(True)
    thread.join(20)
    assert said_so == ["begun", "interrupted"]
    assert len(failures) == 1
    with pytest.raises(Interrupted):
        command.run([], str(tmp_path), {})


def test_a_second_ctrl_c_does_not_wait(command: Command, tmp_path: Path) -> None:
    begun = threading.Event()

    def run() -> None:
        with pytest.raises(CommandError):
            command.run([], str(tmp_path), {}, lambda line: begun.set())

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(20)
    command.interrupt()
    command.interrupt()
    thread.join(20)
    assert not thread.is_alive()


def test_signals_are_handed_on_and_the_old_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    asked = list[int]()
    with runner.stoppable(lambda: asked.append(1)) as stopper:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
    assert (len(asked), stopper.asked) == (2, 2)
    assert signal.getsignal(signal.SIGINT) is before


class Launched:
    """An engine whose run ends at once, or fails; `command` is never asked to stop."""

    def __init__(self, stack: str, fails: bool) -> None:
        self.stack, self._fails, self.command = stack, fails, self
        self.interrupted = False

    def run(self, *words: Any, **more: Any) -> None:
        if self._fails:
            raise CommandError(CommandResult("", "no such bucket", 255))


def test_what_ended_is_told_before_the_stack_that_takes_its_place_begins() -> None:
    out = io.StringIO()
    engines: list[Any] = [Launched(f"s{number}", fails=number == 1) for number in (1, 2, 3)]
    some = [runner.Job(e, Story(e.stack, 1), new=False, preview=False, refresh=False) for e in engines]
    assert not runner.drive(some, 1, Board(out, io.StringIO()))
    assert [" ".join(line.split()[:2]) for line in out.getvalue().splitlines()] == [
        "s1: up", "s1: failed", "s2: up", "s2: done", "s3: up", "s3: done",
    ]  # fmt: skip
