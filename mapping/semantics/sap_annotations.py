"""What `@sap.*` says of a column: the handlers of OData V2's annotations, one a word.

Metadata in V2 and the CSN that `cds import` makes of it both come here with the same names (see
`mapping.cds.sap_annotations`), so that both give the same spec. A handler says whether it carried all of the
value, as those of `column_annotations` do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from mapping.cds.annotation_types import TEXT, Kind
from mapping.cds.annotations import kebab
from mapping.cds.sap_annotations import (
    CURRENCY_CODE,
    ROLE,
    SEMANTICS,
    UNIT,
    VISIBLE,
    semantic_name,
    unit_word,
)
from mapping.cds.sap_annotations import TEXT as SAP_TEXT

from .columns import Layout


class ColumnFacts(Protocol):
    """The facts of one column, as far as these handlers add to them."""

    layout: Layout
    measure: dict[str, Any] | None
    dimension: dict[str, Any] | None
    semantics: list[str]
    others: dict[str, Any]

    def column_named(self, source: str, annotation: str) -> str:
        """The Glue name of a column that an annotation refers to; a finding where there is none."""


def _semantics(facts: ColumnFacts, value: Any) -> bool:
    name = semantic_name(value)
    if name:
        facts.semantics.append(kebab(name))
    return bool(name) and ";" not in value  # `email;type=work`: which address it is has no place


def _unit(facts: ColumnFacts, value: Any) -> bool:
    """A currency if the column that it names says so, else a unit: the word itself covers both."""
    name = facts.column_named(value, UNIT)
    if not name:
        return True  # there is a finding by now
    element = facts.layout.entity.elements.get(value)
    is_currency = element is not None and unit_word(element.annotations) == CURRENCY_CODE
    key, semantic = ("currency", "amount") if is_currency else ("unit", "quantity")
    facts.semantics.append(semantic)
    return bool(facts.others.setdefault(key, name) == name)


def _text(facts: ColumnFacts, value: Any) -> bool:
    if "/" in value:
        return False  # a path through a navigation property: no column of this table
    name = facts.column_named(value, SAP_TEXT)
    return not name or bool(facts.others.setdefault("text", name) == name)


def _visible(facts: ColumnFacts, value: Any) -> bool:
    if value == "false":
        facts.others["hidden"] = True
    return value in ("true", "false")


def _role(facts: ColumnFacts, value: Any) -> bool:
    if value == "measure":
        facts.measure = facts.measure or {}
    elif value == "dimension":
        facts.dimension = facts.dimension or {}
    return value in ("measure", "dimension")


SAP_HANDLERS: Mapping[str, Callable[[Any, Any], bool]] = {
    SEMANTICS: _semantics,
    UNIT: _unit,
    SAP_TEXT: _text,
    VISIBLE: _visible,
    ROLE: _role,
}
# Values of attributes are texts, `false` too; the CSN of `cds import` keeps them so.
SAP_TAKES: Mapping[str, Kind] = dict.fromkeys(SAP_HANDLERS, TEXT)
