"""One stack's run as the engine's events report it: how far it is, what changes, what went wrong.

Only Glue objects are counted, each once, by what was done to it in the end; stack and plugin are not.
Nothing of a resource but its name, kind and our provider's own lines is kept, and of what is removed how many
partitions it has and whether it stays in Glue: no other property, no secret.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from catalog.language.changes.forms import UNPROTECT
from catalog.language.glue.kinds import CATALOG_DATABASE, CATALOG_TABLE, KINDS

if TYPE_CHECKING:
    from pulumi.automation import EngineEvent

OPERATIONS = ("create", "update", "replace", "delete", "same")
OPERATION_OF = {  # the engine's steps; several of one replacement
    **{kind: kind for kind in OPERATIONS},
    **dict.fromkeys(("create-replacement", "delete-replaced", "read-replacement"), "replace"),
    "import": "create",
}
OUR_TYPES = "aws:"
NOISE = re.compile(r"^(update|preview) failed$|^an unhandled error occurred: Program exited")
COLOUR = re.compile(r"<\{%[^%\n]{1,40}%\}>|\x1b\[[0-9;]*m")
STARTS, READING, REFRESHING = "starts", "reads specs", "looks into Glue"


@dataclass(frozen=True, slots=True)
class ObjectChange:
    """What was done to one object, or would be; `lines` are our provider's.

    `kind` is the name of its GlueKind, `operation` one of OPERATIONS. Of one that is removed, `partitions` is
    how many the stack's state has of it; `stays` if only the stack forgets it and Glue keeps it.
    """

    kind: str
    name: str
    operation: str
    lines: tuple[str, ...] = ()
    partitions: int = 0
    stays: bool = False


@dataclass(frozen=True, slots=True)
class _Removed:
    partitions: int
    stays: bool


class RunLog:
    """Takes the events of one run; may be read by another thread meanwhile."""

    def __init__(
        self, stack: str, total: int, preview: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.stack: str = stack
        self.total, self.phase = total, STARTS
        self.is_preview = preview
        self._applying = "previews" if preview else "applies"
        self._clock, self._started, self._stopped = clock, clock(), 0.0
        self._lock = Lock()
        self._operations: dict[str, str] = {}
        self._refreshed: set[str] = set()
        self._removed: dict[str, _Removed] = {}
        self._provider_lines: dict[str, dict[str, None]] = {}  # each once, in their order
        self._errors: dict[str, None] = {}
        self._warnings: dict[str, None] = {}
        self._unprotected: dict[str, None] = {}

    @property
    def seconds(self) -> float:
        """Since it began, or from start to end."""
        return (self._stopped or self._clock()) - self._started

    @property
    def stopped_by_protection(self) -> bool:
        """Whether an error is about a resource that the gate lets go, and that is protected."""
        with self._lock:
            quoted = [f'"{urn}"' for urn in self._unprotected]
            return any(urn in error for error in self._errors for urn in quoted)

    @property
    def has_begun(self) -> bool:
        """Whether the engine has sent anything."""
        return self.phase != STARTS

    def anew(self) -> RunLog:
        """An empty log for another run of the same; its clock goes on."""
        log = RunLog(self.stack, self.total, self.is_preview, self._clock)
        log._started = self._started
        return log

    def start(self) -> None:
        """Starts the clock anew."""
        self._started = self._clock()

    def stop(self) -> None:
        """Stops the clock."""
        self._stopped = self._clock()

    def record(self, event: EngineEvent) -> None:
        """Takes one more event into account."""
        with self._lock:
            if event.prelude_event:
                self.phase = READING
            elif event.res_outputs_event:
                self._resource(event.res_outputs_event.metadata)
            elif event.diagnostic_event:
                self._diagnostic(event.diagnostic_event)

    def _resource(self, metadata: Any) -> None:
        if not metadata.type.startswith(OUR_TYPES):
            return
        step = str(metadata.op.value)
        if step == "refresh":
            self.phase = REFRESHING
            self._refreshed.add(metadata.urn)
        elif step in OPERATION_OF:
            self.phase = self._applying
            self._operations[metadata.urn] = OPERATION_OF[step]
            if metadata.old is not None and step.startswith("delete"):
                self._removed[metadata.urn] = _removed(metadata.old.inputs, metadata.old.outputs)

    def _diagnostic(self, diagnostic: Any) -> None:
        text = COLOUR.sub("", diagnostic.message).strip()
        if diagnostic.ephemeral or not text or NOISE.match(text):
            return
        ours = bool(diagnostic.urn) and f"::{OUR_TYPES}" in diagnostic.urn
        if diagnostic.severity == "error":
            self._errors[f"{_object_name(diagnostic.urn)}: {text}" if ours else text] = None
        elif diagnostic.severity == "warning":
            self._warnings[f"{_object_name(diagnostic.urn)}: {text}" if ours else text] = None
        elif diagnostic.severity == "info" and (found := UNPROTECT.pattern.fullmatch(text)):
            self._unprotected[found[1]] = None
        elif diagnostic.severity == "info" and ours:
            self._provider_lines.setdefault(diagnostic.urn, {})[text] = None

    @property
    def errors(self) -> list[str]:
        """What the engine reports as errors, each once."""
        with self._lock:
            return [*self._errors]

    @property
    def warnings(self) -> list[str]:
        """What the engine warns of, each once."""
        with self._lock:
            return [*self._warnings]

    @property
    def unprotected(self) -> list[str]:
        """The URNs that the gate lets go, and that the stack's state protects."""
        with self._lock:
            return [*self._unprotected]

    @property
    def done(self) -> int:
        """Objects gone through in this phase."""
        return len(self._refreshed) if self.phase == REFRESHING else len(self._operations)

    def counts(self) -> Counter[str]:
        """Objects by what was done to them, or would be."""
        with self._lock:
            return Counter(self._operations.values())

    def summary(self) -> str:
        """`2 create, 31 same`; `no object` where it came to none."""
        counts = self.counts()
        return ", ".join(f"{counts[kind]:,} {kind}" for kind in OPERATIONS if counts[kind]) or "no object"

    def changes(self) -> list[ObjectChange]:
        """What became of each object that is not the same, in the order of their names."""
        with self._lock:
            operations, removed = dict(self._operations), dict(self._removed)
            lines_of = {urn: [*lines] for urn, lines in self._provider_lines.items()}
        return [
            _change(urn, operation, lines_of.get(urn, ()), removed.get(urn, _Removed(0, False)))
            for urn, operation in sorted(operations.items(), key=lambda item: _order(item[0]))
            if operation != "same"
        ]


def _change(urn: str, operation: str, messages: Iterable[str], removed: _Removed) -> ObjectChange:
    kind, name = _kind_and_name(urn)
    lines = tuple(line for message in messages for line in message.splitlines())
    return ObjectChange(kind, name, operation, lines, removed.partitions, removed.stays)


def _removed(inputs: Mapping[str, Any] | None, outputs: Mapping[str, Any] | None) -> _Removed:
    """Of the context of others' objects only the context goes: `manage: context`."""
    count = (outputs or {}).get("count")
    partitions = int(count) if isinstance(count, int | float) else 0
    return _Removed(partitions, (inputs or {}).get("manage") == "context")


def _kind_and_name(urn: str) -> tuple[str, str]:
    kind, _, name = urn.rpartition("::")
    return kind.rpartition(":")[2], name


def _object_name(urn: str) -> str:
    kind, name = _kind_and_name(urn)
    return f"{label_of(kind)} {name}"


def label_of(kind: str) -> str:
    """The word before an object's name: `table`; the kind's own name where it is none of ours."""
    return KINDS[kind].label if kind in KINDS else kind


def _order(urn: str) -> tuple[str, bool, str]:
    name = urn.rpartition("::")[2]
    return name, not any(kind.name in urn for kind in (CATALOG_TABLE, CATALOG_DATABASE)), urn
