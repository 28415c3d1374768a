"""What the engine tells of one stack, event by event: how far it is, what changes, what went wrong.

Only Glue objects are counted, each once, by what was done to it in the end; stack and plugin are not.
Nothing of a resource but its name, kind and our provider's own lines is kept: no property, no secret.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pulumi.automation import EngineEvent

KINDS = ("create", "update", "replace", "delete", "same")
SIGNS = {"create": "+", "update": "~", "replace": "+-", "delete": "-"}
KIND_OF = {  # the engine's steps; several of one replacement
    **{kind: kind for kind in KINDS},
    **dict.fromkeys(("create-replacement", "delete-replaced", "read-replacement"), "replace"),
    "import": "create",
}
WORDS = {
    "CatalogDatabase": "database",
    "CatalogTable": "table",
    "PartitionSet": "partitions",
    "Partition": "partition",
    "PartitionIndex": "index",
}
OURS = "aws:"
NOISE = re.compile(r"^(update|preview) failed$|^an unhandled error occurred: Program exited")
COLOUR = re.compile(r"<\{%.*?%\}>|\x1b\[[0-9;]*m")
READS, REFRESHES = "reads specs", "looks into Glue"


class Story:
    """Takes the events of one run; may be read by another thread meanwhile."""

    def __init__(
        self, stack: str, total: int, preview: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.stack: str = stack
        self.known, self.phase = total, "starts"
        self._work = "previews" if preview else "applies"
        self._clock, self._begun, self._ended = clock, clock(), 0.0
        self._lock = Lock()
        self._kinds: dict[str, str] = {}
        self._looked: set[str] = set()
        self._notes: dict[str, list[str]] = {}
        self.errors: list[str] = []
        self.warnings: list[str] = []

    @property
    def seconds(self) -> float:
        """Since it began, or from begin to end."""
        return (self._ended or self._clock()) - self._begun

    def begin(self) -> None:
        """Starts its clock anew."""
        self._begun = self._clock()

    def end(self) -> None:
        """Stops its clock."""
        self._ended = self._clock()

    def take(self, event: EngineEvent) -> None:
        """One event more."""
        with self._lock:
            if event.prelude_event:
                self.phase = READS
            elif event.res_outputs_event:
                self._resource(event.res_outputs_event.metadata)
            elif event.diagnostic_event:
                self._said(event.diagnostic_event)

    def _resource(self, metadata: Any) -> None:
        if not metadata.type.startswith(OURS):
            return
        step = str(metadata.op.value)
        if step == "refresh":
            self.phase = REFRESHES
            self._looked.add(metadata.urn)
        elif step in KIND_OF:
            self.phase = self._work
            self._kinds[metadata.urn] = KIND_OF[step]

    def _said(self, said: Any) -> None:
        text = COLOUR.sub("", said.message).strip()
        if said.ephemeral or not text or NOISE.match(text):
            return
        named = bool(said.urn) and f"::{OURS}" in said.urn
        if said.severity == "error":
            self._once(self.errors, f"{_named(said.urn)}: {text}" if named else text)
        elif said.severity == "warning":
            self._once(self.warnings, f"{_named(said.urn)}: {text}" if named else text)
        elif said.severity == "info" and named:
            self._once(self._notes.setdefault(said.urn, []), text)

    @staticmethod
    def _once(lines: list[str], text: str) -> None:
        if text not in lines:
            lines.append(text)

    @property
    def done(self) -> int:
        """Objects gone through in this phase."""
        return len(self._looked) if self.phase == REFRESHES else len(self._kinds)

    def counts(self) -> Counter[str]:
        """Objects by what was done to them, or would be."""
        with self._lock:
            return Counter(self._kinds.values())

    def told(self) -> str:
        """`2 create, 31 same`; `no object` where it came to none."""
        counts = self.counts()
        return ", ".join(f"{counts[kind]:,} {kind}" for kind in KINDS if counts[kind]) or "no object"

    def changes(self) -> Iterator[str]:
        """`~ table sales.orders` for each object that is not the same, our provider's lines below it."""
        with self._lock:
            kinds, notes = dict(self._kinds), {urn: [*lines] for urn, lines in self._notes.items()}
        for urn, kind in sorted(kinds.items(), key=lambda item: _order(item[0])):
            if kind != "same":
                yield f"{SIGNS[kind]:<2}{_named(urn)}"
                for text in notes.get(urn, ()):
                    yield from (f"    {line}" for line in text.splitlines())


def _named(urn: str) -> str:
    kind, _, name = urn.rpartition("::")
    word = kind.rpartition(":")[2]
    return f"{WORDS.get(word, word)} {name}"


def _order(urn: str) -> tuple[str, bool, str]:
    name = urn.rpartition("::")[2]
    return name, "CatalogTable" not in urn and "CatalogDatabase" not in urn, urn
