"""CSV and JSON lines, as Hive's SerDes write them."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lab.trials.model import Columns, Row

NULL = "\\N"


def write_csv(path: Path, columns: Columns, rows: tuple[Row, ...]) -> None:
    """Write lines of values, a comma between them; no header."""
    lines = (",".join(_word(value) for value in row) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def write_json(path: Path, columns: Columns, rows: tuple[Row, ...]) -> None:
    """Write an object a line; a decimal is a number, whose digits stay as they are."""
    names = [name for name, _ in columns]
    lines = (json.dumps(dict(zip(names, row, strict=True)), default=_plain) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()  # as writers of JSON do; Hive's own SerDe refuses to
    return float(value) if isinstance(value, Decimal) else _word(value)


def _word(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
