"""Events as the engine sends them, and the log of a run that got them."""

from __future__ import annotations

from itertools import count
from typing import Any

from pulumi.automation import EngineEvent

from catalog.engine.run_log import RunLog
from catalog.engine.runner import NOT_BEGUN, TO_BE_MADE

URN = "urn:pulumi:dev::shop::aws:glue/catalogTable:CatalogTable::sales."


def event(**member: Any) -> EngineEvent:
    """An event as the engine sends it."""
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, **member})


def step(
    op: str, name: str, type: str = "aws:glue/catalogTable:CatalogTable", old: Any = None
) -> EngineEvent:
    urn = f"urn:pulumi:dev::shop::{type}::{name}"
    before = {"old": old} if old else {}
    return event(resOutputsEvent={"metadata": {"op": op, "urn": urn, "type": type, "provider": "", **before}})


def said(severity: str, message: str, **more: Any) -> EngineEvent:
    return event(diagnosticEvent={"severity": severity, "message": message, "color": "never", **more})


def log(*events: EngineEvent, total: int = 3) -> RunLog:
    found = RunLog("dev-a", total, clock=count(0, 2).__next__)
    for one in events:
        found.record(one)
    return found


class Ended:
    """A job that has ended; outcomes read no more of one."""

    def __init__(self, result: str, told: RunLog, *last: str) -> None:
        self.stack, self.result, self.log, self.last_lines = told.stack, result, told, list(last)
        self.began = result not in (NOT_BEGUN, TO_BE_MADE)


def ended(result: str, told: RunLog, *last: str) -> Any:
    return Ended(result, told, *last)
