"""The first line of what Spark raises: the innermost cause's class and message, without paths and numbers."""

from __future__ import annotations

import re
from typing import Any

from lab.outcome import cleaned

_LOST = re.compile(r"executor driver\): (?:[\w$]+\.)*([\w$]+)(?:: ([^\n]*))?")


def first_line(error: Exception) -> str:
    """`SchemaColumnConvertNotSupportedException: column: [v], ...`."""
    thrown = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    if thrown is None:
        return cleaned(f"{type(error).__name__}: {error}")
    inner = innermost(thrown)
    if lost := _LOST.search(inner.getMessage() or ""):  # a cause that came as text alone
        return cleaned(f"{lost[1]}: {lost[2] or ''}")
    return cleaned(f"{inner.getClass().getSimpleName()}: {inner.getMessage() or ''}")


def innermost(thrown: Any) -> Any:
    """The cause of causes."""
    while (cause := thrown.getCause()) is not None:
        thrown = cause
    return thrown
