"""Examples of codes about stack files."""

from __future__ import annotations

from catalog.language.code_table import Examples

from .files import stack, typed

_GUARD = 'config:\n  aws:region: eu-west-1\n  aws:allowedAccountIds: ["123456789012"]\n'
_LAKE = "  catalog:variables: {lake: shop-lake}\n"

STACKS: Examples = {
    "STACK001": typed(
        "catalog env local",
        "catalog check --stack dev  # Pulumi.dev.yaml is there",
    ),
    "STACK002": stack("config: catalog:variables\n", f"{_GUARD}{_LAKE}"),
    "STACK003": stack(
        f"{_GUARD}{_LAKE}  catalog:protected: true\n",
        f"{_GUARD}{_LAKE}  catalog:protect: true\n",
    ),
    "STACK004": stack(
        'config:\n  aws:allowedAccountIds: ["12345"]\n' + _LAKE,
        'config:\n  aws:allowedAccountIds: ["123456789012"]\n' + _LAKE,
    ),
    "STACK005": stack(f"config:\n  aws:region: eu-west-1\n{_LAKE}", f"{_GUARD}{_LAKE}"),
    "STACK006": stack(
        f"{_GUARD}{_LAKE}  aws:token: IQoJb3JpZ2luX2VjEXAMPLE\n",
        f"{_GUARD}{_LAKE}  aws:profile: shop-dev\n",
    ),
    "STACK007": stack(
        f"{_GUARD}{_LAKE}  aws:endpoints:\n    - glue: https://glue.example.com\n",
        f"{_GUARD}{_LAKE}",
    ),
    "STACK008": stack(
        f"{_GUARD}{_LAKE}  aws:accessKey: AKIAIOSFODNN7EXAMPLE\n  aws:secretKey:\n    secure: AAABAEXAMPLE\n",
        f"{_GUARD}{_LAKE}  aws:profile: shop-dev\n",
    ),
    "STACK009": stack(
        'config:\n  aws:allowedAccountIds: ["000000000000"]\n  catalog:variables: {lake: REPLACE-lake}\n',
        'config:\n  aws:allowedAccountIds: ["123456789012"]\n  catalog:variables: {lake: shop-lake}\n',
    ),
}
