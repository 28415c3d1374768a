"""Examples of codes about rows that Datasphere restricts."""

from __future__ import annotations

from catalog.language.code_table import Example, Examples

from .files import STACK, TABLE, table

_CONTROLS = "access:\n  controls:\n    - {name: DAC_REGION}\n"
_ACKNOWLEDGED = (
    "  acknowledged:\n    by: sales@shop.example\n    reason: Only the sales team reads the bucket\n"
    '    until: "2999-01-31"\n'
)
_ANSWERED = _CONTROLS + _ACKNOWLEDGED
_PROTECTED = (
    'config:\n  aws:region: eu-west-1\n  aws:allowedAccountIds: ["123456789012"]\n'
    "  catalog:variables: {lake: shop-lake}\n  catalog:protect: true\n"
)

ACCESS: Examples = {
    "SPEC049": Example({TABLE: _CONTROLS, STACK: _PROTECTED}, {TABLE: _ANSWERED, STACK: _PROTECTED}),
    "SPEC050": table(_CONTROLS, _ANSWERED),
    "SPEC051": table(
        _ANSWERED + "    controls: {DAC_REGION: [], DAC_GONE: []}\n",
        _ANSWERED + "    controls: {DAC_REGION: []}\n",
    ),
}
