"""How many of a thing may be there: AWS's default quotas, and what is refused above them.

AWS General Reference, "AWS Glue endpoints and quotas"; versions of tables: aws/aws-sdk-pandas#342. A quota
can be lowered, so that a test need not make ten thousand databases to meet it. The three indexes of a table
stand in `operations.partition_indexes`: no account has more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .refusals import limit_exceeded

DATABASES, TABLES, VERSIONS, PARTITIONS, FUNCTIONS = (
    "databases", "tables", "versions", "partitions", "functions",
)  # fmt: skip
DEFAULTS: Mapping[str, int] = MappingProxyType(
    {
        DATABASES: 10_000,  # of an account in a region
        TABLES: 200_000,  # of a database
        VERSIONS: 100_000,  # of a table
        PARTITIONS: 10_000_000,  # of a table
        FUNCTIONS: 100,  # of a database
    }
)
_SPOKEN = {
    DATABASES: "DATABASE",
    TABLES: "TABLE",
    VERSIONS: "TABLE_VERSION",
    PARTITIONS: "PARTITION",
    FUNCTIONS: "FUNCTION",
}


@dataclass(slots=True)
class Quotas:
    """The quotas of one server: AWS's, but for those that were set."""

    changed: dict[str, int] = field(default_factory=dict)

    def refuse(self, name: str, present: int) -> None:
        """Raises Refusal where one more than `present` would be too many."""
        most = self.changed.get(name) if self.changed else None
        if present >= (DEFAULTS[name] if most is None else most):
            limit = DEFAULTS[name] if most is None else most
            raise limit_exceeded(f"Number of {_SPOKEN[name]} resources exceeds the account limit {limit}")
