"""How much the tests do: little by default, as much as the environment says in a soak (bench/soak.py)."""

from __future__ import annotations

import os

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "2"))  # of random kills and of races
TABLES = int(os.environ.get("SOAK_TABLES", "300"))  # of the largest stack
FACTOR = int(os.environ.get("SOAK_FACTOR", "1"))  # examples of a property test, times its usual number
SEED = int(os.environ.get("SOAK_SEED", "0"))  # of the random moments; a soak prints the one it took


def example_count(usual: int) -> int:
    """Examples of a property test."""
    return usual * FACTOR
