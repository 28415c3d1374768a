"""How many bytes of each kind of file are read: none of a real project comes near, and no machine is filled.

The limit of exports is the default of `catalog import --max-size`.
"""

from __future__ import annotations

import re

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30

SPEC = 16 * MIB
STACK_FILE = 1 * MIB  # or a project's Pulumi.yaml
PROGRAM = 4 * MIB  # a module of a project's program
RULES = 16 * MIB
CONTEXT = 64 * MIB
PARTITIONS_CSV = 64 * MIB
IMPORT_RECORD = 512 * MIB  # of one database's folder
IMPORT_JOURNAL = 64 * MIB
EXPORT = 256 * MIB

_SIZE = re.compile(r"([0-9]{1,15})([KMG]?)(?:i?B)?", re.IGNORECASE | re.ASCII)
_UNITS = {"": 1, "K": KIB, "M": MIB, "G": GIB}


def size_of(text: str) -> int:
    """Bytes that `512M`, `1G` or `100000` mean; units are powers of 1,024. Raises ValueError."""
    found = _SIZE.fullmatch(text.strip())
    if not found or not int(found[1]):
        raise ValueError(f"{text!r} is no size: write bytes, or a number with K, M or G, such as 512M")
    return int(found[1]) * _UNITS[found[2].upper()]


def in_words(size: int) -> str:
    """A size as people say it: `256 MB`; below a kilobyte in bytes. Units are powers of 1,024."""
    for name, unit in (("GB", GIB), ("MB", MIB), ("KB", KIB)):
        if size >= unit:
            return f"{size / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{size} bytes"
