"""The gate of a run: before the first registration, all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi

from catalog.language.changes.forms import UNPROTECT
from catalog.language.findings import Finding
from catalog.language.gate.base import Base
from catalog.language.gate.declared import Declared
from catalog.language.gate.history import begun, following
from catalog.language.gate.live import Asked, Live, asked
from catalog.language.gate.record import OUTPUT, Record, decoded, encoded
from catalog.language.gate.review import Review, Stack, review
from catalog.language.gate.wording import heading
from catalog.language.glue.kinds import LIVE_OBJECTS
from catalog.language.stacks.plugin import serves_ours
from catalog.language.stacks.settings import Settings, key_place
from catalog.language.visible import visible_lines

from .state import NotAnswered, invoked, plain, put_outputs, read_state, secret

SHOWN = 200  # lines of one severity
FIRST = (
    "this stack has no record of an earlier run yet: changes are judged by its state and today's settings, "
    "but partitions that go are not, as the state does not say which were declared. From this run on stack "
    "output catalogBase holds it"
)
NOT_LIVE = (
    "the official aws plugin serves this project: whether what would be made exists already in Glue is not "
    "looked up"
)


class Refused(Exception):
    """Why nothing is registered: lines for people."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What the gate found, over which record; `outputs` are the stack's, as the engine has them."""

    review: Review
    record: Record | None
    outputs: Mapping[str, Any]


async def pass_gate(project: Path, declared: Declared, settings: Settings) -> Applied:
    """Judges what the run would change, and tells warnings. Raises Refused."""
    stack = Stack(
        settings.stack,
        f"{pulumi.get_project()}/{settings.stack}",
        key_place(project, settings.stack, "catalog:select"),
        settings.run_date.deadline if settings.run_date else None,
    )
    try:
        state = await read_state()
        record = decoded(state.record) if state.record else None
        base = Base.of(state.held, record)
        if record is None and not base.is_empty:
            pulumi.log.info(FIRST)
        live = await _live(project, asked(declared, base))
    except NotAnswered as error:
        raise Refused(
            f"the gate can't see what was last applied, so nothing was registered: {error}"
        ) from None
    found = review(declared, base, state.held, stack, live)
    _tell(found)
    return Applied(found, record, state.outputs)


async def note_begin(declared: Declared, applied: Applied) -> None:
    """Records, before anything is registered, that objects may be as they were or as they are declared: a run
    that fails never exports what it made.
    """
    if applied.record is None or pulumi.runtime.is_dry_run():
        return
    if (record := begun(declared.record(), applied.record)) is not None:
        await put_outputs({**applied.outputs, OUTPUT: secret(encoded(record))})


def export_record(declared: Declared, applied: Applied) -> None:
    """What the next run's gate has to know. A secret, as a preview would show how each character of it
    changes.
    """
    record = following(declared.record(), applied.record)
    pulumi.export(OUTPUT, pulumi.Output.secret(encoded(record)))


async def _live(project: Path, about: Asked) -> tuple[Asked, Live] | None:
    """What Glue has of the objects that would be made; None where nothing is to be asked, or nobody can."""
    if not about:
        return None
    if not serves_ours(project):
        pulumi.log.info(NOT_LIVE)
        return None
    answer = plain(await invoked(LIVE_OBJECTS, about.arguments()))
    return about, Live(answer.get("databases") or {}, answer.get("tables") or {})


def _tell(found: Review) -> None:
    if found.errors:
        lines = _lines(found.findings)
        raise Refused("\n".join([heading(found.errors), *lines]))
    for text in _lines(found.warnings):
        pulumi.log.warn(visible_lines(text))
    for each in found.goes:
        pulumi.log.info(visible_lines(UNPROTECT.text(each.urn)))


def _lines(findings: list[Finding] | tuple[Finding, ...]) -> list[str]:
    """Each by itself: who is to accept a break has to see it."""
    left = len(findings) - SHOWN
    return [f.render() for f in findings[:SHOWN]] + ([f"... and {left:,} more"] if left > 0 else [])
