"""Tables: import to destroy of so many, beside boto3 alone and Terraform."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from . import direct, terraform
from .bars import Bar, Row
from .local_catalog import catalog
from .measure import Measured, best
from .stack import Stack, change_one

AT = 1000  # tables, for which the bars hold and Terraform is measured
BARS: Mapping[str, tuple[Bar, ...]] = {
    "preview, no change": (Bar(plus=10), Bar(terraform=0.4)),
    "preview with refresh": (Bar(terraform=0.4),),
    "up from empty": (Bar(boto3=5, least=12), Bar(terraform=0.1)),
    "destroy": (Bar(plus=5),),
}


def measure(size: int, *, with_terraform: bool = True) -> list[Row]:
    """The rows for so many tables."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, catalog() as endpoint:
        stack = Stack(Path(name), endpoint)
        ours, tables = _ours(stack, size)
        theirs = {
            "preview with refresh": direct.timed(direct.read_each, stack.glue, tables),
            "up, one table changed": direct.timed(direct.update_one, stack.glue, tables),
        }
        ours["destroy"] = stack.pulumi("destroy", "--yes", "--skip-preview")
        theirs["up from empty"] = direct.timed(direct.create, stack.glue, tables)
        theirs["destroy"] = direct.timed(direct.delete, stack.glue, tables)
        beside: Mapping[str, Measured] = {}
        recorded = False
        if size == AT:
            measured = terraform.tables(Path(name) / "terraform", tables) if with_terraform else None
            beside, recorded = measured or terraform.RECORDED, measured is None
        return [
            Row(
                work,
                size,
                seconds,
                theirs.get(work),
                beside.get(work),
                recorded and work in beside,
                bars=BARS.get(work, ()) if size == AT else (),
            )
            for work, seconds in ours.items()
        ]


def _ours(stack: Stack, size: int) -> tuple[dict[str, Measured], direct.Tables]:
    found = {"import": stack.import_(size), "import again, no change": stack.import_(size)}
    found["check"] = stack.catalog("check", "--stack", "local", "--specs", "specs")
    found["preview, all to create"] = stack.pulumi("preview")
    found["up from empty"] = stack.up()
    tables = direct.read_all(stack.glue)
    found["preview, no change"] = best(2, stack.unchanged)
    found["preview with refresh"] = best(2, lambda: stack.unchanged("--refresh"))
    change_one(stack.folder / "specs")
    found["up, one table changed"] = stack.up()
    return found, tables
