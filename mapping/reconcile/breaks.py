"""What an import's changes of a spec mean for readers, by the same table as the gate of a pull request.

A column that goes, gets another name or a type that some reader can't read is a warning with the change's own
code; the spec is written all the same, and the gate refuses it until someone accepts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from catalog.language.changes.model import Table
from catalog.language.changes.of_specs import table_of
from catalog.language.changes.spec_changes import spec_breaks
from catalog.language.changes.verdicts.verdict import Judgement
from catalog.language.findings import DataError, Finding, Path, Severity
from catalog.language.glue.types import GlueTypeError
from catalog.language.specs.resolver import TableSpec, table_by_itself
from catalog.language.specs.yaml_text import line_of, parse

Spec = Mapping[str, Any]
# of declaring a spec with errors, which check tells
UNDECLARED = (GlueTypeError, KeyError, TypeError, AttributeError, ValueError)


@dataclass(frozen=True, slots=True)
class Above:
    """The documents whose defaults a table's spec has: its database's and the catalog's, as they are."""

    database: str = ""
    catalog: str = ""

    def table(self, spec: Spec, file: str) -> TableSpec | None:
        """The table that a document is; None where people wrote what can't be read, which check tells."""
        try:
            return table_by_itself(spec, _document(self.database), _document(self.catalog), file)
        except (KeyError, TypeError, AttributeError):
            return None


@lru_cache(maxsize=64)
def _document(text: str) -> Spec:
    try:
        found = parse(text, "")
    except DataError:
        return {}
    return found if isinstance(found, dict) else {}


def form_of(spec: TableSpec) -> Table | None:
    """The table as Glue is to have it; None where it can't be made, or is another tool's."""
    try:
        return table_of(spec)
    except UNDECLARED:
        return None


def findings_of_breaks(before: Spec, text: str, above: Above, file: str) -> Iterator[Finding]:
    """A warning for each change, from the spec before to the file's new text, that breaks a reader."""
    after = parse(text, file)
    specs = above.table(before, file), above.table(after, file)
    if specs[0] is None or specs[1] is None:
        return
    try:
        broken = spec_breaks(specs[0], specs[1])
    except UNDECLARED:
        return
    for found in broken:
        path = _place(found, after)
        yield Finding(
            found.code,
            Severity.WARNING,
            f"{_what(found)}: {found.reason}",
            found.remedy,
            file,
            line_of(text, path)[0],
            path,
        )


def _what(found: Judgement) -> str:
    """The change in the words of preview, without its mark."""
    return "; ".join(line[2:] for line in found.change.lines())


def _place(found: Judgement, spec: Spec) -> Path:
    """Where the spec says what changed: the column, or all of them where it is gone."""
    name = found.path.partition(".")[0].removesuffix("[]")
    names = [column.get("name") for column in spec.get("columns", ())]
    return ("columns", names.index(name)) if name in names else ("columns",)
