"""What a change, or a part of one, is in the words of the verdict table: which case, of what. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

CaseOf = Callable[[str], str]  # the case by the reader


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One case that a change is, of the object at `path`.

    `entry` is what an acceptance says beside its code: the object and the transition. `case_of` tells the
    case where readers differ; `code` is the case's where it is ''. `maps_columns`: a break if the same run
    changes how columns are found, as the change of a column is.
    """

    case: str
    path: str = ""
    entry: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    case_of: CaseOf | None = None
    maps_columns: bool = False

    def case_for(self, reader: str) -> str:
        """The case for one reader."""
        return self.case_of(reader) if self.case_of else self.case


def transition(old: Any, new: Any, **of: Any) -> dict[str, Any]:
    """An entry's `from` and `to`, those that there are, behind the object that it names."""
    ends = {"from": old, "to": new}
    return {**of, **{word: value for word, value in ends.items() if value not in (None, "", (), [])}}
