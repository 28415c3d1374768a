from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.cli.commands import env
from catalog.cli.stacks import local_stack
from catalog.engine import cache
from catalog.engine.paths import program_folders
from catalog.local.service import control
from catalog.loopback.port_record import read_record
from tests.support import fake_programs as programs
from tests.support.ports import free_port
from tests.support.project import ROOT

ENGINES = {cache.VARIABLE: str(cache.location(os.environ))}  # where the engine is that set-up built
CATALOG = f"'{sys.executable}' -m catalog.cli.main env"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A project whose path has spaces and signs, with a port of its own; its local catalog ends with it."""
    root = tmp_path / "it's my 100% project"
    root.mkdir()
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"):
        shutil.copy(ROOT / name, root / name)
    stack = (ROOT / "Pulumi.local.yaml").read_text()
    (root / "Pulumi.local.yaml").write_text(stack.replace("4599", str(free_port())))
    yield root
    control.stop(root / ".catalog" / "local")


def shell(project: Path, script: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a script in bash as a user would, in the project's folder."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "PULUMI_", "CATALOG_")) and not name.lower().endswith("_proxy")
    }
    home = project.parent / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        ["bash", "-c", script],
        cwd=project,
        env={**kept, "HOME": str(home), "PYTHONPATH": str(ROOT), **ENGINES, **env},
        capture_output=True,
        text=True,
        timeout=120,
    )


def port_of(project: Path) -> str:
    return (project / "Pulumi.local.yaml").read_text().split("127.0.0.1:")[1].split()[0]


@pytest.mark.e2e
def test_plain_pulumi_commands_work_in_that_shell(project: Path) -> None:
    done = shell(
        project, f'set -eu; eval "$({CATALOG} local)"; pulumi stack ls; pulumi config get aws:region'
    )
    assert done.returncode == 0, done.stderr
    assert "local*" in done.stdout
    assert done.stdout.splitlines()[-1] == "ap-southeast-5"
    assert "local catalog started at http://127.0.0.1:" in done.stderr
    assert "stack local made in .catalog/state" in done.stderr


@pytest.mark.e2e
def test_the_engine_never_rewrites_the_stack_file(project: Path) -> None:
    file = project / "Pulumi.local.yaml"
    before = file.read_bytes()
    commands = [
        "pulumi stack select local",
        "pulumi config --stack local",
        "pulumi config set --path catalog:variables.x y && pulumi config rm --path catalog:variables.x",
        "pulumi stack export --stack local >/dev/null",
        "pulumi stack rm local --yes --preserve-config && pulumi stack init local",
    ]
    for command in commands:
        done = shell(project, f'set -e; eval "$({CATALOG} local)"; {command}')
        assert done.returncode == 0, done.stderr
        assert file.read_bytes() == before, command


@pytest.mark.e2e
def test_the_engine_keeps_no_log_of_its_own_there(project: Path) -> None:
    done = shell(
        project, f'set -e; eval "$({CATALOG} local)"; pulumi stack --stack local; echo "$PULUMI_HOME"'
    )
    home = Path(done.stdout.splitlines()[-1])
    assert home == project / ".catalog" / "pulumi"
    assert (home / "logs").is_file()
    assert (home / "plugins").resolve() == (project.parent / "home" / ".pulumi" / "plugins").resolve()


@pytest.mark.e2e
def test_twice_starts_nothing_anew_and_is_quiet(project: Path) -> None:
    once = shell(project, f'eval "$({CATALOG} local)"; {CATALOG} local 2>&1 >/dev/null')
    assert once.returncode == 0
    assert once.stdout == ""


@pytest.mark.e2e
def test_no_real_credentials_are_seen_and_unset_brings_them_back(project: Path) -> None:
    mine = {
        "AWS_PROFILE": "work", "AWS_ACCESS_KEY_ID": "AKIAMINE", "AWS_SECRET_ACCESS_KEY": "it's secret",
        "AWS_SESSION_TOKEN": "token", "PULUMI_BACKEND_URL": "s3://mine", "HTTPS_PROXY": "http://proxy:1",
        "NO_PROXY": "example.com",
    }  # fmt: skip
    script = f"""set -eu
show() {{ env | grep -v -e '^_=' | sort; }}
show > before; eval "$({CATALOG} local)"; show > within; eval "$({CATALOG} --unset)"; show > after"""
    done = shell(project, script, **mine)
    assert done.returncode == 0, done.stderr
    assert (project / "after").read_text() == (project / "before").read_text()
    within = (project / "within").read_text()
    assert not any(
        secret in within for secret in ("work\n", "AKIAMINE", "it's secret", "=token", "s3://mine")
    )
    assert "NO_PROXY=example.com,127.0.0.1,localhost,::1\n" in within
    assert "AWS_SHARED_CREDENTIALS_FILE=/dev/null\n" in within


@pytest.mark.e2e
def test_a_shell_that_comes_later_reuses_catalog_and_stack(project: Path) -> None:
    assert shell(project, f"{CATALOG} local").returncode == 0
    again = shell(project, f"{CATALOG} local")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.endswith("\n")


@pytest.mark.e2e
def test_a_stack_with_resources_over_a_fresh_catalog_gets_a_hint(project: Path) -> None:
    assert shell(project, f"{CATALOG} local").returncode == 0
    snapshot = next((project / ".catalog" / "state").rglob("local.json"))
    snapshot.write_text(snapshot.read_text().replace('"latest":{', '"latest":{"x":"aws:glue/catalogTable",'))
    control.stop(project / ".catalog" / "local")
    assert (
        "starts empty, and stack local holds objects of before: pulumi refresh"
        in shell(project, f"{CATALOG} local").stderr
    )


def wrong(project: Path, *words: str, **env: str) -> str:
    """The message of a run that must fail: status 2, nothing for eval, no traceback."""
    done = shell(project, " ".join([CATALOG, "local", *words]), **env)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("catalog env: ")
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture
def programs_only(tmp_path: Path) -> Path:
    """A folder that is all of PATH: bash is there, an engine is not."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "bash").symlink_to(shutil.which("bash") or "/bin/bash")
    return folder


def test_without_an_engine_it_says_so_and_gives_no_code(project: Path, programs_only: Path) -> None:
    said = wrong(project, PATH=str(programs_only), CATALOG_ENGINE_CACHE=str(programs_only))
    assert "no Pulumi engine (none on PATH, and " in said
    assert ": put Pulumi 3.200 or newer with pulumi-language-python on PATH" in said


@pytest.mark.parametrize(
    ("version", "host", "reason"),
    [("v3.100.0", True, "is v3.100.0, too old"), ("v3.259.0", False, "has no pulumi-language-python")],
)
def test_an_engine_on_path_that_will_not_do_is_named(
    project: Path, programs_only: Path, version: str, host: bool, reason: str
) -> None:
    unfit = programs.pulumi(programs_only, version, host)
    assert f"no Pulumi engine ({unfit} {reason}" in wrong(
        project, PATH=str(programs_only), CATALOG_ENGINE_CACHE=str(programs_only)
    )


def test_where_set_up_was_never_run_the_engine_on_path_is_used(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = programs.pulumi(tmp_path / "theirs", "v3.259.0").parent
    monkeypatch.setenv("PATH", f"{theirs}{os.pathsep}{os.environ['PATH']}")
    assert program_folders(project)[1:] == [str(theirs)]


@pytest.mark.parametrize("name", [".catalog", ".catalog/state", ".catalog/local"])
def test_a_linked_folder_is_refused_and_nothing_is_made_behind_it(project: Path, name: str) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).symlink_to(outside)
    said = wrong(project)
    assert f"cannot use {project / name}" in said or "is a link" in said
    assert said.count("\n") == 1
    assert not list(outside.iterdir())
    (project / name).unlink()


def test_where_the_system_does_not_tell_whose_a_connection_is_clients_get_the_token() -> None:
    place, root = local_stack.LocalStack("http://127.0.0.1:1", 1, "x"), Path("/project")
    plain = env.variables(root, root, place, {}, root / ".catalog/local")
    assert (plain["AWS_SESSION_TOKEN"], plain["CATALOG_LOCAL_FOLDER"]) == (None, "/project/.catalog/local")
    assert env.variables(root, root, place, {}, root, "t")["AWS_SESSION_TOKEN"] == "t"


def test_a_stack_file_that_points_elsewhere_is_refused(project: Path) -> None:
    file = project / "Pulumi.local.yaml"
    file.write_text(file.read_text().replace("glue: http://127.0.0.1", "glue: http://glue.example.com"))
    assert "should be http://127.0.0.1:PORT, not http://glue.example.com" in wrong(project)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "config needs aws:region and aws:endpoints: glue"),
        ("config: []", "STACK002"),
        ("config: {aws:region: x}", "config needs aws:endpoints: glue"),
        ("a: [", "Pulumi.local.yaml:2: SPEC001 error: not valid YAML"),
        ("config: {aws:endpoints: 3}", "aws:endpoints is a list of mappings"),
    ],
)
def test_a_stack_file_without_endpoint_is_an_error(project: Path, text: str, said: str) -> None:
    (project / "Pulumi.local.yaml").write_text(text)
    assert said in wrong(project)


ORDERS = """kind: Table
database: sales
name: orders
columns: [{name: id, type: bigint}]
storage: {location: "s3://lake/orders/"}
"""


@pytest.fixture
def runnable(project: Path) -> Path:
    """The project with a spec, and with our program and plugin."""
    (project / "catalog_specs" / "sales").mkdir(parents=True)
    (project / "catalog_specs" / "sales" / "orders.yaml").write_text(ORDERS)
    (project / "catalog_specs" / "sales" / "database.yaml").write_text("kind: Database\nname: sales\n")
    shutil.copy(ROOT / "__main__.py", project / "__main__.py")
    text = (project / "Pulumi.yaml").read_text()
    (project / "Pulumi.yaml").write_text(text.replace("./catalog/provider", str(ROOT / "catalog/provider")))
    return project


@pytest.mark.e2e
def test_a_taken_port_is_replaced_by_a_free_one_that_every_command_and_the_plugin_use(runnable: Path) -> None:
    usual, file = int(port_of(runnable)), runnable / "Pulumi.local.yaml"
    before = file.read_bytes()
    here = f'eval "$({CATALOG} local)" && echo "endpoint $AWS_ENDPOINT_URL_GLUE"'
    up = "pulumi up --stack local --yes --skip-preview --suppress-outputs"
    catalog = CATALOG.removesuffix(" env")
    apply = f"{catalog} apply --stack local --preview"
    with socket.create_server(("127.0.0.1", usual)):
        done = shell(runnable, " && ".join((here, up, f"{catalog} show", apply, f"{catalog} local stop")))
        assert done.returncode == 0, done.stdout + done.stderr
        again = shell(runnable, here)
    record = read_record(runnable)
    assert record is not None
    assert record.instead_of == usual != record.port
    for one in (done, again):
        assert f"endpoint http://127.0.0.1:{record.port}\n" in one.stdout
        assert f"has port {record.port} here, in place of {usual}; .catalog/local.json keeps" in one.stderr
    assert "sales" in done.stdout
    assert file.read_bytes() == before
    state = runnable / ".catalog/state/.pulumi/stacks/datasphere-glue-catalog/local.json"
    assert f"127.0.0.1:{record.port}" not in state.read_text()


def test_a_port_that_is_asked_for_is_taken_or_refused(project: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        for said in (wrong(project, CATALOG_LOCAL_PORT=str(taken)), wrong(project, "--port", str(taken))):
            assert f"port {taken} is taken by something else" in said
    assert "a port is a number" in wrong(project, CATALOG_LOCAL_PORT="none")
    assert "--unset starts nothing" in shell(project, f"{CATALOG} --unset --port 4700").stderr


@pytest.mark.e2e
def test_what_the_engine_says_against_the_stack_is_passed_on(project: Path) -> None:
    (project / "Pulumi.yaml").write_text("name: x\nruntime: {name: [\n")
    assert "pulumi stack init local:" in wrong(project)


def test_a_project_that_can_not_be_read_starts_nothing(project: Path) -> None:
    (project / "Pulumi.yaml").write_bytes(b"name: \xff\n")
    said = wrong(project)
    assert "Pulumi.yaml is no UTF-8 text" in said
    assert "started" not in said


def test_unset_where_nothing_is_set_does_nothing(project: Path) -> None:
    done = shell(project, f"{CATALOG} --unset")
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing to undo" in done.stderr


@pytest.mark.parametrize("words", ["", "dev", "local --unset"])
def test_wrong_usage_gives_no_code(project: Path, words: str) -> None:
    done = shell(project, f"{CATALOG} {words}")
    assert (done.returncode, done.stdout) == (2, "")
