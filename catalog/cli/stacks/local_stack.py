"""What Pulumi.local.yaml says of the local catalog. Which port that has on this machine: `local_port`."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.aws.endpoints import EndpointError, parse
from catalog.cli.project import UsageError
from catalog.cli.terminal.console import note
from catalog.language.findings import DataError
from catalog.language.stacks.settings import read_stack
from catalog.language.visible import cell

STACK = "local"


@dataclass(frozen=True, slots=True)
class LocalStack:
    """What Pulumi.local.yaml says of the local catalog."""

    endpoint: str
    port: int
    region: str


def stack_settings(root: Path) -> LocalStack:
    """Glue endpoint and region in Pulumi.local.yaml; UsageError for an endpoint that is not loopback."""
    file = f"Pulumi.{STACK}.yaml"
    try:
        config = read_stack(root, STACK).config
    except DataError as error:
        raise UsageError(str(error)) from error
    endpoint = endpoints_of(config.get("aws:endpoints"), STACK).get("glue")
    region = config.get("aws:region")
    if not endpoint or not region:
        missing = " and ".join(
            n for n, v in (("aws:region", region), ("aws:endpoints: glue", endpoint)) if not v
        )
        raise UsageError(f"{file}: config needs {missing}; git has the file as it should be")
    port = _loopback_port(endpoint)
    if port is None:
        raise UsageError(f"{file}: the glue endpoint should be http://127.0.0.1:PORT, not {cell(endpoint)}")
    return LocalStack(endpoint, port, str(region))


def endpoints_of(value: Any, stack: str) -> dict[str, str]:
    """`aws:endpoints`, a list or its JSON text, as service to URL. Raises UsageError for anything else."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError, RecursionError):
            value = json.loads(value)
    if not isinstance(value or [], list) or not all(isinstance(entry, dict) for entry in value or []):
        raise UsageError(f"Pulumi.{stack}.yaml: aws:endpoints is a list of mappings such as {{glue: URL}}")
    return {service: str(url) for entry in value or [] for service, url in entry.items()}


def _loopback_port(endpoint: str) -> int | None:
    """The port of an http:// address of this machine; None for any other, and where no port is written."""
    try:
        server = parse(endpoint)
    except EndpointError:
        return None
    written = server.origin.endswith(f":{server.port}")
    return server.port if server.scheme == "http" and server.loopback and written else None


def say_if_forgotten(root: Path) -> None:
    """After the local catalog has started, which is empty then: that stack `local` still holds objects."""
    for snapshot in (root / ".catalog" / "state" / ".pulumi" / "stacks").glob(f"*/{STACK}.json"):
        if b'"aws:glue/' in snapshot.read_bytes():
            note(
                f"the local catalog starts empty, and stack {STACK} holds objects of before: "
                f"pulumi refresh --stack {STACK}, or catalog apply --refresh, tells the stack so"
            )
