"""All examples of the room in one table, by their codes."""

from __future__ import annotations

from catalog.language.code_table import Examples

from .access import ACCESS
from .columns import COLUMNS
from .exports import EXPORTS
from .lists import LISTS
from .metadata import METADATA
from .objects import OBJECTS
from .reimport import REIMPORT
from .rules import RULES

EXAMPLES: Examples = {**EXPORTS, **METADATA, **LISTS, **COLUMNS, **OBJECTS, **RULES, **REIMPORT, **ACCESS}
