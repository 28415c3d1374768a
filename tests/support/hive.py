"""Hive's rule for folders of partitions, as its source states it: an oracle that shares nothing with ours.

org.apache.hadoop.hive.common.FileUtils: every char below the space, and those of `clist`, become % and two
hex digits; null and the empty text become the default partition's name.
"""

from __future__ import annotations

CLIST = ['"', "#", "%", "'", "*", "/", ":", "=", "?", "\\", "\u007f", "{", "[", "]", "^"]
DEFAULT = "__HIVE_DEFAULT_PARTITION__"


def escape_path_name(path: str | None) -> str:
    """`FileUtils.escapePathName`."""
    if path is None or len(path) == 0:
        return DEFAULT
    built = ""
    for c in path:
        needs_escaping = ord(c) < ord(" ") or c in CLIST
        built += "%" + format(ord(c), "02X") if needs_escaping else c
    return built


def unescape_path_name(path: str) -> str:
    """`FileUtils.unescapePathName`."""
    built, i = "", 0
    while i < len(path):
        code = -1
        if path[i] == "%" and i + 2 < len(path):
            try:
                code = int(path[i + 1 : i + 3], 16)
            except ValueError:
                code = -1
        built += chr(code) if code >= 0 else path[i]
        i += 3 if code >= 0 else 1
    return built
