"""Resources that may go, but that the engine protects: their protection is taken away before they go.

Which they are says the gate of the program: the URNs of what was accepted, and no others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.engine.runner import StackRun

    from .chosen import Chosen, Ran


@dataclass(slots=True)
class Lifted:
    """The URNs without protection now, by stack; it comes back unless they were `applied`."""

    stacks: Mapping[str, Sequence[str]] = field(default_factory=dict)
    applied: bool = False


def lift(chosen: Chosen, runs: Sequence[StackRun]) -> Mapping[str, Sequence[str]]:
    """Takes away the protection of what these previews say may go; gives the URNs by stack."""
    found = {run.stack: run.log.unprotected for run in runs if run.log.unprotected}
    for stack, urns in found.items():
        chosen.engines[stack].set_protected(urns, False)
        what = "1 resource" if len(urns) == 1 else f"{len(urns):,} resources"
        print(f"{stack}: what goes was accepted: {what} no longer protected in the stack's state")
    return found


@contextmanager
def restored_unless_applied(chosen: Chosen, shown: Ran) -> Iterator[Lifted]:
    """Without protection while it is open; protected again afterwards, unless the changes were applied."""
    lifted = Lifted(lift(chosen, shown.runs))
    try:
        yield lifted
    finally:
        if not lifted.applied:
            for stack, urns in lifted.stacks.items():
                chosen.engines[stack].set_protected(urns, True)
