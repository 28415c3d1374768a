"""Endpoint URLs: which server a call goes to, read as botocore and urllib3 read them.

What counts as this machine and what as AWS is decided here for all rooms. Only one plain form of URL is
taken: what parsers read in different ways (a backslash, a user name, `127.1`, a host in other spellings) is
refused, so that nothing is taken for loopback that the client then looks for elsewhere. Standard library
alone, and pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address, IPv6Address

LOOPBACK = ("127.0.0.1", "localhost", "::1")
FORM = "https://glue.eu-central-1.amazonaws.com or http://127.0.0.1:4599"
GUARDED = ("glue", "sts")  # always one world
RULE = "who is asked for the account has to be who gets the calls"

# botocore/data/partitions.json: dnsSuffix and dualStackDnsSuffix of each partition
AWS_SUFFIXES = (
    "amazonaws.com", "api.aws", "amazonaws.com.cn", "api.amazonwebservices.com.cn", "amazonaws.eu",
    "api.amazonwebservices.eu", "c2s.ic.gov", "api.aws.ic.gov", "sc2s.sgov.gov", "api.aws.scloud",
    "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", "csp.hci.ic.gov", "api.aws.hci.ic.gov",
)  # fmt: skip
_SUFFIX = "|".join(map(re.escape, AWS_SUFFIXES))
# Customers' own names lie below these suffixes too (buckets, load balancers): the service's own alone counts.
_AWS_HOST = re.compile(
    r"(?:vpce-[a-z0-9-]+\.)?(?P<service>[a-z0-9]+)(?:-fips)?(?:\.[a-z]{2,}(?:-[a-z]+)+-[0-9]+)?(?:\.vpce)?"
    rf"\.(?:{_SUFFIX})"
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_URL = re.compile(
    rf"(?P<scheme>https?)://(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>{_LABEL}(?:\.{_LABEL})*))"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>/[a-z0-9._~!$&'()*+,;=:@%/-]*)?",
    re.ASCII | re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")  # what some parsers take for (a part of) an IPv4 address


class EndpointError(ValueError):
    """A URL that is not of the one form that is taken; the text says why, and quotes nothing of it."""


class World(StrEnum):
    """Where a server is."""

    LOCAL = "this machine"
    AWS = "AWS"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server: scheme and host in lower case, the port also where the URL leaves it out."""

    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """`https://host:port`; without the scheme's own port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _port_of(self.scheme) else f":{self.port}")

    @property
    def loopback(self) -> bool:
        """Whether this machine itself answers."""
        return self.host in LOOPBACK

    def world(self, service: str) -> World:
        """Where it is, as the endpoint of `service` ("glue")."""
        if self.loopback:
            return World.LOCAL
        found = _AWS_HOST.fullmatch(self.host)
        ours = found is not None and found["service"] == service
        return World.AWS if ours and self.scheme == "https" and self.port == 443 else World.ELSEWHERE


def parse(url: str) -> Endpoint:
    """The server that a URL names. Raises EndpointError."""
    found = _URL.fullmatch(url)
    if found is None:
        raise EndpointError(f"{_flaw(url)}; expected a URL such as {FORM}")
    scheme, name = found["scheme"].lower(), (found["name"] or "").lower()
    port = int(found["port"]) if found["port"] else _port_of(scheme)
    if not 0 < port < 65536:
        raise EndpointError(f"its port is no number from 1 to 65535; expected a URL such as {FORM}")
    return Endpoint(scheme, _plain(name) if name else _address(found["v6"]), port)


def is_loopback(url: str | None) -> bool:
    """Whether a URL names this machine, for certain."""
    try:
        return url is not None and parse(url).loopback
    except EndpointError:
        return False


def moved(url: str, port: int, instead_of: int) -> str:
    """The URL with `port`, if it is plain http to `instead_of` on this machine; any other as it is."""
    try:
        server = parse(url)
    except EndpointError:
        return url
    if server.scheme != "http" or not server.loopback or server.port != instead_of:
        return url
    path = url.partition("//")[2].partition("/")
    return replace(server, port=port).origin + path[1] + path[2]


def is_local(endpoints: Mapping[str, str]) -> bool:
    """Whether both Glue and STS are on this machine: service to URL, as a stack has them."""
    return all(is_loopback(endpoints.get(service)) for service in GUARDED)


def _port_of(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _plain(name: str) -> str:
    """The name, if no parser takes it for an address that is written in another way."""
    if not _NUMBER.fullmatch(name.rpartition(".")[2]):
        return name
    try:
        return str(IPv4Address(name))
    except AddressValueError:
        raise EndpointError("its address is not written as four numbers, such as 127.0.0.1") from None


def _address(text: str) -> str:
    try:
        return str(IPv6Address(text))
    except AddressValueError:
        raise EndpointError("its address in brackets is no IPv6 address, such as [::1]") from None


_FLAWS = (
    (re.compile(r"[^\x21-\x7e]"), "it has a blank, a control character or a letter that URLs do not have"),
    (re.compile(r"\\"), "it has a backslash"),
    (re.compile(r"[^/]*//[^/]*@"), "it has a user name or a password"),
    (re.compile(r"[^/]*//[^/]*%"), "its host has a % sign"),
    (re.compile(r"[^/]*//[^/]*\.(?::[0-9]*)?(?:/|$)"), "its host ends in a dot"),
    (re.compile(r"[?#]"), "it has a query or a fragment"),
)


def _flaw(url: str) -> str:
    return next((words for pattern, words in _FLAWS if pattern.search(url)), "it is no plain http(s) URL")
