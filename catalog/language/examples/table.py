"""All examples of the room in one table, by their codes."""

from __future__ import annotations

from catalog.language.code_table import Examples

from .access import ACCESS
from .evolution import EVOLUTION
from .lint import LINT
from .partitions import PARTITIONS
from .projects import PROJECTS
from .specs import SPECS
from .stacks import STACKS

EXAMPLES: Examples = {**LINT, **PROJECTS, **SPECS, **PARTITIONS, **EVOLUTION, **ACCESS, **STACKS}
