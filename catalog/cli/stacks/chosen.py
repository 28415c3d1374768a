"""The stacks that a command is for, ready to be run: engines, what their states hold, what they declare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.cli.frame.statuses import ERRORS, FINE, INTERRUPTED
from catalog.cli.terminal.status_board import StatusBoard
from catalog.engine.automation import StackEngine
from catalog.engine.fleet import states
from catalog.engine.run_log import RunLog
from catalog.engine.runner import StackRun, all_done, run_all
from catalog.language.stacks.shards import Shard

from .handover import HeldDatabase, databases_held
from .handover_guard import refuse_handover
from .meanwhile import Reviewed, changed_meanwhile, refusal


@dataclass(frozen=True, slots=True)
class Ran:
    """Runs that have ended, and the exit status that they come to."""

    runs: tuple[StackRun, ...]
    status: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Stacks to be run side by side. `new` are those that the backend does not have, `guarded` those with
    protected resources, `sizes` objects of each at most; `reviewed` is for `changed_meanwhile`.
    """

    root: Path
    engines: Mapping[str, StackEngine]
    reviewed: tuple[Reviewed, ...]
    new: frozenset[str]
    guarded: tuple[str, ...]
    sizes: Mapping[str, int]
    parallel: int
    refresh: bool
    fail_fast: bool

    @staticmethod
    def of(
        root: Path,
        shards: Sequence[Shard],
        engines: Sequence[StackEngine],
        *,
        parallel: int,
        refresh: bool,
        fail_fast: bool,
        asks: bool,
    ) -> Chosen:
        """Reads their states, and remembers them where somebody is asked (`asks`).

        Raises UsageError where a database that changes its stack would be lost.
        """
        held = states(engines, parallel)
        holds = {stack: databases_held(resources or ()) for stack, resources in held.items()}
        refuse_handover(root, shards, holds, parallel)
        return Chosen(
            root,
            {engine.stack: engine for engine in engines},
            tuple(Reviewed.of(root, s, held[s.settings.stack]) for s in shards) if asks else (),
            frozenset(stack for stack, resources in held.items() if resources is None),
            tuple(stack for stack, found in held.items() if any(r.get("protect") for r in found or ())),
            {s.settings.stack: _size(s, holds[s.settings.stack]) for s in shards},
            parallel,
            refresh,
            fail_fast,
        )

    def run(
        self, stacks: Sequence[str] | None = None, *, preview: bool, quiet: bool = False, gate: bool = False
    ) -> Ran:
        """Previews or applies all, or these; `quiet` says nothing on the way. Of a preview for its `gate`
        nothing else is of interest.
        """
        runs = [
            StackRun(
                self.engines[name],
                RunLog(name, self.sizes[name], preview),
                new=name in self.new,
                preview=preview,
                refresh=self.refresh,
                gate=gate,
            )
            for name in self.engines
            if stacks is None or name in stacks
        ]
        interrupted = run_all(runs, self.parallel, StatusBoard(quiet=quiet), fail_fast=self.fail_fast)
        status = INTERRUPTED if interrupted else FINE if all_done(runs) else ERRORS
        return Ran(tuple(runs), status)

    def changed_meanwhile(self) -> str:
        """Why what was previewed can't be applied any more; '' if nothing speaks against it."""
        now = states(list(self.engines.values()), self.parallel)
        found = list(dict.fromkeys(changed_meanwhile(self.root, self.reviewed, now)))
        return refusal(found) if found else ""


def _size(shard: Shard, holds: Mapping[str, HeldDatabase]) -> int:
    """Objects that a run goes through at most: those declared, or those held."""
    catalog = shard.catalog
    blocks = [table.data.get("partitions") or {} for table in catalog.tables]
    partitions = sum(len(block.get("indexes") or ()) + ("values" in block) for block in blocks)
    declared = len(catalog.databases) + len(catalog.tables) + partitions
    return max(declared, sum(len(one.urns) for one in holds.values()))
