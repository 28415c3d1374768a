"""Examples of codes about a project's own files."""

from __future__ import annotations

from catalog.language.code_table import SHELL, Example, Examples

from .files import TABLE

PROJECT = "Pulumi.yaml"
PROGRAM = "__main__.py"
_PLUGIN = "name: shop\nruntime: python\nplugins:\n  providers:\n    - name: aws\n      path: {path}\n"
_PLAIN = "name: shop\nruntime: python\n"

PROJECTS: Examples = {
    "PROJ001": Example(
        {PROJECT: _PLUGIN.format(path="./provider")},
        {PROJECT: _PLUGIN.format(path="./catalog/provider")},
    ),
    "PROJ002": Example(
        {PROGRAM: "import pulumi\nfrom catalog_program.program import main\n\npulumi.run(main)\n"},
        {PROGRAM: "import pulumi\nfrom catalog.program.program import main\n\npulumi.run(main)\n"},
    ),
    "PROJ003": Example(
        {PROJECT: _PLAIN, TABLE: "manage: context\ndescription: Orders of all shops\n"},
        {PROJECT: _PLAIN, TABLE: "manage: all\ndescription: Orders of all shops\n"},
    ),
    "LIVE001": Example(
        {TABLE: "name: orders  # a crawler made sales.orders in Glue\n"},
        {SHELL: "pulumi import aws:glue/catalogTable:CatalogTable sales.orders 123456789012:sales:orders"},
    ),
    "LIVE002": Example(
        {SHELL: "pulumi import aws:glue/catalogTable:CatalogTable sales.orders 123456789012:sales:orders"},
        {TABLE: "name: orders  # the spec of the imported table\n"},
    ),
}
