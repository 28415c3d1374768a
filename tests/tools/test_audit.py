"""`make audit`: what is known is told, and what could not be looked up is never good news."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from catalog.engine import cache
from tests.support import fake_programs as programs
from tools import audit
from tools.audit import Audit, of_modules, of_packages

VULNERABLE = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"], "aliases": []}]}
FINE = {"name": "b", "version": "1", "vulns": []}
SKIPPED = {"name": "c", "skip_reason": "Dependency not found on PyPI and could not be audited: c (1)"}


def answer(*dependencies: object) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def test_what_is_known_against_a_package_is_told_with_its_mend() -> None:
    assert of_packages(answer(VULNERABLE, FINE), "") == Audit(["a 1: PYSEC-1 (fixed in 2)"])
    assert of_packages(answer(FINE), "") == Audit([])


@pytest.mark.parametrize("text", [answer(FINE, SKIPPED), answer(), "", "[]", "Traceback"])
def test_a_package_that_was_not_looked_up_is_no_good_one(text: str) -> None:
    assert of_packages(text, "").unknown


def test_the_reason_is_the_last_line_that_was_said() -> None:
    assert of_packages("", "a\nERROR: no route to host\n\n").unknown == "ERROR: no route to host"


def finding(function: str) -> str:
    trace = [{"module": "example.com/m", "version": "v1.0.0", "function": function}]
    return json.dumps({"finding": {"osv": "GO-1", "fixed_version": "v1.0.1", "trace": trace}}, indent=2)


def test_what_is_known_against_a_module_is_told_once() -> None:
    stream = "\n".join([json.dumps({"config": {}}), finding("f"), finding("g")])
    assert of_modules(stream, "", 0) == Audit(["example.com/m v1.0.0: GO-1 (fixed in v1.0.1)"])
    assert of_modules(json.dumps({"config": {}}), "", 0) == Audit([])
    assert of_modules("", "govulncheck: fetching vulnerabilities: no such host\n", 1).unknown.endswith(
        "no such host"
    )


@pytest.mark.parametrize(
    ("packages", "modules", "status"),
    [
        (answer(FINE), "{}", 0),
        (answer(VULNERABLE), "{}", 1),
        (answer(SKIPPED), "{}", 2),
        (answer(VULNERABLE, SKIPPED), "{}", 1),
        (answer(FINE), finding("f"), 1),
        (answer(FINE), None, 2),
    ],
)
def test_the_status_is_the_worst_of_all(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    packages: str,
    modules: str | None,
    status: int,
) -> None:
    (tmp_path / "packages").write_text(packages)
    monkeypatch.setattr(
        sys, "executable", str(programs.program(tmp_path, "python", f"cat '{tmp_path}/packages'"))
    )
    if modules is not None:
        (tmp_path / "modules").write_text(modules)
        programs.program(tmp_path, "govulncheck", f"cat '{tmp_path}/modules'")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(cache, "find", lambda env: cache.engine(tmp_path / "cache"))
    assert audit.main() == status
    said = capsys.readouterr().out
    assert ("could not be looked up" in said) is ("skip_reason" in packages or modules is None)
    assert ("fixed in" in said) is (status == 1)
