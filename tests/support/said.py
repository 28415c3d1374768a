"""Whether what an annotation says stands in a spec, by the spec's words: nothing of `mapping` is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

WORDS = {
    # values whose words in a spec are others
    "BASE": "measure",
    "ANALYTICAL_FACT": "fact",
    "ANALYTICAL_DIMENSION": "dimension",
    "LANGUAGE_DEPENDENT_TEXT": "text",
    "ANALYTICAL_PARENT_CHILD_HIERARCHY_NODE": "hierarchy",
    "ANALYTICAL_CUBE": "analytic-model",
    "DATA_STRUCTURE": "relational",
    "aggregate": "analytical_queries",
    "false": "hidden",  # of @sap.visible, whose flags are texts
}
TRUE = {
    "@DataWarehouse.persistence.hdlf.enableDeletionVectors": "deletion_vectors",
    # flags, by what a spec has where one is true
    "@DataWarehouse.consumption.external": "exposed",
    "@Catalog.supportsAnalyticalQueries": "analytical_queries",
    "@cds.persistence.exists": "copy",
    "@cds.external": "external_service",
    "@PersonalData.isPotentiallyPersonal": "personal",
    "@PersonalData.isPotentiallySensitive": "sensitive",
    "@Semantics.date": "calendar.date",
    "@Semantics.geoLocation.latitude": "geo.latitude",
    "@Semantics.geoLocation.longitude": "geo.longitude",
    "@Core.Computed": "calculated",
}
NO_DATA = {
    "@DataWarehouse.editorType": "which editor opens the object",
    "@cds.persistence.skip": "whether the object is a table at all",
}
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def is_said(annotation: str, value: Any, places: Any) -> bool:
    """Whether each part of an annotation's value stands somewhere in `places`, parts of a spec."""
    texts = {str(text) for text in _leaves(places, keys=True)}
    return annotation in NO_DATA or all(_stands(annotation, leaf, texts) for leaf in _leaves(value))


def named(annotation: str, told: str) -> bool:
    """Whether findings name this annotation, and not only one whose name begins so."""
    return re.search(re.escape(annotation) + r"(?![\w.])", told) is not None


def _stands(annotation: str, leaf: Any, texts: set[str]) -> bool:
    if leaf in (None, "", False):
        return True  # the same as no annotation
    if leaf is True:
        words = [TRUE.get(annotation, ""), _kebab(annotation.rpartition(".")[2])]
        words.append(_kebab(annotation.removeprefix("@Semantics.")))
        words += [_kebab(".".join(annotation.split(".")[-n:])).replace("-", "_") for n in (1, 2)]
        return any(word.replace(".", "_") in texts or word in texts for word in words)
    if annotation == "@DataWarehouse.remote.entity":
        return all(
            part in texts for part in re.split("[\x7f.]", str(leaf).replace('"', "")) if part != "<NULL>"
        )
    text = str(leaf).removeprefix("#")  # another spelling of {"#": symbol}, where symbols are expected
    if text.startswith("{i18n>"):
        return True  # looked up elsewhere, or CSN014
    found = [
        str(leaf),
        text,
        _kebab(text),
        re.sub(r"[^a-z0-9_]+", "_", text.lower()).strip("_"),
        WORDS.get(text),
    ]
    return any(word in texts for word in found) or any(t.endswith(f".{_kebab(text)}") for t in texts)


def _leaves(value: Any, *, keys: bool = False) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if keys:
                yield key
            yield from _leaves(inner, keys=keys)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, keys=keys)
    else:
        yield value


def _kebab(text: str) -> str:
    return _HUMP.sub("-", text).replace("_", "-").lower()
