"""What stacks say of accounts, keys and servers, with the real engine: guards hold, secrets stay secret."""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from tests.support.engine import ROOT, Engine, OwnProgram, ran

KEY, SECRET, TOKEN, EXTERNAL = (
    "AKIAQQQQWWWWEEEERRRR",
    "Zx9/secret+key=plus",
    "tok+en/odd&=chars",
    "external-7731",
)
SOAK = pytest.mark.soak  # the same refusals are tried without the engine in tests/aws
VERBOSE = ("-v8", "--logtostderr", "--logflow")
# The engine's own lines, from level 9 on: it writes down each property that it exchanges with a plugin.
ENGINES_OWN = re.compile(r'"msg":"(Unm|M)arshaling property for RPC\[')


def spellings(text: str) -> set[str]:
    return {text, quote(text, safe=""), quote_plus(text), json.dumps(text)[1:-1]}


def held(text: str, values: tuple[str, ...] = (KEY, SECRET, TOKEN, EXTERNAL)) -> list[str]:
    """Those of the values that stand in a text, in any spelling."""
    return [value for value in values if any(spelt in text for spelt in spellings(value))]


def files_below(folder: Path) -> dict[str, str]:
    """Every file's text, unpacked."""
    found = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            raw = file.read_bytes()
            text = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
            found[str(file.relative_to(folder))] = text.decode("utf-8", "replace")
    return found


def set_keys(engine: Engine, how: str) -> None:
    """The stack's keys, its token and the external ID of a role, in clear or encrypted."""
    for key, value in (("accessKey", KEY), ("secretKey", SECRET), ("token", TOKEN)):
        engine.run("config", "set", how, f"aws:{key}", value, check=True)
    role = "arn:aws:iam::123456789012:role/deploy"
    engine.run("config", "set", "--path", "aws:assumeRoles[0].roleArn", role, check=True)
    engine.run("config", "set", how, "--path", "aws:assumeRoles[0].externalId", EXTERNAL, check=True)


@pytest.mark.parametrize("how", [pytest.param("--secret", marks=SOAK), "--plaintext"])
def test_keys_stand_nowhere_in_clear(engine: Engine, tmp_path: Path, how: str) -> None:
    set_keys(engine, how)
    # of a stack's file that has them in clear, --json repeats the configuration as it stands there
    commands = (
        "preview --diff",
        "up --yes",
        "refresh --yes",
        *(["preview --json"] if how == "--secret" else ()),
    )
    for words in map(str.split, commands):
        done = engine.run(*words, *VERBOSE, check=True)
        assert '"v":8' in done.output or '"v":7' in done.output  # it is the log
        assert held(done.output) == [], words
    done = engine.run("preview", "--diff", "-v9", "--logtostderr", "--logflow", check=True)
    leaking = [line for line in done.output.splitlines() if held(line) and not ENGINES_OWN.search(line)]
    assert leaking == []
    files = files_below(tmp_path / "state")
    assert any(f.endswith("checkpoint.json") for f in files)
    # and so does the engine's history
    in_clear = {f for f, text in files.items() if held(text)}
    assert all(how == "--plaintext" and f.endswith(".history.json") for f in in_clear)
    assert held(json.dumps(engine.state())) == []
    assert held(engine.run("destroy", "--yes", *VERBOSE, check=True).output) == []


@SOAK  # test_upgrade.py sees it, too
def test_a_state_with_keys_in_clear_is_cleared_by_the_next_run(engine: Engine, tmp_path: Path) -> None:
    engine.up()
    (file,) = [f for f in (tmp_path / "state").rglob("local.json") if "stacks" in f.parts]
    state = json.loads(file.read_text())
    (plugin,) = [r for r in state["checkpoint"]["latest"]["resources"] if r["type"] == "pulumi:providers:aws"]
    for side in ("inputs", "outputs"):
        plugin[side] |= {"accessKey": "test", "secretKey": "test"}  # as an earlier release kept them
    file.write_text(json.dumps(state))
    engine.preview("--expect-no-changes")
    engine.up("--expect-no-changes")
    (plugin,) = [r for r in engine.state() if r["type"] == "pulumi:providers:aws"]
    assert "ciphertext" in str(plugin["inputs"]["secretKey"])
    assert "ciphertext" in str(plugin["outputs"]["accessKey"])


def program(value: str) -> str:
    return f"""
import pulumi
from pulumi_aws import glue
hush = pulumi.Output.secret({value!r})
shop = glue.CatalogDatabase("shop", name="shop", parameters={{"catalog.stack": "shop/local"}},
                            tags={{"who": hush}})
glue.CatalogTable("orders", database_name=shop.name, name="orders",
                  parameters={{"catalog.stack": "shop/local", "connection": hush}})
"""


def test_a_secret_of_a_program_stays_one(tmp_path: Path, endpoint: str) -> None:
    engine, one, two = OwnProgram(tmp_path, endpoint), "hush-hush/4711", "other+secret 0815"
    engine.write(program(one))
    said = [engine.preview("--diff"), engine.up(), engine.preview("--diff", "--expect-no-changes")]
    said.append(engine.run("refresh", "--yes", "--expect-no-changes", check=True).output)
    engine.write(program(two))
    said += [
        engine.preview("--diff"),
        engine.up("--diff"),
        engine.preview("--refresh", "--expect-no-changes"),
    ]
    for text in (*said, json.dumps(engine.state()), *files_below(tmp_path / "state").values()):
        assert held(text, (one, two)) == []
    assert "connection" in said[4]
    assert said[4].count("[secret]") >= 2


def show(engine: Engine, env: dict[str, str]) -> Any:
    """`catalog show` on a project whose stack is the engine's."""
    folder = engine.folder / "shown"
    folder.mkdir(exist_ok=True)
    (folder / "Pulumi.yaml").write_text((ROOT / "Pulumi.yaml").read_text())
    (folder / "Pulumi.local.yaml").write_text(engine.config.read_text())
    return ran([sys.executable, "-m", "catalog.cli.main", "show"], folder, env, check=False)


def test_show_has_the_encrypted_keys_or_refuses(engine: Engine) -> None:
    set_keys(engine, "--secret")
    engine.up()
    env = {k: v for k, v in engine.env.items() if not k.startswith("AWS_")}  # no other keys are there
    done = show(engine, env)
    assert (done.status, "orders" in done.output) == (0, True), done.output
    done = show(engine, {k: v for k, v in env.items() if k != "PULUMI_CONFIG_PASSPHRASE"})
    assert done.status == 2
    assert "stack local has encrypted settings, and the engine can't read them: " in done.output
    assert len(done.output.splitlines()) == 1, done.output


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("allowedAccountsIds", ["123456789012"], "did you mean 'allowedAccountIds'"),
        ("allowedAccountIds", [], "aws:allowedAccountIds is an empty list"),
        pytest.param("allowedAccountIds", None, "aws:allowedAccountIds is a list of account IDs", marks=SOAK),
        pytest.param("allowedAccountIds", "", "aws:allowedAccountIds is a list of account IDs", marks=SOAK),
        pytest.param("allowedAccountIds", [12345678901], "put account IDs in quotes", marks=SOAK),
        pytest.param(
            "allowedAccountIds", "123456789012", "aws:allowedAccountIds is a list of account IDs", marks=SOAK
        ),
        ("endpoints", [{"glue": "http://127.0.0.1:9"}], "aws:endpoints has glue and not sts"),
        (
            "endpoints",
            [dict.fromkeys(("glue", "sts"), r"http://127.0.0.1:9\@evil.example")],
            "it has a backslash",
        ),
        pytest.param(
            "endpoints",
            [dict.fromkeys(("glue", "sts"), "https://evil.example")],
            "neither AWS's own",
            marks=SOAK,
        ),
        pytest.param("httpProxy", "http://evil.example:8080", "is not on this machine", marks=SOAK),
    ],
)
def test_a_setting_that_guards_nothing_or_leads_astray_ends_the_run(
    engine: Engine, key: str, value: Any, message: str
) -> None:
    engine.configure(**{f"aws:{key}": value})
    done = engine.run("preview")
    assert done.status != 0
    diagnostics = done.output.partition("Diagnostics:")[2]
    assert sum(message in line for line in diagnostics.splitlines()) == 1, done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("key", ["sharedConfigFiles", pytest.param("sharedCredentialsFiles", marks=SOAK)])
def test_a_profile_in_the_repository_runs_no_program(engine: Engine, tmp_path: Path, key: str) -> None:
    ran_by_it, file = tmp_path / "ran", tmp_path / "profile"
    file.write_text(f"[default]\ncredential_process = touch {ran_by_it}\n")
    without = {"aws:accessKey": None, "aws:secretKey": None}
    engine.configure(**without, **{f"aws:{key}": [str(file)]})
    env = {k: v for k, v in engine.env.items() if not k.startswith("AWS_")}
    done = ran(engine.command("up", "--yes", "--skip-preview"), engine.root, env, check=False)
    assert done.status != 0
    assert f"aws:{key}: the file lies neither in ~/.aws nor in /etc" in done.output
    assert not ran_by_it.exists()
    trusting = ran(
        engine.command("up", "--yes", "--skip-preview"),
        engine.root,
        {**env, "CATALOG_AWS_TRUST": str(file)},
        check=False,
    )
    assert trusting.status != 0
    assert ran_by_it.exists(), "else the refusal above shows nothing"
