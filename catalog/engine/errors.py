"""The one error of this room: what is missing or what the engine refused, in words for people."""

from __future__ import annotations


class EngineError(Exception):
    """No usable engine, or an engine that failed; printed as it is, and the command ends with 2."""
