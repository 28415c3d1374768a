"""Names for databases and tables that the program does not name: the logical name and random letters.

The random part comes from the engine's seed and is kept once given. The project's own autonaming setting
wins. pulumi-aws does the same; objects named so can't be found again after lost state.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, Final

PROPOSE: Final = 0  # pulumirpc.CheckRequest.AutonamingOptions.Mode
DISABLE: Final = 2
LETTERS = 8


@dataclass(frozen=True, slots=True)
class Naming:
    """What the engine says about naming one resource."""

    logical: str
    seed: bytes = b""
    proposed: str = ""
    mode: int = PROPOSE


def named(
    old_inputs: Mapping[str, Any], new_inputs: dict[str, Any], naming: Naming
) -> tuple[dict[str, Any], list[str]]:
    """`new_inputs` with a name, and the problem if it must have one of its own."""
    if new_inputs.get("name"):
        return new_inputs, []
    if naming.mode == DISABLE:
        return new_inputs, ["name: is required, since this project turned automatic names off"]
    defaults = [d for d in new_inputs.get("__defaults") or () if d != "name"]
    return {**new_inputs, "name": _kept(old_inputs) or _fresh(naming), "__defaults": [*defaults, "name"]}, []


def _kept(old_inputs: Mapping[str, Any]) -> str:
    return str(old_inputs.get("name") or "") if "name" in (old_inputs.get("__defaults") or ()) else ""


def _fresh(naming: Naming) -> str:
    if naming.proposed:
        return naming.proposed.lower() if naming.mode == PROPOSE else naming.proposed
    chosen = random.Random(naming.seed) if naming.seed else random.SystemRandom()
    return f"{naming.logical}_{''.join(chosen.choices(ascii_lowercase, k=LETTERS))}".lower()
