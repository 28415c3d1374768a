"""What changed while somebody read a review: specs, stack files, states.

The engine plans anew when it applies, so what is applied is what was shown only as long as neither what the
stacks declare nor what they hold is another. What others write into Glue meanwhile is the plugin's business:
it merges with that, or refuses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.language.findings import DataError, listed
from catalog.language.stacks.settings import read_stack
from catalog.language.stacks.shards import Shard, touched

from .shards import shard_of

SHOWN = 5  # names
Resources = Sequence[Mapping[str, Any]] | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A stack as it was when its preview began: what it declares, its file's keys, a digest of its state."""

    shard: Shard
    keys: Mapping[str, Any]
    state: str

    @staticmethod
    def of(root: Path, shard: Shard, resources: Resources) -> Reviewed:
        """A stack with what its state holds (None: the backend has no such stack)."""
        return Reviewed(shard, read_stack(root, shard.settings.stack).config, digest(resources))

    @property
    def stack(self) -> str:
        """The stack's name."""
        return self.shard.settings.stack


def digest(resources: Resources) -> str:
    """A short text that stands for a state; not for how secrets are encrypted, which is another text each
    time a state is written.
    """
    counted = None if resources is None else [*map(_without_ciphers, resources)]
    return hashlib.sha256(json.dumps(counted, sort_keys=True).encode()).hexdigest()


def _without_ciphers(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _without_ciphers(v) for k, v in value.items() if k != "ciphertext"}
    return [*map(_without_ciphers, value)] if isinstance(value, list) else value


def changed_meanwhile(
    root: Path, reviewed: Iterable[Reviewed], now: Mapping[str, Resources]
) -> Iterator[str]:
    """What is another than it was: `sales.orders`, `Pulumi.dev.yaml`, `the state of stack dev`."""
    for one in reviewed:
        yield from _declared_otherwise(root, one)
        if digest(now[one.stack]) != one.state:
            yield f"the state of stack {one.stack}"


def _declared_otherwise(root: Path, one: Reviewed) -> Iterator[str]:
    try:
        shard, keys = shard_of(root, one.stack), read_stack(root, one.stack).config
    except DataError:
        yield f"the specs of stack {one.stack}, which have errors now"
        return
    yield from sorted(touched(one.shard.catalog, shard.catalog))
    if keys != one.keys or shard.settings != one.shard.settings:
        yield f"Pulumi.{one.stack}.yaml"


def refusal(found: Sequence[str]) -> str:
    """The message where anything is another."""
    return (
        f"changed while this waited: {listed(found, SHOWN)}. Nothing was applied, as this is not what was "
        "shown; run it again"
    )
