"""Linux's tables of TCP sockets, /proc/net/tcp and tcp6 (proc(5)), read as text.

Their addresses are four-byte words in the machine's own order, as hexadecimal digits.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .netlink import Address, Socket

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
ESTABLISHED, LISTENING = 1, 10
_MAPPED = bytes(10) + b"\xff\xff"  # ::ffff:127.0.0.1, as programs that speak both kinds of IP have it


class Row(NamedTuple):
    """A line of a table; addresses as it has them: `0100007F:11F7`."""

    local: str
    remote: str
    socket: Socket


def established(local: Address, remote: Address) -> Socket | None:
    """The socket whose own end is `local`; None if there is no established one. Raises OSError."""
    for table, prefix in zip(TABLES, (b"", _MAPPED), strict=True):
        ends = tuple(_end(prefix, address) for address in (local, remote))
        for row in _rows(table):
            if (row.local, row.remote) == ends and row.socket.state == ESTABLISHED:
                return row.socket
    return None


def listening(port: int) -> list[Socket]:
    """The sockets that listen on `port` of any address. Raises OSError without tables."""
    end = f":{port:04X}"
    return [
        row.socket
        for table in TABLES
        for row in _rows(table)
        if row.socket.state == LISTENING and row.local.endswith(end)
    ]


def _rows(table: Path) -> Iterator[Row]:
    try:
        text = table.read_text(encoding="ascii")
    except FileNotFoundError:
        if table == TABLES[0]:
            raise
        return  # a kernel without IPv6
    for line in text.splitlines()[1:]:
        _, local, remote, state, _, _, _, uid, _, inode, *_ = line.split()
        yield Row(local, remote, Socket(int(state, 16), int(uid), int(inode)))


def _end(prefix: bytes, address: Address) -> str:
    whole = prefix + socket.inet_aton(address[0])
    words = struct.unpack(f"={len(whole) // 4}I", whole)
    return "".join(f"{word:08X}" for word in words) + f":{address[1]:04X}"
