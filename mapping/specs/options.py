"""How the specs of a model are made: one value that goes from the import down to each column."""

from __future__ import annotations

from dataclasses import dataclass, field

from mapping.model import ObjectKey
from mapping.names import NamesInUse
from mapping.rules.business_context import BusinessContext, no_context
from mapping.rules.rules import SUFFIX, Rules, no_rules


@dataclass(frozen=True, slots=True)
class SpecOptions:
    """What people want otherwise, and what is known before: the defaults are an import without any file.

    `names_in_use` are those of the specs that there are; `without` are objects that get no spec because they
    failed.
    """

    rules: Rules = field(default_factory=no_rules)
    context: BusinessContext = field(default_factory=no_context)
    names_in_use: NamesInUse = field(default_factory=NamesInUse)
    without: frozenset[ObjectKey] = frozenset()

    @property
    def names_kept(self) -> NamesInUse:
        """The names to keep; none unless the rules give suffixes to names that are alike."""
        return self.names_in_use if self.rules.collisions == SUFFIX else NamesInUse()
