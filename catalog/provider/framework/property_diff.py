"""One difference as the engine's detailed diff has it: a property path and what became of the value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ADD: Final = 0  # pulumirpc.PropertyDiff.Kind; each is followed by its ..._REPLACE form
DELETE: Final = 2
UPDATE: Final = 4

_PLAIN = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Delta:
    """`path` in the engine's syntax, `kind` one of ADD, DELETE and UPDATE."""

    path: str
    kind: int
    replaces: bool = False

    @property
    def rpc_kind(self) -> int:
        """The protocol's number of this kind."""
        return self.kind + 1 if self.replaces else self.kind

    @property
    def top(self) -> str:
        """The top-level property that the path lies in."""
        return re.split(r"[.\[]", self.path, maxsplit=1)[0]


def member(path: str, name: str) -> str:
    """The path of member `name` of the object at `path`; quoted where the engine would misread it."""
    if _PLAIN.fullmatch(name):
        return f"{path}.{name}" if path else name
    quoted = name.replace('"', '\\"')
    return f'{path}["{quoted}"]'
