"""Examples of codes about partitions, their keys, indexes and projection."""

from __future__ import annotations

from catalog.language.code_table import Examples

from .files import table

_KEYS = "partitions:\n  keys:\n    - {name: dt, type: date}\n    - {name: shop, type: string}\n"
_DAYS = "  values:\n    dt: {from: 2026-01-01, to: 2026-01-31}\n    shop: [north, south]\n"
_PROJECTED = (
    "  projection:\n    keys:\n      dt: {type: date, format: yyyy-MM-dd, range: [2026-01-01, NOW]}\n"
)
_HOURS = "  values:\n    hour: {from: 2024-01-01T00, to: 2026-12-31T23, by: hour}\n"
_ONE = "partitions:\n  keys:\n    - {name: hour, type: string}\n"

PARTITIONS: Examples = {
    "SPEC014": table(
        "columns:\n  - {name: order_id, type: string}\n  - {name: dt, type: date}\n"
        "partitions:\n  keys:\n    - {name: dt, type: date}\n",
        "columns:\n  - {name: order_id, type: string}\npartitions:\n  keys:\n    - {name: dt, type: date}\n",
    ),
    "SPEC015": table(f"{_KEYS}  indexes: [[day]]\n", f"{_KEYS}  indexes: [[dt]]\n"),
    "SPEC016": table(f"{_KEYS}  indexes: [[dt], [dt]]\n", f"{_KEYS}  indexes: [[dt], [shop, dt]]\n"),
    "SPEC021": table(
        f"{_KEYS}  values:\n    - [2026-02-30, north]\n", f"{_KEYS}  values:\n    - [2026-02-28, north]\n"
    ),
    "SPEC024": table(
        "partitions:\n  keys:\n    - {name: day, type: int}\n    - {name: customer, type: int}\n"
        "  values:\n    day: {from: 1, to: 1000}\n    customer: {from: 1, to: 30000}\n",
        "partitions:\n  keys:\n    - {name: day, type: int}\n    - {name: region, type: int}\n"
        "  values:\n    day: {from: 1, to: 1000}\n    region: {from: 1, to: 8}\n",
    ),
    "SPEC025": table(
        f"{_KEYS}{_PROJECTED}", f"{_KEYS}{_PROJECTED}      shop: {{type: enum, values: [north, south]}}\n"
    ),
    "SPEC026": table(
        f'{_KEYS}{_DAYS}  location: "{{dt}}"\n', f'{_KEYS}{_DAYS}  location: "{{dt}}/{{shop}}"\n'
    ),
    "SPEC030": table(
        f"{_KEYS}  values:\n    - [2026-01-01, north]\n    - [null, north]\n  indexes: [[dt]]\n",
        f"{_KEYS}  values:\n    - [2026-01-01, north]\n    - [null, north]\n  indexes: [[shop]]\n",
    ),
    "SPEC031": table(
        f"{_KEYS}{_DAYS}  overrides:\n    - where: {{dt: 2026-01-01}}\n"
        "      storage: {format: orc, compression: zlib}\n",
        f"{_KEYS}{_DAYS}  overrides:\n    - where: {{dt: 2026-01-01}}\n      storage: {{format: orc}}\n",
    ),
    "SPEC032": table(
        f"{_KEYS}{_DAYS}  except:\n    - {{dt: 2025-12-31}}\n",
        f"{_KEYS}{_DAYS}  except:\n    - {{dt: 2026-01-31}}\n",
    ),
    "SPEC033": table(
        'partitions:\n  keys:\n    - {name: month, type: int}\n  values: [["1"], ["01"]]\n',
        'partitions:\n  keys:\n    - {name: month, type: int}\n  values: [["1"], ["2"]]\n',
    ),
    "SPEC034": table(f"{_ONE}{_HOURS}", f"{_ONE}  warn_above: 30000\n{_HOURS}"),
    "SPEC035": table(f"{_KEYS}{_DAYS}  expected_size: 2 MB\n", f"{_KEYS}{_DAYS}  expected_size: 200 MB\n"),
}
