"""The form of a table of codes, and of an example of one: what `catalog explain` and docs/codes.md say.

Specs and import have a table each. A code has one severity, and keeps it and its meaning for good: people and
programs filter by them. Its example stands elsewhere, as people alone read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .findings import Severity

SHELL = "shell"  # in the place of a file's path: commands, for what no file alone brings about


@dataclass(frozen=True, slots=True)
class Code:
    """How much a code matters, what it is about, and what to do: a sentence or two, without an end mark.

    With `of_rule` the severity is the usual one: a team's own rule may set another.
    """

    severity: Severity
    meaning: str
    remedy: str
    of_rule: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """Texts by the paths of files in a project: with `before` the code is found, with `after` it is not.

    A text is a whole file; of a spec the keys that matter; or lines of a file that begin with - and +, a
    person's edit. `first` is what an earlier import read. `beside` are codes that come along.
    """

    before: Mapping[str, str]
    after: Mapping[str, str]
    first: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()


Codes = Mapping[str, Code]
Examples = Mapping[str, Example]
