"""Rules in layers: the standard set, catalog.yaml, database.yaml, a table's own file; the later wins.

A block is a value, and `layered` puts two into one: it is associative, and EMPTY changes nothing
(tests/properties/test_lint_laws.py). Of a rule that both have, mappings are put together key by key, all else
is the later's, as with `defaults`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from catalog.language.specs.loader import Document
from catalog.language.specs.recovery import BLANK, Holes

from .standard import STANDARD

MERGED = ("where", "except", "allow", "match", "limit")  # mappings of a rule
STANDARD_ORIGIN = ""


@dataclass(frozen=True, slots=True)
class LayeredRule:
    """What the layers say of one rule, and the file of the last one that says something."""

    data: Mapping[str, Any]
    origin: str


@dataclass(frozen=True, slots=True)
class Block:
    """A `lint:` block, or several in one. `extends` is None where none says it."""

    extends: str | None = None
    rules: Mapping[str, LayeredRule] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()  # names of rules that break the schema; BLANK for any


EMPTY = Block()


def block_of(document: Document | None) -> Block:
    """The block of one file; EMPTY where it has none."""
    if document is None:
        return EMPTY
    data, unread = document.data.get("lint") or {}, _unread(document.holes)
    rules = {name: LayeredRule(rule, document.file) for name, rule in data.get("rules", {}).items()}
    return Block(data.get("extends"), rules, unread) if rules or unread or "extends" in data else EMPTY


def _unread(holes: Holes) -> frozenset[str]:
    inside = (hole for hole in holes if hole[:1] in ((), ("lint",)))
    return frozenset(str(hole[2]) if len(hole) > 2 else BLANK for hole in inside if hole[1:2] != ("extends",))


def layered(above: Block, below: Block) -> Block:
    """Both in one; what `below` says wins."""
    rules = {**above.rules}
    for name, rule in below.rules.items():
        before = rules.get(name)
        rules[name] = rule if before is None else LayeredRule(_merged(before.data, rule.data), rule.origin)
    extends = above.extends if below.extends is None else below.extends
    return Block(extends, rules, above.unread | below.unread)


def in_force(blocks: Iterable[Block]) -> Block:
    """These layers in one, outermost first, above the set of rules that they extend."""
    whole = reduce(layered, blocks, EMPTY)
    extended = SETS.get(whole.extends or "", {})
    return layered(Block(None, {n: LayeredRule(r, STANDARD_ORIGIN) for n, r in extended.items()}), whole)


SETS: Mapping[str, Mapping[str, Any]] = {"standard": STANDARD, "none": {}}


def _merged(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    both = {k: {**before[k], **after[k]} for k in MERGED if k in before and k in after}
    return {**before, **after, **both}
