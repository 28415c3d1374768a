"""Which objects stop the import when they fail, and which it goes on without.

An object fails when an error stands at a place inside its definition; with `strict`, a warning is
one. `on_failure: skip` makes its errors warnings and leaves the object out; so does `reconcile` with errors
that show only beside the specs in the folder, a conflict say.
"""

from __future__ import annotations

from dataclasses import replace

from catalog.language.findings import Finding, Path, Severity, errors
from mapping.diagnostics.collector import Diagnostics
from mapping.model import Model, ObjectKey

from .rules import SKIP, Rules

_LAYER = "businessLayerDefinitions"  # says more of the object of the same name in `definitions`


def settle(diagnostics: Diagnostics, model: Model, rules: Rules) -> frozenset[ObjectKey]:
    """The objects that failed and are to be left out; their findings are as the rules have them now."""
    if not rules.order and rules.include is None and not rules.exclude.patterns:
        return frozenset()
    owners = {(entity.file, entity.path): entity.key for entity in model}
    failed: set[ObjectKey] = set()
    for i, each in enumerate(diagnostics.findings):
        key = diagnostics.about.get(each) or _owner(each, owners)
        if key is None:
            continue
        settled = _settled(each, key, rules)
        if settled is not None:
            diagnostics.findings[i] = settled
            if settled.code == "MAP044":
                failed.add(key)
    return frozenset(failed)


def refused(diagnostics: Diagnostics, model: Model) -> dict[ObjectKey, str]:
    """The objects whose definitions have errors, with the first one's code."""
    owners = {(entity.file, entity.path): entity.key for entity in model}
    found: dict[ObjectKey, str] = {}
    for each in errors(diagnostics.findings):
        key = diagnostics.about.get(each) or _owner(each, owners)
        if key is not None:
            found.setdefault(key, each.code)
    return found


def _owner(each: Finding, owners: dict[tuple[str, Path], ObjectKey]) -> ObjectKey | None:
    """The object whose definition holds the finding's place."""
    path = ("definitions", *each.path[1:]) if each.path[:1] == (_LAYER,) else each.path
    places = ((each.file, path[:length]) for length in range(len(path), 0, -1))
    return next((owners[place] for place in places if place in owners), None)


def _settled(each: Finding, key: ObjectKey, rules: Rules) -> Finding | None:
    """The finding as the rules have it; None where they leave it as it is."""
    order = rules.order_of(key)
    fails = each.severity is Severity.ERROR or (each.severity is Severity.WARNING and order["strict"])
    if not fails or each.code == "MAP044":
        return None
    if order["on_failure"] == SKIP or not rules.wanted(key):
        return skipped(each, str(key))
    return replace(each, severity=Severity.ERROR)


def skipped(each: Finding, name: str) -> Finding:
    """An error as the warning that the import goes on without its object."""
    message = f"{name!r} is left out: {each.code}, {each.message}"
    return replace(each, code="MAP044", severity=Severity.WARNING, message=message)
