"""Which user's socket is at the other end: of a connection that came in, and of one that is about to go out.

Where the system doesn't tell (macOS, some containers), the answer is None and the token has to do.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path

from . import netlink, tables

NOBODY = 65534  # what Linux shows for a user that this user namespace doesn't know
_ALL_USERS = ["0", "0", "4294967295"]
_TCP_INFO_STATE = 1  # the length of struct tcp_info's first field


def owner_of_peer(connection: socket.socket) -> int | None:
    """The ID of the user whose process holds the other end of an accepted connection; None if unknown.

    The socket of a client that has gone already tells nothing: Linux shows such ones as root's. That ours
    still stands after the look means that the one looked at was its other end and no successor of it.
    """
    if sys.platform != "linux" or not knows_users():
        return None
    try:
        peer, own = connection.getpeername(), connection.getsockname()
        found = _socket(peer, own)
        state = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_STATE)[0]
    except OSError:
        return None
    if found is None or found.state != tables.ESTABLISHED or not found.inode:
        return None
    return found.uid if state == tables.ESTABLISHED else None


def owners_of_port(port: int) -> set[int]:
    """The IDs of the users who listen on a port of this machine; none where the system doesn't tell."""
    if sys.platform != "linux" or not knows_users():
        return set()
    with contextlib.suppress(OSError):
        return {found.uid for found in tables.listening(port)}
    return set()


def knows_users() -> bool:
    """Whether user IDs tell users apart: `nobody` in a user namespace stands for all unknown ones."""
    if sys.platform != "linux" or os.getuid() != NOBODY:
        return sys.platform == "linux"
    try:
        return Path("/proc/self/uid_map").read_text(encoding="ascii").split() == _ALL_USERS
    except OSError:
        return False


def _socket(local: netlink.Address, remote: netlink.Address) -> netlink.Socket | None:
    try:
        return netlink.tcp_socket(local, remote)
    except OSError:
        return tables.established(local, remote)
