"""All examples of the room in one table, by their codes."""

from __future__ import annotations

from catalog.language.code_table import Examples

from .partitions import PARTITIONS
from .projects import PROJECTS
from .specs import SPECS
from .stacks import STACKS

EXAMPLES: Examples = {**PROJECTS, **SPECS, **PARTITIONS, **STACKS}
