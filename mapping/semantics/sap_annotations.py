"""What `@sap.*` says of a column: the handlers of OData V2's annotations, one a word.

Metadata in V2 and the CSN that `cds import` makes of it both come here with the same names (see
`mapping.cds.sap_annotations`), so that both give the same spec. A handler says whether it carried all of the
value, as those of `column_annotations` do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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

from .column_facts import Facts, Handler
from .column_references import refers


def _semantics(facts: Facts, value: Any) -> bool:
    name = semantic_name(value)
    if name:
        facts.semantics.append(kebab(name))
    return bool(name) and ";" not in value  # `email;type=work`: which address it is has no place


def _unit(facts: Facts, value: Any) -> bool | str:
    """A currency if the column that it names says so, else a unit: the word itself covers both."""
    element = facts.layout.entity.elements.get(value)
    is_currency = element is not None and unit_word(element.annotations) == CURRENCY_CODE
    return (_CURRENCY if is_currency else _UNIT)(facts, value)


def _visible(facts: Facts, value: Any) -> bool:
    if value == "false":
        facts.others["hidden"] = True
    return value in ("true", "false")


def _role(facts: Facts, value: Any) -> bool:
    if value == "measure":
        facts.measure = facts.measure or {}
    elif value == "dimension":
        facts.dimension = facts.dimension or {}
    return value in ("measure", "dimension")


_CURRENCY = refers("currency", UNIT, "amount")
_UNIT = refers("unit", UNIT, "quantity")

SAP_HANDLERS: Mapping[str, Handler] = {
    SEMANTICS: _semantics,
    UNIT: _unit,
    SAP_TEXT: refers("text", SAP_TEXT),
    VISIBLE: _visible,
    ROLE: _role,
}
# Values of attributes are texts, `false` too; the CSN of `cds import` keeps them so.
SAP_TAKES: Mapping[str, Kind] = dict.fromkeys(SAP_HANDLERS, TEXT)
