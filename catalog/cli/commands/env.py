"""``catalog env local`` and ``catalog env --unset``: a shell in which plain Pulumi commands work locally.

Takes the project's folder and the shell's environment; gives shell code on stdout and all talk on stderr.
Starts the local catalog and makes the stack `local` where they are missing. Never prints code when something
is wrong: an `eval` of nothing changes nothing.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from catalog.aws.endpoints import LOOPBACK, moved
from catalog.cli.former_layout import refuse_former_layout
from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.project import PROJECT_FILE, UsageError, project_root
from catalog.cli.stacks.local_port import port_number, started, wish
from catalog.cli.stacks.local_stack import STACK, LocalStack, say_if_forgotten, stack_settings
from catalog.cli.terminal import shell_code
from catalog.cli.terminal.output import below
from catalog.cli.terminal.shells import refuse_other_shells
from catalog.engine.paths import program_folders, pulumi_home
from catalog.engine.tuning import ENGINE
from catalog.files import limits
from catalog.files.paths import read_file
from catalog.files.private import private_folder
from catalog.loopback.folder import IN_PROJECT, VARIABLE

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
# What could lead to a real account: none of it is seen in that shell.
UNSET = (
    "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_STACK",
)  # fmt: skip


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the command."""
    parser = command(
        subparsers,
        "env",
        "Print code for your shell in which plain Pulumi commands work on the local catalog, which is"
        " started where it does not run. Nothing in that shell can reach a real account.",
        (
            ('eval "$(catalog env local)"', "this shell works on the local catalog"),
            ('eval "$(catalog env --unset)"', "as it was before"),
        ),
        statuses=(0,),
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("environment", nargs="?", choices=[STACK], help="the local catalog")
    what.add_argument("--unset", action="store_true", help="undo it")
    parser.add_argument(
        "--port", metavar="N", type=port_number,
        help="start the local catalog there, and keep that port (default: CATALOG_LOCAL_PORT, else the last "
        f"one, else that of Pulumi.{STACK}.yaml, else a free one)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the code for one shell; raises UsageError when the environment can't be made."""
    if args.unset and args.port is not None:
        args.parser.error("--port is for env local: --unset starts nothing")
    code = _unset() if args.unset else _local(args.port)
    if sys.stdout.isatty():
        word = "--unset" if args.unset else STACK
        _report(f'this is code for your shell: run eval "$({sys.argv[0]} env {word})"')
    below(sys.stdout).write(code)  # code, not text: a folder's name must stay what it is
    return 0


def _report(text: str) -> None:
    print(f"catalog env: {text}", file=sys.stderr)


def _unset() -> str:
    code = shell_code.unsetting(_names(), os.environ)
    if not code:
        _report("not in force in this shell, nothing to undo")
    return code


def _local(port: int | None) -> str:
    root = project_root()
    refuse_other_shells(os.getppid())
    refuse_former_layout(root)
    project, stack, folders = project_name(root), stack_settings(root), program_folders(root)
    state = _private(root, "state")
    try:
        home = pulumi_home(root, os.environ)
    except OSError as error:
        raise UsageError(f"cannot use {error.filename}: {error.strerror}") from error
    running = started(root, stack.port, wish(port, os.environ))
    if running.changed:
        _report(f"local catalog started at {running.url}")
    stack = replace(stack, endpoint=moved(stack.endpoint, running.port, stack.port), port=running.port)
    values = variables(home, state, stack, os.environ, root / IN_PROJECT, running.token)
    snapshot = state / ".pulumi" / "stacks" / project / f"{STACK}.json"
    if not snapshot.is_file():
        make_stack(root, snapshot, _applied(values, folders))
    elif running.changed:
        say_if_forgotten(root)
    return shell_code.setting(values, folders, os.environ)


def _applied(values: Mapping[str, str | None], folders: Sequence[str]) -> dict[str, str]:
    path = shell_code.joined(os.pathsep.join(folders), shell_code.path_without(os.environ))
    after = {**os.environ, **values, "PATH": path}
    return {name: value for name, value in after.items() if value is not None}


def variables(
    home: Path, state: Path, stack: LocalStack, env: Mapping[str, str], catalog: Path, token: str = ""
) -> dict[str, str | None]:
    """What the shell gets; None stands for unset. The names are always the same.

    `catalog` is the local catalog's folder. `token` is given where it can't see whose a connection is: as a
    session token every AWS client sends it.
    """
    values: dict[str, str | None] = {
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": state.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "",  # the stack holds no secrets
        **ENGINE,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": stack.region,
        "AWS_DEFAULT_REGION": stack.region,
        "AWS_ENDPOINT_URL_GLUE": stack.endpoint,  # for the AWS CLI and boto3 in that shell
        "AWS_ENDPOINT_URL_STS": stack.endpoint,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    values |= dict.fromkeys(UNSET)
    values |= {VARIABLE: str(catalog), "AWS_SESSION_TOKEN": token or None}
    return values | {name: _no_proxy(env, name) for name in ("no_proxy", "NO_PROXY")}


def _names() -> list[str]:
    return list(variables(Path("/"), Path("/"), LocalStack("", 0, ""), {}, Path("/")))


def _no_proxy(env: Mapping[str, str], name: str) -> str | None:
    """The hosts no proxy is asked for: with loopback, if this shell has a proxy at all."""
    hosts = env.get(name)
    if not any(env.get(proxy) for proxy in PROXIES) or (hosts or "").strip() == "*":
        return hosts
    kept = [host.strip() for host in (hosts or "").split(",") if host.strip()]
    return ",".join(dict.fromkeys([*kept, *LOOPBACK]))


def project_name(root: Path) -> str:
    """The project's name in Pulumi.yaml; raises UsageError where it can't be read."""
    try:
        text = read_file(root / PROJECT_FILE, limits.STACK_FILE).decode("utf-8")
    except OSError as error:
        raise UsageError(f"{PROJECT_FILE} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{PROJECT_FILE} is no UTF-8 text: {error.reason}") from error
    match = re.search(r"(?m)^name:[ \t]*[\"']?([\w.-]+)", text)
    if match is None:
        raise UsageError(f"{PROJECT_FILE} has no name")
    return match.group(1)


def _private(root: Path, name: str) -> Path:
    """The folder of that name in `.catalog`, both for this user alone. Raises UsageError for a link."""
    try:
        return private_folder(root / IN_PROJECT.parent / name, and_above=True)
    except OSError as error:
        raise UsageError(f"cannot use {error.filename}: {error.strerror}") from error


def make_stack(root: Path, snapshot: Path, env: Mapping[str, str]) -> None:
    """Make the stack `local` in the project's own state folder; raises UsageError with the engine's words."""
    command = ["pulumi", "stack", "init", STACK, "--non-interactive", "--color=never"]
    program = shutil.which(command[0], path=env["PATH"]) or command[0]
    done = subprocess.run(
        [program, *command[1:]], cwd=root, env=dict(env), stdin=subprocess.DEVNULL, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0 and not snapshot.is_file():  # another shell may have been quicker
        text = (done.stderr or done.stdout).strip() or f"status {done.returncode}"
        raise UsageError(f"pulumi stack init {STACK}: {text}")
    _report(f"stack {STACK} made in {snapshot.parent.relative_to(root)}")
