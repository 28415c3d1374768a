"""The files of the example project that examples are about, and short ways to write one."""

from __future__ import annotations

from catalog.language.code_table import SHELL, Example

TABLE = "catalog_specs/sales/orders.yaml"
DATABASE = "catalog_specs/sales/database.yaml"
STACK = "Pulumi.dev.yaml"


def table(before: str, after: str) -> Example:
    """An example in the spec of a table."""
    return Example({TABLE: before}, {TABLE: after})


def stack(before: str, after: str) -> Example:
    """An example in the file of a stack."""
    return Example({STACK: before}, {STACK: after})


def typed(before: str, after: str) -> Example:
    """An example of commands that people type."""
    return Example({SHELL: before}, {SHELL: after})
