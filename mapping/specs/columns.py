"""The column specs of one table, and how many of their types were carried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.glue.limits import COMMENT_LIMIT, TYPE_LIMIT
from catalog.language.glue.types import render
from catalog.language.specs.variables import literal
from mapping.cds.annotations import is_told_by_its_column
from mapping.cds.values import default_of, enum_of, fields_of, privacy_of_fields
from mapping.diagnostics.collector import Diagnostics
from mapping.model import ObjectKey
from mapping.rules.business_context import BusinessContext, layered
from mapping.rules.rules import Rules
from mapping.semantics.column_annotations import facts_of
from mapping.semantics.column_facts import Facts
from mapping.semantics.columns import Column, Layout
from mapping.semantics.expressions.function_types import is_text
from mapping.semantics.expressions.measure_types import CIRCLE
from mapping.semantics.expressions.model_measures import COUNTING
from mapping.semantics.expressions.numeric_types import BIGINT, FLOATING
from mapping.semantics.expressions.resolved import UNRESOLVED
from mapping.types import glue_type, spell

from .analytic_models import add_business_layer, label_of


class ColumnSpecs:
    """Column specs of one table, counting what was lost."""

    def __init__(
        self,
        layout: Layout,
        diagnostics: Diagnostics,
        rules: Rules,
        context: BusinessContext,
        layouts: Mapping[ObjectKey, Layout],
    ) -> None:
        self.layout = layout
        self.layouts = layouts
        self.diagnostics = diagnostics
        self.policy = rules.types
        self.classes = rules.classification
        self.context = context
        self.entries = context.columns(layout.entity.key)
        self.lossy = 0
        self.unresolved = 0
        self.source_told = False

    def spec(self, column: Column) -> dict[str, Any]:
        """One column, in the spec's key order."""
        element = column.element
        facts = facts_of(self.layout, column, self.diagnostics, self.classes, self.layouts)
        add_business_layer(facts)
        kind = self._type(column, facts.measure)
        spec: dict[str, Any] = {"name": self.layout.names[column.source], "type": kind}
        if column.key:
            spec["key"] = True
        if column.not_null:
            spec["nullable"] = False
        label = label_of(self.layout, column)
        if label:
            spec["label"] = label
        if element.description:
            spec["description"] = element.description
        comment = one_line(label)
        if comment != label:
            spec["comment"] = comment
        spec |= facts.spec()
        if element.default is not None:
            spec["default"] = default_of(element.default, column.resolved.type)
        if enum := enum_of(column.resolved.type):
            spec["enum"] = enum
        spec = literal(spec)
        business = self.context.column(self.entries, column.source) if self.entries else {}
        if stated := self._privacy(column, facts):
            business = layered(business, literal(stated))
        if business:
            spec["business"] = business
        spec["source"] = _source(column) | facts.source
        return spec

    def _privacy(self, column: Column, facts: Facts) -> dict[str, Any]:
        """The classification by the rules' table, of where a column came from if it says nothing itself.

        A structure has the highest class of its fields: who may read the column reads them.
        """
        found, origin = self.classes.of(column.element.annotations), column.resolved.origin
        if found is None and origin is not None and origin is not column.element:
            found = self.classes.of(origin.annotations)
        of_fields = set()
        for privacy in privacy_of_fields(column.resolved.type):
            of_fields.add(self.classes.of(privacy))
            self._note_unclassified(column, privacy)
        found = self.classes.highest({found, *of_fields}) if of_fields else found
        stated: dict[str, Any] = {"classification": found} if found else {}
        return {**stated, "custom": facts.custom} if facts.custom else stated

    def _note_unclassified(self, column: Column, privacy: Mapping[str, Any]) -> None:
        """What a structure's field says of its class, and the rules' table does not have."""
        entity = self.layout.entity
        for name in privacy:
            if is_told_by_its_column(name) and not self.classes.names(name):
                message = f"{name} of a structure's field has no place in a column's spec"
                path = entity.place("elements", column.element.name)
                self.diagnostics.count("MAP030", message, file=entity.file, path=path)

    def _type(self, column: Column, measure: Mapping[str, Any] | None) -> str:
        if column.given_type:
            self._given(column)
            return column.given_type
        if measure is not None and not column.element.type.stated:
            guess = self._measure_type(column, measure)
            if guess:
                return guess
        mapped = glue_type(column.resolved.type, self.policy)
        problem = column.resolved.problem
        rendered = render(mapped.type)
        losses = {loss.code: loss.what for loss in mapped.lossy}
        if len(rendered) > TYPE_LIMIT:
            problem, rendered, losses = "MAP008", "string", {}
        if problem and problem not in losses:
            losses.pop("MAP006", None)  # no type is left because of the problem: one finding
            losses = {problem: _PROBLEMS[problem], **losses}
        for code, what in losses.items():
            self._lost(column, code, what)
        if losses.keys() & _PROBLEMS.keys():
            self.unresolved += 1
        elif losses:
            self.lossy += 1
        return rendered

    def _measure_type(self, column: Column, measure: Mapping[str, Any]) -> str:
        """The type of a measure that would be a text: what it counts, or a decimal as a guess."""
        resolved = column.resolved
        if resolved.type.stated and not resolved.problem and not is_text(resolved.type):
            return ""
        if measure.get("aggregation") in COUNTING:
            return render(glue_type(BIGINT, self.policy).type)
        guess = render(glue_type(FLOATING, self.policy).type)
        why = resolved.missing or "its type is stated nowhere"
        if is_text(resolved.type):
            why = "it is of a text"
        elif resolved.problem == CIRCLE:
            why = "it is made of itself, through other measures in a circle"
        self._lost(column, "MAP055", f"{why}, and a measure is a number: {guess} as a guess")
        self.unresolved += 1
        return guess

    def _given(self, column: Column) -> None:
        entity = self.layout.entity
        message = f"column {column.source!r} of {entity.key.name!r}: {column.given_type} by the rules"
        path = entity.place("elements", column.element.name)
        self.diagnostics.add("MAP042", message, file=entity.file, path=path)

    def _lost(self, column: Column, code: str, what: str) -> None:
        entity = self.layout.entity
        path = entity.place("elements", column.element.name)
        is_open = column.resolved.problem == UNRESOLVED.problem and not column.resolved.missing
        if self.layout.absent and is_open:
            self._without_source(column, code, what)
            return
        remedy = "Set the column's type in the spec if another one fits better"
        self.diagnostics.add(
            code,
            f"column {column.source!r} of {entity.key.name!r}: {what}",
            remedy,
            file=entity.file,
            path=path,
        )

    def _without_source(self, column: Column, code: str, what: str) -> None:
        """The findings of a column that has no type since its source is absent: of the source only once."""
        entity, names = self.layout.entity, " and ".join(map(repr, self.layout.absent))
        remedy = f"Import the export of {names}, too, in one call"
        if not self.source_told:
            self.source_told = True
            verb = "is" if len(self.layout.absent) == 1 else "are"
            message = f"{entity.key.name!r} takes columns from {names}, which {verb} in none of the files"
            self.diagnostics.add("MAP017", message, remedy, file=entity.file, path=entity.path)
        self.diagnostics.count(
            code,
            f"column {column.source!r} of {entity.key.name!r}: {what}",
            remedy,
            file=entity.file,
            path=entity.place("elements", column.element.name),
            kind=f"columns of {entity.key.name!r}: {what}",
        )


_PROBLEMS = {
    "MAP001": "its type is defined in none of the files: string",
    "MAP006": "no type is stated and none can be found through the query: string",
    "MAP007": "its type refers to itself in a circle: string",
    "MAP008": "its type is nested too deeply: string",
}


def _source(column: Column) -> dict[str, Any]:
    """Where a column came from: name, original type, and what else only the export knows."""
    source: dict[str, Any] = {"name": column.source}
    stated, resolved = column.element.type, column.resolved.type
    if stated.stated and stated != resolved and not column.foreign_key_of:
        source["type"] = f"{spell(stated)} = {spell(resolved)}" if resolved.stated else spell(stated)
    elif resolved.stated:
        source["type"] = spell(resolved)
    if column.foreign_key_of:
        source["association"] = column.foreign_key_of
    if column.element.localized:
        source["localized"] = True
    if column.element.calculated:
        source["calculated"] = True
    if column.formula:
        source["formula"] = column.formula
        value = column.element.annotations.get("value")
        if isinstance(value, dict) and value.get("stored") is True:
            source["stored"] = True
    elif column.element.expression:  # in a form that no formula can be made of
        source["expression"] = column.element.expression
    if fields := fields_of(resolved):
        source["fields"] = fields
    return source


def one_line(text: str) -> str:
    """`text` as Glue takes it for a comment: one line, no control characters, at most 255."""
    if len(text) <= COMMENT_LIMIT and text.isprintable():
        return text
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return flat if len(flat) <= COMMENT_LIMIT else flat[: COMMENT_LIMIT - 1] + "…"
