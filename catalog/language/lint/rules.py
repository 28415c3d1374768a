"""Rules that can be held against specs, made of what the layers say; and what of a block can't be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from catalog.language.findings import Severity, Violation, short
from catalog.language.glue.names import nearest
from catalog.language.specs.recovery import BLANK

from .checks import CHECKS, Check
from .fields import PATHS
from .layers import Block, LayeredRule, in_force
from .selection import Condition, Selection, conditions_of
from .wrong import Wrong

OFF = "off"
USUAL = Severity.WARNING  # of a rule that names none


@dataclass(frozen=True)
class Rule:
    """A rule that is on: its checks, which objects it is for, and how its findings read."""

    name: str
    kind: str  # databases, tables or columns
    severity: Severity
    message: str  # what to do, in the team's own words; empty for those of the check
    origin: str  # the file that said the last word on it; empty for the standard set
    selection: Selection
    checks: Sequence[Check]


@dataclass(frozen=True)
class RuleSet:
    """The rules that are on for some objects, by the kind of objects they are for."""

    rules: Mapping[str, Sequence[Rule]]

    @cached_property
    def is_empty(self) -> bool:
        """Whether no rule is on."""
        return not any(self.rules.values())


def rule_set(blocks: Sequence[Block]) -> RuleSet:
    """The rules of these layers, outermost first; those that can't be used are left out: see `violations`."""
    on = {name: rule for name, rule in in_force(blocks).rules.items() if rule.data.get("severity") != OFF}
    read = [_read(name, rule) for name, rule in on.items()]
    return RuleSet(
        {kind: [rule for rule, wrong in read if rule.kind == kind and not wrong] for kind in PATHS}
    )


def violations(blocks: Sequence[Block]) -> Iterator[Violation]:
    """LINT000: what the innermost of these layers says and what can't be used, by its place in the file."""
    together = in_force(blocks)
    whole = frozenset(name for name, rule in together.rules.items() if not _incomplete(rule))
    for name in blocks[-1].rules if BLANK not in together.unread else ():
        if name in together.unread:
            continue  # the schema's finding reports it
        for wrong in _read(name, together.rules[name])[1]:
            hint = nearest(name, whole) if wrong == NO_RULE else ""
            message = f"rule {short(name)} {wrong.message}{hint}"
            yield Violation("LINT000", ("lint", "rules", name, *wrong.path), message, wrong.remedy)


_KINDS, _KEYS = ", ".join(PATHS), ", ".join(CHECKS)
NO_RULE = Wrong(
    (),
    "is not there to be changed, and says nothing by itself",
    f"Name a rule above or of the standard set; a new one has of: ({_KINDS}) and one of {_KEYS}",
)
NO_KIND = Wrong((), "does not say what it is about", f"Add of: with one of {_KINDS}")
NO_CHECK = Wrong((), "asks for nothing", f"Add one of {_KEYS}")


def _incomplete(rule: LayeredRule) -> Wrong | None:
    has_kind, asks = rule.data.get("of") in PATHS, any(key in rule.data for key in CHECKS)
    if has_kind and asks:
        return None
    return NO_CHECK if has_kind else NO_KIND if asks else NO_RULE


def _read(name: str, layered: LayeredRule) -> tuple[Rule, list[Wrong]]:
    """The rule that layers make together, and what of it can't be used."""
    data, kind = layered.data, str(layered.data.get("of"))
    incomplete = _incomplete(layered)
    wrong = [incomplete] if incomplete else []
    checks: list[Check] = []
    selected: dict[str, tuple[Condition, ...]] = {}
    for key, read in CHECKS.items() if not wrong else ():
        for part in read(kind, data[key]) if key in data else ():
            (wrong if isinstance(part, Wrong) else checks).append(part)  # type: ignore[arg-type]
    for key in ("where", "except") if not wrong else ():
        found = list(conditions_of(kind, key, data.get(key) or {}))
        wrong += [part for part in found if isinstance(part, Wrong)]
        selected[key] = tuple(part for part in found if isinstance(part, Condition))
    severity = Severity(data.get("severity", USUAL)) if data.get("severity") != OFF else USUAL
    selection = Selection(selected.get("where", ()), selected.get("except") or None)
    return Rule(name, kind, severity, data.get("message", ""), layered.origin, selection, checks), wrong
