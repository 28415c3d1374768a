"""Answers of the protocol made of plain values: check failures, diffs, refusals of what is not served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from catalog.provider.framework.property_diff import Delta

from .engine_log import shown
from .messages import provider_pb2

Diff = provider_pb2.DiffResponse


def failures(problems: Iterable[str]) -> Any:
    """Check failures without a property: with one, the engine prints noise around the reason."""
    return provider_pb2.CheckResponse(failures=[provider_pb2.CheckFailure(reason=shown(p)) for p in problems])


def diff(deltas: list[Delta], *, delete_first: bool) -> Any:
    """The DiffResponse of these deltas. `delete_first`: a replacement has to."""
    replaces = list(dict.fromkeys(d.top for d in deltas if d.replaces))
    return Diff(
        changes=Diff.DIFF_SOME if deltas else Diff.DIFF_NONE,
        diffs=list(dict.fromkeys(d.top for d in deltas)),
        replaces=replaces,
        deleteBeforeReplace=bool(replaces) and delete_first,
        hasDetailedDiff=True,
        detailedDiff={d.path: _property_diff(d) for d in deltas},
    )


def _property_diff(delta: Delta) -> Any:
    return provider_pb2.PropertyDiff(kind=cast(Any, delta.rpc_kind), inputDiff=True)


def not_served(token: str, resources: Mapping[str, object]) -> str:
    """What is said of a token that is neither a resource nor a function here."""
    served = ", ".join(sorted(t.rpartition(":")[2] for t in resources))
    return (
        f"{token or 'this request'} is not served by this project's aws plugin, which serves only aws:glue "
        f"{served}. To use it, remove the 'plugins:' block from Pulumi.yaml: the official aws plugin then "
        "serves all of them"
    )
