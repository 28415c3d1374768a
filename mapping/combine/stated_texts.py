"""One text that several places of the files state."""

from __future__ import annotations

from collections.abc import Sequence

from mapping.cds.annotations import shown
from mapping.unions.definitions import Difference, Placed

from .overlap_findings import OverlapFindings
from .preference import preferred


def settled_text(
    part: str, name: str, saying: Sequence[Placed], told: OverlapFindings, prefer: Sequence[str]
) -> str:
    """The `part` of those who state it; two different ones that no preference settles are an error."""
    texts = {str(getattr(each, part)) for each in saying}
    if len(texts) > 1:
        kept = preferred(prefer, saying, lambda each: each.file)
        ordered = sorted(saying, key=lambda each: (each.file, each.path))
        difference = Difference(part, "", tuple((each, shown(getattr(each, part))) for each in ordered))
        if kept:
            told.chosen(name, kept[0], [each for each in ordered if each not in kept], [difference])
            return settled_text(part, name, kept, told, prefer)
        told.differ(name, ordered, [difference])
    return min(texts)
