"""Before anything is sent to an endpoint on this machine: that it is not somebody else who listens there.

Takes a botocore client. Any program may listen on a loopback port while the local catalog doesn't; another
user's would get keys and specs. What is known to be the local catalog's port has to prove it: that of a shell
that `catalog env local` made, and the one noted in the project. Other programs of this user (LocalStack, a
tunnel) are none of our business.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.loopback.asking import health, listens
from catalog.loopback.folder import IN_PROJECT, VARIABLE, noted_port, read_token
from catalog.loopback.owners import owners_of_port
from catalog.loopback.port_record import read_record
from catalog.loopback.proof import TOKEN_HEADER

from .endpoints import is_loopback, moved, parse
from .errors import ProviderError

if TYPE_CHECKING:
    from botocore.client import BaseClient

PROJECT_FILE = "Pulumi.yaml"
START = 'eval "$(catalog env local)"'
ROOT = 0  # its ports are the system's: what it wants to know it can read anyway


def guard(client: BaseClient) -> None:
    """Raises ProviderError where the endpoint is on this machine and another than the meant one listens.

    A catalog that can't see whose a connection is, gets its token with each request from here on.
    """
    port = loopback_port(client.meta.endpoint_url)
    if port is None:
        return
    if strangers := owners_of_port(port) - {os.getuid(), ROOT}:
        raise ProviderError(
            f"port {port} of this machine is held by another user ({min(strangers)}); nothing was sent. "
            f"{START} starts yours on a free one"
        )
    folder = _folder(port)
    token = _needed_token(folder, port) if folder else ""
    if token:

        def send(request: Any, **_: Any) -> None:
            request.headers[TOKEN_HEADER] = token

        client.meta.events.register("before-send", send)


def where_they_are(urls: Mapping[str, str]) -> Mapping[str, str]:
    """A stack's endpoints, service to URL, with the port that the project's local catalog really has.

    The file's own port may be taken on this machine; `catalog env local` notes another one then. Nothing but
    the port of a plain http address of this machine is ever replaced. Raises ProviderError where the note
    can't be trusted.
    """
    root = _project() if any(map(is_loopback, urls.values())) else None
    if root is None:
        return urls
    try:
        record = read_record(root)
    except OSError as error:
        raise ProviderError(f"cannot use {error.filename}: {error.strerror}") from error
    return urls if record is None else {service: moved(url, *record) for service, url in urls.items()}


def loopback_port(endpoint: str) -> int | None:
    """The port of an endpoint on this machine; None for any other."""
    try:
        server = parse(endpoint)
        local = server.loopback or ip_address(server.host).is_loopback  # 127.0.0.2 is here, too
    except ValueError:
        return None
    return server.port if local else None


def _folder(port: int) -> Path | None:
    """The folder of the local catalog that this port is meant to be; None where it isn't known to be one."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    root = _project_here()
    try:
        return root / IN_PROJECT if root and noted_port(root / IN_PROJECT) == port else None
    except OSError:
        return None  # no catalog of ours has written that


def _project() -> Path | None:
    """The project that this run is about, else the one whose shell this is."""
    named = os.environ.get(VARIABLE)
    return _project_here() or (Path(named).parents[1] if named else None)


def _project_here() -> Path | None:
    here = Path.cwd()
    return next((root for root in (here, *here.parents) if (root / PROJECT_FILE).is_file()), None)


def _needed_token(folder: Path, port: int) -> str:
    """The token, if the catalog on that port has to be sent it; '' if not, or if nothing listens.

    Raises ProviderError where what listens can't prove that it knows the token.
    """
    if not listens(port):
        return ""  # the call will say so, with what to do
    try:
        token = read_token(folder)
        answer = health(port, token)
    except OSError:  # no token of ours, or it has just ended
        answer = None
    if answer is None:
        raise ProviderError(
            f"what listens on port {port} is not this project's local catalog; nothing was sent there. "
            f"{START} starts it, on a free port where this one is taken"
        )
    return "" if answer.get("knowsOwners") else token
