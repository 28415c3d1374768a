"""What CSN members have of the type definitions that they name: annotations, texts, not null, defaults.

CDS's rule: annotations of a type hold for all that is of the type and of the types made of it, unless it has
its own. A label or description counts as one thing however it is spelled: `@title` of an element hides
`@EndUserText.label` of its type. One that is a placeholder without a text hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.language.findings import Path
from mapping.cds.labels import DESCRIPTIONS, LABELS
from mapping.cds.members import Members

from .elements import TYPE_STATES

MAX_STEPS = 60  # type definitions upon type definitions
_PASSED_ON = TYPE_STATES | {"doc"}  # beside annotations
_TEXTS = (LABELS, DESCRIPTIONS)


class Inherited:
    """Of the types of one file: `definitions` by their names."""

    def __init__(self, definitions: Mapping[str, Any], members: Members) -> None:
        self.definitions = definitions
        self.members = members
        self._merged: dict[str, Mapping[str, Any]] = {}

    def merged(self, member: dict[str, Any]) -> dict[str, Any]:
        """An element with what its type definition states and it does not itself."""
        name = member.get("type")
        inherited = self._of_type(name) if isinstance(name, str) and name in self.definitions else {}
        return _over(inherited, member) if inherited else member

    def text(
        self, member: Mapping[str, Any], names: tuple[str, ...], path: Path, *, own: bool = False
    ) -> str:
        """The member's text under the first of `names`; its type's where it has none or no text for it.

        With `own` only the latter: the type's stands for a placeholder without a text, never for nothing.
        """
        text, missing = self.members.looked_up(member, names, path)
        is_silent = not own and not any(name in member for name in names)
        instead = "left out"
        if not text and (missing or is_silent):
            text = self._text_of_types(member, names, path, missing)
            instead = "the text of its type is taken" if text else instead
        self.members.note_missing(missing, path, instead)
        return text

    def _text_of_types(
        self, member: Mapping[str, Any], names: tuple[str, ...], path: Path, missing: list[str]
    ) -> str:
        for step in self._types(member.get("type")):
            text, lacking = self.members.looked_up(step, names, path)
            if not missing:  # else the placeholder of the member itself is told
                missing += lacking
            if text or (not lacking and any(name in step for name in names)):
                return text
        return ""

    def _of_type(self, name: str) -> Mapping[str, Any]:
        """Annotations of a type definition, those of the definitions below it included."""
        if name not in self._merged:
            merged: dict[str, Any] = {}
            for step in reversed(list(self._types(name))):
                merged = _over(
                    merged, {n: value for n, value in step.items() if n[:1] == "@" or n in _PASSED_ON}
                )
            self._merged[name] = merged
        return self._merged[name]

    def _types(self, stated: Any) -> Iterator[Mapping[str, Any]]:
        """The definition that a type means, the one below that and so on; one that leads to itself ends."""
        for _ in range(MAX_STEPS):
            step = self._definition(stated)
            if step is None:
                return
            yield step
            stated = step.get("type")

    def _definition(self, stated: Any) -> Mapping[str, Any] | None:
        """A type definition by its name, or the element that `{ref: [Entity, element]}` leads to."""
        if isinstance(stated, str):
            found = self.definitions.get(stated)
            return found if isinstance(found, dict) and found.get("kind") == "type" else None
        steps = stated.get("ref") if isinstance(stated, dict) else None
        if not isinstance(steps, list) or len(steps) < 2 or not all(isinstance(s, str) for s in steps):
            return None
        found = self.definitions.get(steps[0])
        for step in steps[1:]:
            inside = found.get("elements") if isinstance(found, dict) else None
            found = inside.get(step) if isinstance(inside, dict) else None
        return found if isinstance(found, dict) else None


def _over(inherited: Mapping[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    hidden = {n for names in _TEXTS if any(n in own for n in names) for n in names}
    return {n: value for n, value in inherited.items() if n not in hidden} | own
