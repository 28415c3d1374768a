"""Generates one large Datasphere export: a closure over five spaces, indented as the UI writes it.

Forty elements an entity: keys, labels, dates, amounts with their currency, quantities with their unit,
texts, an enumeration, associations to entities of the same and of other spaces. One entity in four is a
view whose columns state no type of their own. The same bytes every time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OWN = "BNPL_CORE"
OTHERS = ("BNPL_RISK", "BNPL_SALES", "BNPL_FINANCE", "BNPL_PARTNERS")  # each is a context of the export
SUBJECTS = (
    "Instalments",
    "Orders",
    "Merchants",
    "Customers",
    "Payouts",
    "Disputes",
    "Refunds",
    "Settlements",
)
VIEW_EVERY = 4
STRINGS = 13  # plain texts of each entity, so that it has forty elements

Member = dict[str, Any]


def write(path: Path, entities: int) -> Path:
    """One CSN document of so many entities, written definition by definition."""
    contexts = ((name, _context(name)) for name in OTHERS)
    with path.open("w", encoding="utf-8") as out:
        out.write('{\n  "definitions": {')
        before = "\n"
        for name, definition in (*contexts, *_entities(entities)):
            text = json.dumps(definition, indent=2, ensure_ascii=False).replace("\n", "\n    ")
            out.write(f"{before}    {json.dumps(name)}: {text}")
            before = ",\n"
        out.write(
            '\n  },\n  "version": {\n    "csn": "1.0"\n  },\n  "meta": {\n    "creator": "benchmark"\n  },\n'
        )
        out.write('  "$version": "1.0"\n}\n')
    return path


def _entities(entities: int) -> Iterator[tuple[str, Member]]:
    for number in range(entities):
        yield _name(number), _view(number) if number % VIEW_EVERY == VIEW_EVERY - 1 else _table(number)


def _name(number: int) -> str:
    space = number % (len(OTHERS) + 1)
    name = f"{SUBJECTS[number % len(SUBJECTS)]}_{number:05}"
    return f"{OTHERS[space - 1]}.{name}" if space else name


def _context(name: str) -> Member:
    return {
        "kind": "context",
        "@EndUserText.label": name.replace("_", " ").title(),
        "@DataWarehouse.space.schema": name,
        "@DataWarehouse.space.name": name,
    }


def _table(number: int) -> Member:
    elements = dict(_elements(number))
    return _entity(number, elements, "ANALYTICAL_FACT" if number % 2 else "ANALYTICAL_DIMENSION")


def _view(number: int) -> Member:
    """A view of the entity before it, columns by reference: their types are found through the query."""
    below = dict(_elements(number - 1))
    elements = {
        name: e if "target" in e else {k: v for k, v in e.items() if k[:1] == "@" or k == "key"}
        for name, e in below.items()
    }
    columns = [{"ref": [name]} for name, e in below.items() if "target" not in e]
    found = _entity(number, elements, "ANALYTICAL_FACT")
    found["query"] = {"SELECT": {"from": {"ref": [_name(number - 1)]}, "columns": columns}}
    listed = ",\n  ".join(f'"{column["ref"][0]}"' for column in columns)
    found["@DataWarehouse.sqlEditor.query"] = f'SELECT\n  {listed}\nFROM "{_name(number - 1)}"'
    return found


def _entity(number: int, elements: Member, pattern: str) -> Member:
    subject = SUBJECTS[number % len(SUBJECTS)]
    return {
        "kind": "entity",
        "@EndUserText.label": f"{subject} of contributor {number}",
        "@EndUserText.quickInfo": f"{subject} as contributor {number} reports them each day",
        "@ObjectModel.modelingPattern": {"#": pattern},
        "@ObjectModel.supportedCapabilities": [{"#": "ANALYTICAL_PROVIDER"}, {"#": "SQL_DATA_SOURCE"}],
        "@ObjectModel.representativeKey": {"=": "InstalmentID"},
        "@DataWarehouse.consumption.external": number % 3 == 0,
        "elements": elements,
        "_meta": {"dependencies": {"folderAssignment": f"Folder_{number % 40:02}"}},
    }


def _elements(number: int) -> Iterator[tuple[str, Member]]:
    text: Member = {"type": "cds.String"}
    date = {"type": "cds.Date", "@Semantics.calendar.date": True}
    yield "ContributorID", _with("Contributor ID", text, length=10, key=True, notNull=True)
    yield "InstalmentID", _with("Instalment ID", {"type": "cds.UUID"}, key=True, notNull=True)
    whose = f"of contributor {number}"
    for each, label in (("Customer", "Customer"), ("Merchant", "Merchant"), ("Product", "Product financed")):
        kind: Member = {
            "@Analytics.dimension": True,
            "@ObjectModel.foreignKey.association": {"=": f"_{each}"},
        }
        yield f"{each}ID", _with(f"{label} ID", text | kind, length=20)
        coded: Member = {"@ObjectModel.text.element": [{"=": f"{each}Name"}]}
        yield f"{each}Code", _with(f"{label} code {whose}", text | coded, length=12)
        about = f"Name of the {label.lower()} as in the contributor's own system"
        named: Member = {"@EndUserText.quickInfo": about, "@Semantics.text": True}
        yield f"{each}Name", _with(f"{label} name {whose}", text | named, length=80)
        yield f"_{each}", _association(f"{each}ID", label, number, len(each))
    for each in ("DueDate", "PaidDate"):
        yield each, _with(f"{each[:-4]} date", date)
    for each in ("CreatedAt", "ChangedAt"):
        yield each, _with(f"{each[:-2]} at (UTC)", {"type": "cds.Timestamp"}, notNull=True)
    yield "Currency", _with("Transaction currency", text | {"@Semantics.currencyCode": True}, length=3)
    yield "Unit", _with("Unit of measure", text | {"@Semantics.unitOfMeasure": True}, length=3)
    yield from _measures(whose)
    yield "Status", _with("Status of the instalment", text | {"enum": _STATES, **_SEARCHED}, length=1)
    yield "IsDisputed", _with("Is disputed", {"type": "cds.Boolean", "default": {"val": False}})
    for at in range(STRINGS):
        yield (
            f"Attribute{at:02}",
            _with(f"Attribute {at} {whose}", text | {"@Analytics.dimension": True}, length=40 + at),
        )


_STATES = {
    "open": {"val": "O", "@EndUserText.label": "Open"},
    "paid": {"val": "P", "@EndUserText.label": "Paid"},
    "late": {"val": "L", "@EndUserText.label": "Late"},
}
_SEARCHED = {"@Search.fuzzinessThreshold": 0.8}  # has no place in a spec: a finding, whose line is looked up
_MEASURE = {"@AnalyticsDetails.measureType": {"#": "BASE"}, "@Aggregation.default": {"#": "SUM"}}


def _measures(whose: str) -> Iterator[tuple[str, Member]]:
    decimal = {"type": "cds.Decimal", **_MEASURE}
    for each, label in (("Amount", "Amount due"), ("LateFee", "Late fee"), ("Net", "Net amount (€)")):
        amount = decimal | {"@Semantics.amount.currencyCode": {"=": "Currency"}}
        yield each, _with(f"{label} {whose}", amount, precision=15, scale=2)
    quantity = decimal | {"@Semantics.quantity.unitOfMeasure": {"=": "Unit"}}
    yield "Quantity", _with(f"Quantity ordered {whose}", quantity, precision=13, scale=3)
    yield "DaysLate", _with(f"Days late {whose}", {"type": "cds.Integer", **_MEASURE})


def _with(label: str, member: Member, **facets: Any) -> Member:
    return {"@EndUserText.label": label, **member, **facets}


def _association(local: str, label: str, number: int, step: int) -> Member:
    name = f"_{local.removesuffix('ID')}"
    return {
        "type": "cds.Association",
        "@EndUserText.label": label,
        "on": [{"ref": [local]}, "=", {"ref": [name, "CustomerID"]}],
        "target": _name(number - number % VIEW_EVERY if number < step * 7 else (number - step * 7) // 4 * 4),
    }
