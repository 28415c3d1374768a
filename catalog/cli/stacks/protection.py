"""Resources that may go, but that the engine protects: their protection is taken away before they go.

Which they are says the gate of the program: the URNs of what was accepted or harms no reader, and no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from catalog.language.visible import cell

if TYPE_CHECKING:
    from catalog.engine.runner import StackRun

    from .chosen import Chosen


def lift(chosen: Chosen, runs: Sequence[StackRun]) -> None:
    """Takes away the protection of what these previews say may go, and says of how many."""
    for run in runs:
        if urns := run.log.unprotected:
            chosen.engines[run.stack].unprotect(urns)
            what = "1 resource that goes is" if len(urns) == 1 else f"{len(urns):,} resources that go are"
            print(f"{cell(run.stack)}: {what} no longer protected in the stack's state")
