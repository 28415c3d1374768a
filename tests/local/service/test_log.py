"""The log says what went wrong and where; never what was sent, never more than there is room for."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from catalog.local.emulator import Emulator
from catalog.local.service import application, log
from catalog.local.service.log import FULL, Log
from tests.local.support import post
from tests.support.local_catalog import running


def test_control_characters_are_shown_and_lines_stay_lines() -> None:
    stream = io.StringIO()
    print("a\x1b[2Jb\rc\x07\u202ed\ttab", file=Log(stream))
    assert stream.getvalue() == "a\\x1b[2Jb\\rc\\x07\\u202ed\\ttab\n"


def test_it_takes_so_much_and_no_more() -> None:
    stream = io.StringIO()
    bounded = Log(stream, 10)
    for _ in range(1000):
        bounded.write("12345678")
    assert stream.getvalue() == "1234567812" + FULL


def test_an_error_of_ours_is_logged_without_what_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise KeyError("a secret of the request")

    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", Log(stream))
    monkeypatch.setattr(Emulator, "backend", fail)
    with running() as url:
        status, answer = post(url, "GetDatabases", b'{"CatalogId": "another-secret"}')
    assert (status, answer["__type"]) == (500, "InternalServiceException")
    assert answer["Message"] == "see the local catalog's log"
    (line,) = stream.getvalue().splitlines()
    assert line.startswith("KeyError in AWSGlue.GetDatabases: ")
    assert f"{application.__file__}:" in line
    assert "secret" not in line


def test_an_error_without_places_is_still_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    log.report(ValueError("x\ny"), "a thread")
    log.report(None, "nothing")
    assert stream.getvalue() == "ValueError in a thread: \n"
