"""What a stack's file may name by itself, and what needs the word of whoever runs it.

A stack's file comes with a pull request; the credentials are those of the machine that runs it. So the file
may send calls to AWS and to this machine, and read what lies in the user's own ~/.aws or in /etc. Another
server or proxy, a file of elsewhere (a profile in it can name a program to run) and TLS that nobody verifies
must be named by the environment too: CATALOG_AWS_TRUST lists, with commas between, the servers
(`https://glue.example.com`), the files and the word `insecure` that a run may use. Pure: looks at no file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from .endpoints import GUARDED, RULE, Endpoint, EndpointError, World, parse
from .errors import ConfigError, TrustError

if TYPE_CHECKING:
    from .settings import Settings

VARIABLE = "CATALOG_AWS_TRUST"
INSECURE = "insecure"
FOLDERS = ("~/.aws", "/etc", "/private/etc")  # the user's own and the system's
# What the environment names anyhow is the user's choice, too.
NAMED_BY = {
    "sharedConfigFiles": "AWS_CONFIG_FILE",
    "sharedCredentialsFiles": "AWS_SHARED_CREDENTIALS_FILE",
    "customCaBundle": "AWS_CA_BUNDLE",
}
_USER = re.compile(r"(https?://)[a-z0-9._~!$&'()*+,;=:%-]+@", re.ASCII | re.IGNORECASE)


def refuse_untrusted(found: Settings, environment: Mapping[str, str]) -> None:
    """Raises ConfigError for the first setting that leads where only the stack's file sends anybody."""
    trusted = frozenset(word.strip() for word in environment.get(VARIABLE, "").split(",") if word.strip())
    _endpoints(found, trusted)
    _proxies(found, trusted)
    for key, files in (
        ("sharedConfigFiles", found.config_files),
        ("sharedCredentialsFiles", found.credentials_files),
        ("customCaBundle", (found.ca_bundle,) if found.ca_bundle else ()),
    ):
        for file in files:
            _file(key, file, trusted, environment)
    if found.insecure:
        _insecure(found, trusted)


def _endpoints(found: Settings, trusted: frozenset[str]) -> None:
    worlds = {}
    for service, url in found.endpoints.items():
        server = _parsed("endpoints", service, url)
        world = server.world(service) if service in GUARDED else _world_of_others(server)
        if world is World.ELSEWHERE:
            why = f"{service} is at {server.origin}, which is neither AWS's own by https nor this machine's"
            _need(server.origin, trusted, "endpoints", why)
        worlds[service] = world
    _one_world({service: worlds[service] for service in GUARDED if service in worlds})


def _one_world(pair: Mapping[str, World]) -> None:
    """Raises ConfigError unless Glue and STS are given together and in one place."""
    if len(pair) == 1:
        (there,) = pair
        (other,) = set(GUARDED) - {there}
        message = f"aws:endpoints has {there} and not {other}: {RULE}, so give both glue and sts, or none"
        raise ConfigError(message, "endpoints")
    if len(set(pair.values())) > 1:
        places = " and ".join(f"{service} {PLACES[world]}" for service, world in pair.items())
        raise ConfigError(f"aws:endpoints has {places}: {RULE}, so give both of one place", "endpoints")


PLACES = {World.LOCAL: "on this machine", World.AWS: "at AWS", World.ELSEWHERE: "elsewhere"}


def _world_of_others(server: Endpoint) -> World:
    """Of a service that this plugin never calls, and whose names at AWS are of many forms."""
    amazon = server.host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws"))
    return World.LOCAL if server.loopback else World.AWS if amazon else World.ELSEWHERE


def _proxies(found: Settings, trusted: frozenset[str]) -> None:
    for scheme, url in found.proxies.items():
        key = f"{scheme}Proxy"
        server = _parsed(key, "the proxy", _USER.sub(r"\1", url, count=1))
        if not server.loopback:
            _need(server.origin, trusted, key, f"the proxy {server.origin} is not on this machine")


def _parsed(key: str, what: str, url: str) -> Endpoint:
    try:
        return parse(url)
    except EndpointError as error:
        raise ConfigError(f"aws:{key}: the URL of {what} can't be used: {error}", key) from None


def _file(key: str, file: str, trusted: frozenset[str], environment: Mapping[str, str]) -> None:
    path = os.path.normpath(os.path.expanduser(file))
    folders = (os.path.expanduser(folder) for folder in FOLDERS)
    named = os.path.expanduser(environment.get(NAMED_BY[key], ""))
    inside = "$" not in file and any(
        path.startswith(f"{folder}/") for folder in folders
    )  # botocore expands $
    if path == named or inside:
        return
    _need(file, trusted, key, "the file lies neither in ~/.aws nor in /etc")


def _insecure(found: Settings, trusted: frozenset[str]) -> None:
    if all(_is_local(found, service) for service in GUARDED):
        return
    if found.allowed_accounts or found.forbidden_accounts:
        raise ConfigError(
            "aws:insecure leaves open who answers, so that no account is sure: remove it (and give "
            "aws:customCaBundle the certificate of the server) or the list of accounts",
            "insecure",
        )
    _need(INSECURE, trusted, "insecure", "nobody would verify who answers")


def _is_local(found: Settings, service: str) -> bool:
    with suppress(KeyError, EndpointError):
        return parse(found.endpoints[service]).loopback
    return False


def _need(word: str, trusted: frozenset[str], key: str, why: str) -> None:
    """Raises ConfigError unless the environment has the word."""
    if word in trusted or any(_same_server(word, other) for other in trusted):
        return
    raise TrustError(
        f"aws:{key}: {why}; a stack's file alone can't choose that. Remove it, or let whoever runs the stack "
        f"set {VARIABLE}={word} in the environment",
        key,
    )


def _same_server(origin: str, word: str) -> bool:
    with suppress(EndpointError):
        return parse(word).origin == origin
    return False
