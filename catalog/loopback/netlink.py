"""One TCP socket asked for by its four numbers, of the kernel itself: Linux's sock_diag(7).

An answer takes microseconds however many connections there are; /proc/net/tcp takes milliseconds.
"""

from __future__ import annotations

import errno
import os
import socket
import struct
import sys
from typing import NamedTuple

Address = tuple[str, int]  # an IPv4 address and a port

_SOCK_DIAG, _BY_FAMILY, _REQUEST, _ERROR = 4, 20, 1, 2  # NETLINK_SOCK_DIAG, nlmsg types and flags
_HEADER = struct.Struct("=IHHII")  # struct nlmsghdr: length, type, flags, sequence, port ID
_ALL_STATES, _NO_COOKIE = 0xFFFFFFFF, b"\xff" * 8
_ANSWER = struct.Struct("=BB2x48x8x4xII")  # struct inet_diag_msg: family, state, ..., uid, inode
_WAIT = 1.0  # seconds; the kernel answers at once or not at all


class Socket(NamedTuple):
    """A TCP socket: its state (1: established, 10: listening), its user's ID, its inode (0: nobody's)."""

    state: int
    uid: int
    inode: int


def tcp_socket(local: Address, remote: Address) -> Socket | None:
    """The socket whose own end is `local`; None if there is none. Raises OSError if it can't be told."""
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, "no sock_diag on this system")
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, _SOCK_DIAG) as kernel:
        kernel.settimeout(_WAIT)
        kernel.sendto(_request(local, remote), (0, 0))
        answer, sender = kernel.recvfrom(8192)
    if sender[0] != 0:
        raise OSError(errno.EPROTO, "an answer that is not the kernel's")
    return _read(answer)


def _request(local: Address, remote: Address) -> bytes:
    ports = struct.pack("!HH", local[1], remote[1])
    ends = b"".join(socket.inet_aton(host) + bytes(12) for host, _ in (local, remote))
    wanted = ports + ends + struct.pack("=I", 0) + _NO_COOKIE
    body = struct.pack("=BBxxI", socket.AF_INET, socket.IPPROTO_TCP, _ALL_STATES) + wanted
    return _HEADER.pack(_HEADER.size + len(body), _BY_FAMILY, _REQUEST, 1, 0) + body


def _read(answer: bytes) -> Socket | None:
    kind = _HEADER.unpack_from(answer)[1]
    if kind == _ERROR:
        number = -struct.unpack_from("=i", answer, _HEADER.size)[0]
        if number == errno.ENOENT:
            return None
        raise OSError(number, os.strerror(number))
    if kind != _BY_FAMILY or len(answer) < _HEADER.size + _ANSWER.size:
        raise OSError(errno.EPROTO, "an answer of another form")
    _, state, uid, inode = _ANSWER.unpack_from(answer, _HEADER.size)
    return Socket(state, uid, inode)
