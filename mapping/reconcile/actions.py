"""What a reconciliation decides, as values: specs to write, move or remove, and what the record then says.

Nothing is undone here: an object that fails contributes no actions. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from catalog.language.findings import DataError, Finding, errors
from mapping.rules.failure_policy import skipped
from mapping.specs.serialized import SerializedSpec
from mapping.store.import_record import Key
from mapping.store.spec_files import SpecPath
from mapping.store.writer import Text


@dataclass(frozen=True, slots=True)
class WriteSpec:
    """A spec file gets this text; `before` is the text that it had, if it was there."""

    path: SpecPath
    text: Text
    is_new: bool
    before: Text = ""


@dataclass(frozen=True, slots=True)
class MoveSpec:
    """A spec leaves `source`, whose text is `text`; a `WriteSpec` says what it is at `target`."""

    source: SpecPath
    target: SpecPath
    text: str


@dataclass(frozen=True, slots=True)
class RemoveSpec:
    """A spec file, whose text is `text`, is removed."""

    path: SpecPath
    text: str


@dataclass(frozen=True, slots=True)
class WriteRecord:
    """The import record of `folder` says that this is what import last wrote for an object."""

    key: Key
    folder: str
    spec: SerializedSpec


@dataclass(frozen=True, slots=True)
class DropRecord:
    """The import record says nothing of an object any more."""

    key: Key


Action = WriteSpec | MoveSpec | RemoveSpec | WriteRecord | DropRecord


@dataclass(slots=True)
class Decision:
    """What is decided about one object: what to do, what to report, whether its spec is as it should be."""

    actions: list[Action] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)  # for the report
    unchanged: bool = False

    def failed(self, error: DataError) -> Decision:
        """The same without anything to do, with the error's findings."""
        return Decision(findings=[*self.findings, *error.findings], events=self.events)

    def without_failures(self, name: str) -> Decision:
        """The same if it has no errors; else nothing to do, and the errors as warnings (MAP044).

        For errors that show only beside the specs in the folder: a conflict, a spec that can't be read or
        that is another object's. Those that show in the exports alone are up to `rules.failure_policy`.
        """
        failures = errors(self.findings)
        if not failures:
            return self
        return Decision(findings=[skipped(failure, name) for failure in failures], events=self.events)
