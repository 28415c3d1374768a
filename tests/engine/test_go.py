from __future__ import annotations

import re
from pathlib import Path

import pytest

from catalog.engine import go, pins
from catalog.engine.installed import MINIMUM, numbers
from catalog.engine.jobs import SetupError
from tests.support import fake_programs as programs


def test_without_engine_and_go_one_error_says_what_to_install() -> None:
    with pytest.raises(SetupError) as problem:
        go.find({"PATH": ""}, "", "make setup")
    text = str(problem.value)
    assert text.startswith("no Pulumi engine on PATH, and no Go to build one with. Install one of\n")
    assert "Pulumi 3.200 or newer" in text
    assert "https://www.pulumi.com/docs/install/" in text
    assert f"Go {'.'.join(map(str, pins.required_go()))} or newer: https://go.dev/dl/" in text


@pytest.mark.parametrize(
    ("version", "toolchain", "fits"),
    [
        ("go1.26.8", "auto", True),
        ("go1.25.11", "local", True),
        ("go1.25.10", "local", False),
        ("go1.22.2", "auto", True),  # fetches the toolchain that go.mod asks for
        ("go1.22.2", "local", False),  # as Debian's package is set
        ("go1.20.14", "", False),
        ("devel +abc", "auto", True),
    ],
)
def test_a_go_that_can_build_the_engine(tmp_path: Path, version: str, toolchain: str, fits: bool) -> None:
    program = programs.go(tmp_path, version, toolchain)
    env = {"PATH": f"{tmp_path}:/bin"}
    if fits:
        assert go.find(env, "", "make setup") == str(program)
    else:
        with pytest.raises(SetupError, match=f"{version} is too old"):
            go.find(env, "", "make setup")


def test_a_go_that_does_not_say_where_the_sdk_is_ends_with_a_message(tmp_path: Path) -> None:
    program = programs.program(tmp_path, "go", "exit 1")
    with pytest.raises(SetupError, match=r"does not say where it keeps github\.com/pulumi"):
        go.sdk_folder(str(program), {"PATH": "/bin"})


def test_the_pinned_version_comes_from_go_mod() -> None:
    assert numbers(pins.version()) >= MINIMUM
    assert pins.pinned(pins.SDK, pins.LANGUAGE_PART).startswith("v3.")
    assert pins.key().startswith(f"{pins.version()}-")


def test_a_module_that_go_mod_does_not_pin_is_an_error(recipe: Path) -> None:
    (recipe / "cli" / "go.mod").write_text("module x\n")
    with pytest.raises(SetupError, match=r"go\.mod does not pin github\.com/pulumi"):
        pins.version()


def test_what_verifies_modules_is_not_left_to_the_environment(tmp_path: Path) -> None:
    asked = {
        "GOFLAGS": "-mod=mod -modcacherw -modfile=/x/go.mod -toolexec=/x/run -insecure",
        "GONOSUMDB": "*",
        "GOSUMDB": "off",
        "GOINSECURE": "*",
        "GOWORK": "/x/go.work",
        "GOTOOLCHAIN": "go9.9.9",
        "GOPROXY": "https://proxy.example.com",
    }
    program = programs.go(tmp_path, "go1.26.8")
    env = go.building(str(program), {"PATH": f"{tmp_path}:/bin", **asked})
    assert env["GOFLAGS"] == "-mod=readonly -modcacherw"
    assert env["GOTOOLCHAIN"] == "local"
    assert env["GOPROXY"] == "https://proxy.example.com"
    assert not {name for name in asked if env[name] == asked[name]} - {"GOPROXY"}


def test_an_older_go_fetches_the_very_toolchain_that_is_asked_for(tmp_path: Path) -> None:
    program = programs.go(tmp_path, "go1.22.2", "auto")
    required = ".".join(map(str, pins.required_go()))
    assert go.building(str(program), {"PATH": f"{tmp_path}:/bin"})["GOTOOLCHAIN"] == f"go{required}"


def test_every_module_that_is_built_is_in_go_sum() -> None:
    for part in (pins.CLI_PART, pins.LANGUAGE_PART):
        folder = pins.RECIPE / part
        known = {tuple(line.split()[:2]) for line in (folder / "go.sum").read_text().splitlines()}
        pinned = re.findall(r"(?m)^(?:\t|require )(\S+) (v\S+)", (folder / "go.mod").read_text())
        replaced = dict(re.findall(r"(?m)^replace (\S+) => (\S+ v\S+)", (folder / "go.mod").read_text()))
        wanted = {tuple(replaced.get(name, f"{name} {version}").split()) for name, version in pinned}
        assert len(wanted) > 50
        assert {f"{n} {v}" for n, v in wanted} - {f"{n} {v}" for n, v in known} == set()


def test_a_module_that_is_replaced_is_explained() -> None:
    replaced = re.findall(r"(?m)^replace (\S+) => (\S+)", (pins.RECIPE / "cli" / "go.mod").read_text())
    text = (pins.RECIPE / "README.md").read_text()
    assert replaced
    assert [name for names in replaced for name in names if name not in text] == []
