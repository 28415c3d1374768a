"""The form of a table of codes, and of an example of one: what `catalog explain` and docs/codes.md say.

Specs, import and changes have a table each. A code has one severity, and keeps it and its meaning for good:
people and programs filter by them. Its example stands elsewhere, as people alone read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .findings import Severity

SHELL = "shell"  # in the place of a file's path: commands, for what no file alone brings about


@dataclass(frozen=True, slots=True)
class Code:
    """How much a code matters, what it is about, and what to do: a sentence or two, without an end mark.

    With `of_rule` the severity is the usual one: a team's own rule may set another. With `of_gate` it is the
    worst one: a change that breaks nobody matters less, and `changes.breaking` says what a break is.
    """

    severity: Severity
    meaning: str
    remedy: str
    of_rule: bool = False
    of_gate: bool = False

    @property
    def otherwise(self) -> str:
        """`, or as its rule says`, behind the severity; '' where a code has always the same."""
        if self.of_rule:
            return ", or as its rule says"
        return ", or less where it breaks nobody or `changes.breaking` says so" if self.of_gate else ""


@dataclass(frozen=True, slots=True)
class Example:
    """Texts by the paths of files in a project: with `before` the code is found, with `after` it is not.

    A text is a whole file; of a spec the keys that matter; or lines of a file that begin with - and +, a
    person's edit. `first` is what an earlier import read, `applied` what an earlier run did. `beside` are
    codes that come along.
    """

    before: Mapping[str, str]
    after: Mapping[str, str]
    first: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    applied: Mapping[str, str] = field(default_factory=dict)


Codes = Mapping[str, Code]
Examples = Mapping[str, Example]
