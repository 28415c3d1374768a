from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.cli.terminal import shell_code
from tests.support.sizes import example_count

SHELLS = [shell for shell in ("bash", "dash", "zsh", "ksh", "sh") if shutil.which(shell)]
SHOW = 'env | grep -v -e "^_=" -e "^PWD=" -e "^SHLVL=" -e "^OLDPWD=" -e "^MULTIBYTE" | sort'


def outcome(shell: str, script: str, env: dict[str, str]) -> str:
    done = subprocess.run([shell, "-c", script], env=env, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def printed(shell: str, code: str, names: list[str], env: dict[str, str]) -> dict[str, str]:
    """The values of exported variables after the code ran, as a child process sees them."""
    script = f"set -eu\n{code}\nenv -0"
    done = subprocess.run([shell, "-c", script], env=env, capture_output=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, b"")
    after = dict(entry.split("=", 1) for entry in done.stdout.decode().split("\0") if entry)
    return {name: after[name] for name in names if name in after}


BASE = {"PATH": "/usr/bin:/bin"}


def test_there_is_a_shell_to_test_with() -> None:
    assert "bash" in SHELLS


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("value", ["", "a b", "it's", '"$HOME"`id`\\', "a\nb", "-n", "ä ∞", "$(exit 1)"])
def test_a_value_arrives_as_it_is(shell: str, value: str) -> None:
    code = shell_code.setting({"X": value}, ["/my tools/bin"], BASE)
    assert printed(shell, code, ["X"], BASE) == {"X": value}


@settings(max_examples=example_count(25), deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20))
def test_any_value_arrives_as_it_is(value: str) -> None:
    code = shell_code.setting({"X": value}, ["/tools"], BASE)
    assert printed("bash", code, ["X"], BASE) == {"X": value}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("before", [{}, {"X": ""}, {"X": 'it\'s "$mine"\n'}, {"X": "1", "Y": "2"}])
def test_what_was_before_comes_back_exactly(shell: str, before: dict[str, str]) -> None:
    env = {**BASE, **before}
    values = {"X": "ours", "Y": None}
    code = shell_code.setting(values, ["/a b"], env)
    back = shell_code.unsetting(values, {**env, "PATH": "/a b:/usr/bin:/bin", shell_code.ACTIVE: "/a b"})
    script = f"set -eu\n{SHOW}; echo '=='; {{ {code}\n{back}\n}}; {SHOW}"
    first, _, second = outcome(shell, script, env).partition("==\n")
    assert first == second


@pytest.mark.parametrize("shell", SHELLS)
def test_twice_is_as_once_and_what_was_first_comes_back(shell: str) -> None:
    env = {**BASE, "X": "mine"}
    once = shell_code.setting({"X": "ours"}, ["/t"], env)
    within = {**env, "X": "ours", "PATH": "/t:/usr/bin:/bin", shell_code.ACTIVE: "/t"}
    twice = shell_code.setting({"X": "ours"}, ["/t"], within)
    assert printed(shell, once + twice, ["PATH"], env) == {"PATH": "/t:/usr/bin:/bin"}
    back = shell_code.unsetting(["X"], within)
    assert printed(shell, once + twice + back, ["X", "PATH", shell_code.ACTIVE], env) == env


def test_a_secret_of_the_shell_is_neither_printed_nor_passed_on() -> None:
    env = {**BASE, "KEY": "very-secret"}
    code = shell_code.setting({"KEY": "dummy"}, ["/t"], env)
    assert "very-secret" not in code
    assert "very-secret" not in outcome("bash", f"{code}\nenv", env)


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("/t:/u:/usr/bin", "/usr/bin"),
        ("/t:/u", ""),
        ("/mine:/t:/u:/usr/bin", "/mine:/usr/bin"),
        ("/t:/u:/usr/bin:/t", "/usr/bin:/t"),  # that last one was there before
        ("/usr/bin", "/usr/bin"),
    ],
)
def test_only_our_folders_leave_path(path: str, left: str) -> None:
    assert shell_code.path_without({"PATH": path, shell_code.ACTIVE: "/t:/u"}) == left


def test_undoing_what_is_not_in_force_is_no_code() -> None:
    assert shell_code.unsetting(["X"], BASE) == ""


def test_path_is_left_alone_where_nothing_is_in_force() -> None:
    assert shell_code.path_without({"PATH": os.defpath}) == os.defpath
