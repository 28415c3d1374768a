"""Small exports to start from; a test writes only what it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.language.findings import Finding, Severity
from mapping.combine.definitions import combine
from mapping.csn.reader import read_csn
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.reader import read
from mapping.rules.business_context import BusinessContext, no_context
from mapping.rules.loader import read_rules
from mapping.rules.rules import Rules, no_rules
from mapping.specs.documents import Specs
from mapping.specs.options import SpecOptions
from mapping.specs.tables import specs_of, to_specs

STRING = {"type": "cds.String", "length": 10}


def entity(elements: Mapping[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    """An entity definition; without elements it has one column `id`."""
    return {"kind": "entity", "elements": dict(elements or {"id": STRING}), **members}


def annotated(definition: Mapping[str, Any], **annotations: Any) -> dict[str, Any]:
    """The definition with annotations, `__` standing for the dot: Semantics__text -> @Semantics.text."""
    return {**definition, **{"@" + name.replace("__", "."): value for name, value in annotations.items()}}


def to_one(target: str, *pairs: tuple[str, str], name: str, **members: Any) -> dict[str, Any]:
    """An unmanaged association called `name`."""
    on: list[Any] = []
    for local, remote in pairs:
        on += ["and"] * bool(on) + [{"ref": [local]}, "=", {"ref": [name, remote]}]
    return {"type": "cds.Association", "target": target, "on": on, **members}


def export(definitions: Mapping[str, Any], **sections: Any) -> dict[str, Any]:
    """A document as Datasphere's UI writes it."""
    return {"definitions": dict(definitions), "version": {"csn": "1.0"}, **sections, "$version": "1.0"}


def write_export(path: Path, definitions: Mapping[str, Any], **sections: Any) -> Path:
    """The same as a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(export(definitions, **sections), indent=1, ensure_ascii=False), encoding="utf-8"
    )
    return path


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an export: specs by `database.table`, and the findings."""

    specs: Specs
    findings: list[Finding]

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """Table specs by their logical name."""
        return {f"{t.database}.{t.name}": t.spec for t in self.specs.tables}

    @property
    def table(self) -> dict[str, Any]:
        """The first table's spec."""
        return self.specs.tables[0].spec

    def columns(self, table: str = "") -> dict[str, dict[str, Any]]:
        """A table's columns by name."""
        return {c["name"]: c for c in (self.tables[table] if table else self.table)["columns"]}

    def codes(self, *severities: Severity) -> list[str]:
        """The findings' codes, sorted."""
        return sorted(f.code for f in self.findings if not severities or f.severity in severities)

    def messages(self, code: str) -> list[str]:
        """What the findings of one code say."""
        return [f.said for f in self.findings if f.code == code]


def rules_of(text: str) -> Rules:
    """The rules of a file that holds `text` after its kind."""
    return read_rules(f"kind: Rules\n{text}".encode(), "rules.yaml")


SUFFIX = rules_of("names: {collisions: suffix}")


def imported(
    definitions: Mapping[str, Any],
    space: str = "SALES",
    *,
    rules: Rules | None = None,
    context: BusinessContext | None = None,
    **sections: Any,
) -> Imported:
    """What an export of these definitions becomes, without any file."""
    return imported_document(export(definitions, **sections), space, rules=rules, context=context)


def imported_document(
    content: Mapping[str, Any],
    space: str = "SALES",
    *,
    rules: Rules | None = None,
    context: BusinessContext | None = None,
) -> Imported:
    """What a whole CSN document becomes, without any file."""
    diagnostics = Diagnostics()
    rules = rules or no_rules()
    document = read(json.dumps(content).encode(), "export.json")
    model = combine([read_csn(document, space, diagnostics, rules.languages)], diagnostics)
    make = specs_of if rules.order else to_specs  # tests of errors look at the specs, too
    return Imported(make(model, diagnostics, SpecOptions(rules, context or no_context())), diagnostics.all())


def column(**element: Any) -> dict[str, Any]:
    """The column that one element becomes, named `x`; annotations with `__` for the dot."""
    members = {k: v for k, v in element.items() if "__" not in k}
    rest = {k: v for k, v in element.items() if "__" in k}
    return imported({"T": entity({"x": annotated(members, **rest)})}).columns()["x"]
