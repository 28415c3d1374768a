"""In which order Glue refuses: who sends a request that is wrong in two ways sees the first of them alone.

A row an operation: the checks that it makes, the first one first, and where that is known from. What breaks
the service description (`constraints`) is refused before all of them, whatever is there: a name that is too
long is a ValidationException in a database that is missing, too. A rate comes before even that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

(
    INPUT,  # what the request alone shows to be wrong: indexes over columns that are no partition keys
    PARENT,  # the database or table that it is in
    MISSING,  # the object itself
    TARGET,  # another target of a resource link
    VERSION,  # a version that is not the current one
    KEYS,  # columns that an index, or the table's indexes, can't have
    ARITY,  # another number of values than of partition keys
    BUSY,  # another build or removal that is under way
    QUOTA,  # one thing too many
    DUPLICATE,  # one of that name or those values
    SAME_KEYS,  # an index over the same keys
    VALUES,  # values that an index can't hold
) = (
    "input", "parent", "missing", "target", "version", "keys", "arity", "busy", "quota", "duplicate",
    "same-keys", "values",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """The checks of an operation in Glue's order, and where that order is known from."""

    checks: tuple[str, ...]
    source: str


_INDEXES = "seen: floci-io/floci#3551, measured on AWS; aws/aws-cdk#24813 for builds under way"
_AS_INDEXES = "not documented: the quota first, as for partition indexes; what it is in must be found before"
_LINKS = "Lake Formation developer guide, 'Resource link handling in AWS Glue APIs'"
_LOOKED_UP = "not documented: what is looked up must be found before anything is compared with it"

ORDER: dict[str, Order] = {
    "CreateDatabase": Order((QUOTA, DUPLICATE), _AS_INDEXES),
    "UpdateDatabase": Order((MISSING, TARGET), _LINKS),
    "CreateTable": Order((INPUT, PARENT, QUOTA, DUPLICATE), _AS_INDEXES),
    "UpdateTable": Order((INPUT, MISSING, VERSION, TARGET, KEYS, QUOTA), f"{_LOOKED_UP}; links: {_LINKS}"),
    "CreateTable, an index": Order((KEYS, QUOTA, DUPLICATE, SAME_KEYS), _INDEXES),
    "CreatePartition": Order((PARENT, ARITY, QUOTA, DUPLICATE, VALUES), _AS_INDEXES),
    # a batch is refused as a whole, or entry by entry among its answer's errors
    "BatchCreatePartition": Order((PARENT, ARITY), _LOOKED_UP),
    "BatchCreatePartition, an entry": Order((QUOTA, DUPLICATE, VALUES), _AS_INDEXES),
    "UpdatePartition": Order((PARENT, ARITY, MISSING, DUPLICATE), _LOOKED_UP),
    "BatchUpdatePartition": Order((PARENT, ARITY), _LOOKED_UP),
    "BatchUpdatePartition, an entry": Order((MISSING, DUPLICATE), _LOOKED_UP),
    "CreatePartitionIndex": Order((PARENT, KEYS, BUSY, QUOTA, DUPLICATE, SAME_KEYS), _INDEXES),
    "DeletePartitionIndex": Order((PARENT, MISSING, BUSY), _INDEXES),
    "CreateUserDefinedFunction": Order((INPUT, PARENT, QUOTA, DUPLICATE), _AS_INDEXES),
    "UpdateUserDefinedFunction": Order((PARENT, MISSING), _LOOKED_UP),
}


Checks = dict[str, Callable[[], object]]  # each raises Refusal, or gives what is of no interest here


def refuse_in_order(operation: str, checks: Checks) -> None:
    """Makes an operation's checks in its order; there is one for each name in its row. Raises Refusal."""
    assert len(checks) == len(ORDER[operation].checks), f"{operation}: the checks are those of its row"
    for name in ORDER[operation].checks:
        checks[name]()
