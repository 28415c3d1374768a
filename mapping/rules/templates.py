"""Templates of database and table names, and of locations: `{space}_{layer}_{environment}`.

Each piece is folded to Glue's letters; a piece that no rule gives is left out with the `_` before it (or
after it, at the start). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mapping.names import ASCII, fold

BY_SPACE, BY_OBJECT = "{space}", "{object}"  # the default templates


ENVIRONMENT = "environment"


NEEDED = ("layer", "domain")  # pieces that a name can't do without: a table would land in the wrong place


_PIECE = re.compile(r"(?<!\$)\{(\w+)\}")


def pieces_in(template: str) -> list[str]:
    """The names of a template's pieces; `${variables}` of the stack are none."""
    return _PIECE.findall(template)


def missing(template: str, pieces: Mapping[str, str]) -> list[str]:
    """The pieces that a name needs and nothing gives."""
    return [name for name in pieces_in(template) if name in NEEDED and not pieces.get(name)]


def fill(template: str, pieces: Mapping[str, str], environment: str = "", letters: str = ASCII) -> str:
    """A template with its pieces; an empty one goes with the underscore beside it."""
    parts = _PIECE.split(template)  # text, piece, text, piece, ..., text
    found = parts[0]
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        value = (
            environment if name == ENVIRONMENT else fold(pieces[name], letters) if pieces.get(name) else ""
        )
        if value:
            found += value + text
        elif found.endswith("_"):
            found = found[:-1] + text
        else:
            found += text.removeprefix("_") if not found else text
    return found


def unfolded(template: str, pieces: Mapping[str, str]) -> str:
    """A template with its pieces as they are; one that nothing gives is empty."""
    return _PIECE.sub(lambda piece: pieces.get(piece[1], ""), template)
