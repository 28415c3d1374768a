"""What is to be reached, and whether it was. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .measure import Measured

SLACK = 1.15  # growth beyond linear that counts as none


@dataclass(frozen=True, slots=True)
class Bar:
    """So many times boto3's seconds, Terraform's, those of the engine's function, and so many seconds more.

    `least` seconds are always good enough. At most so many `calls` that write, megabytes of the `provider`'s
    process, kilobytes of `state`.
    """

    boto3: float = 0
    terraform: float = 0
    function: float = 0
    plus: float = 0
    least: float = 0
    calls: int = 0
    provider: int = 0
    state: int = 0

    def __str__(self) -> str:
        times = (
            (self.boto3, "boto3"),
            (self.terraform, "Terraform"),
            (self.function, "the engine's function"),
        )
        parts = [f"{factor:g}x {name}" for factor, name in times if factor]
        parts += [f"{self.plus:g} s"] if self.plus else []
        words = [" + ".join(parts) + (f" or {self.least:g} s" if self.least else "")]
        words += [f"{self.calls} call{'s' if self.calls > 1 else ''}"] if self.calls else []
        words += [f"provider {self.provider} MB"] if self.provider else []
        words += [f"state {self.state} KB"] if self.state else []
        return ", ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: what was done, of how many, ours and what stands beside it.

    `size` is the number of tables or partitions, `calls` those of ours that write, `state` is in kilobytes.
    `function` is what the engine's own function took of it.
    `recorded`: Terraform's figure is of an earlier run, since it is not installed.
    """

    work: str
    size: int
    ours: Measured
    boto3: Measured | None = None
    terraform: Measured | None = None
    recorded: bool = False
    function: Measured | None = None
    calls: int | None = None
    state: int | None = None
    bars: tuple[Bar, ...] = ()

    def missed(self) -> Iterator[Bar]:
        """The bars that this does not reach."""
        return (bar for bar in self.bars if not self._reaches(bar))

    def _reaches(self, bar: Bar) -> bool:
        timed = bar.boto3 or bar.terraform or bar.function or bar.plus or bar.least
        limit = bar.plus
        limit += bar.boto3 * self.boto3.seconds if self.boto3 else 0
        limit += bar.terraform * self.terraform.seconds if self.terraform else 0
        limit += bar.function * self.function.seconds if self.function else 0
        limits = (
            (self.ours.seconds, max(limit, bar.least), timed),
            (self.calls, bar.calls, bar.calls),
            (self.ours.provider, bar.provider, bar.provider),
            (self.state, bar.state, bar.state),
        )
        return all(found is not None and found <= most for found, most, wanted in limits if wanted)


@dataclass(frozen=True, slots=True)
class Growth:
    """What more of the same costs: `factor` is seconds by seconds, `linear` objects by objects."""

    work: str
    few: int
    many: int
    factor: float

    @property
    def linear(self) -> float:
        """The factor of a cost that is proportional."""
        return self.many / self.few

    @property
    def reached(self) -> bool:
        """Whether it grows no faster than that."""
        return self.factor <= self.linear * SLACK


def growths(rows: Sequence[Row]) -> Iterator[Growth]:
    """Each work at each size beside the next smaller one."""
    sizes = sorted({row.size for row in rows})
    for few, many in pairwise(sizes):
        before = {row.work: row.ours.seconds for row in rows if row.size == few}
        for row in rows:
            if row.size == many and before.get(row.work):
                yield Growth(row.work, few, many, row.ours.seconds / before[row.work])


def missed(rows: Iterable[Row], grown: Iterable[Growth]) -> Iterator[str]:
    """All that was not reached, in words."""
    for row in rows:
        for bar in row.missed():
            yield f"{row.work}, {row.size:,}: {row.ours.seconds:.1f} s ({bar})"
    for growth in grown:
        if not growth.reached:
            limit = growth.linear * SLACK
            yield f"{growth.work}: {growth.factor:.1f}x from {growth.few:,} to {growth.many:,} ({limit:.1f}x)"
