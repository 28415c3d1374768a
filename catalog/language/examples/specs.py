"""Examples of codes about specs: files, columns, names, locations, storage."""

from __future__ import annotations

from catalog.language.code_table import SHELL, Example, Examples

from .files import DATABASE, STACK, TABLE, table, typed

_COLUMNS = "columns:\n  - {name: order_id, type: string}\n"
_GUARD = 'config:\n  aws:allowedAccountIds: ["123456789012"]\n  catalog:variables: {lake: shop-lake}\n'
_OTHER = "catalog_specs/sales/customers.yaml"
_MANY_KEYS = 'for n in $(seq 1500); do echo "key$n: 1"; done'
_ARCHIVE = "catalog_specs/sales_archive/database.yaml"
_PARENT = "relationships:\n  - name: parent\n    to: sales.orders\n    on: {parent_id: order_id}\n"

SPECS: Examples = {
    "SPEC000": Example(
        {STACK: f"{_GUARD}  catalog:specs: specs\n"}, {STACK: f"{_GUARD}  catalog:specs: catalog_specs\n"}
    ),
    "SPEC001": table("description: Orders: all shops\n", 'description: "Orders: all shops"\n'),
    "SPEC002": table("columns:\n  - {name: order_id}\n", _COLUMNS),
    "SPEC003": table(
        "columns:\n  - {name: order_id, type: string, lable: Order}\n",
        "columns:\n  - {name: order_id, type: string, label: Order}\n",
    ),
    "SPEC004": table(
        "description: Orders\ndescription: Orders of all shops\n", "description: Orders of all shops\n"
    ),
    "SPEC005": table("name: order\n", "name: orders\n"),
    "SPEC006": Example(
        {STACK: f"{_GUARD}  catalog:select: [sale]\n"}, {STACK: f"{_GUARD}  catalog:select: [sales]\n"}
    ),
    "SPEC007": typed(
        "mv catalog_specs/sales/orders.yaml catalog_specs/sales/orders.yml\ncatalog check",
        "mv catalog_specs/sales/orders.yaml catalog_specs/sales/old_orders.yml\n"
        "mv catalog_specs/sales/old_orders.yml catalog_specs/sales/orders.yaml\ncatalog check",
    ),
    "SPEC008": typed(
        "touch catalog_specs/.import.journal  # what an import leaves that is killed while it writes\n"
        "catalog check",
        "catalog import exports --specs catalog_specs\ncatalog check",
    ),
    "SPEC009": typed(
        "ln -s orders.yaml catalog_specs/sales/returns.yaml\ncatalog check",
        "rm -f catalog_specs/sales/returns.yaml\ncatalog check",
    ),
    "SPEC010": Example(
        {_ARCHIVE: "name: sales_archive\nphysical_name: sales\n"},
        {_ARCHIVE: "name: sales_archive\nphysical_name: sales_archive_dev\n"},
    ),
    "SPEC011": table(
        "columns:\n  - {name: amount, type: double}\n  - {name: amount, type: string}\n",
        "columns:\n  - {name: amount, type: double}\n  - {name: amount_text, type: string}\n",
    ),
    "SPEC012": table(
        "columns:\n  - {name: placed_at, type: datetime}\n",
        "columns:\n  - {name: placed_at, type: timestamp}\n",
    ),
    "SPEC013": Example(
        {
            TABLE: "storage:\n  location: s3://${bucket}/sales/orders/\n",
            STACK: _GUARD,
        },
        {
            TABLE: "storage:\n  location: s3://${bucket}/sales/orders/\n",
            STACK: _GUARD.replace("lake: shop-lake", "lake: shop-lake, bucket: shop-orders"),
        },
    ),
    "SPEC017": table(
        "relationships:\n  - {name: customer, to: sales.customers}\n",
        "relationships:\n  - {name: parent, to: sales.orders}\n",
    ),
    "SPEC018": Example({DATABASE: "physical_name: Sales-Dev\n"}, {DATABASE: "physical_name: sales_dev\n"}),
    "SPEC019": table(
        "storage:\n  location: /data/sales/orders\n", "storage:\n  location: s3://${lake}/sales/orders/\n"
    ),
    "SPEC020": table(
        "storage:\n  location: s3://${lake}/sales/orders/\n  format: parquet\n  compression: bzip2\n",
        "storage:\n  location: s3://${lake}/sales/orders/\n  format: parquet\n  compression: zstd\n",
    ),
    "SPEC022": table(f"{_COLUMNS}{_PARENT}", f"{_COLUMNS}  - {{name: parent_id, type: string}}\n{_PARENT}"),
    "SPEC023": table("parameters:\n  catalog.owner: shop\n", "parameters:\n  owner: shop\n"),
    "SPEC027": Example(
        {SHELL: f"{_MANY_KEYS} >> catalog_specs/sales/orders.yaml\ncatalog check"},
        {SHELL: "catalog check"},
        beside=("SPEC003",),
    ),
    "SPEC028": table(
        "manage: context\ndescription: Orders\nstorage:\n  format: parquet\n",
        "manage: context\ndescription: Orders\n",
    ),
    "SPEC029": table(
        'columns:\n  - {name: price, type: "struct<net.amount:double>"}\n',
        'columns:\n  - {name: price, type: "struct<net_amount:double>"}\n',
    ),
    "SPEC036": Example(
        {_OTHER: "storage:\n  location: s3://${lake}/sales/orders/customers/\n"},
        {_OTHER: "storage:\n  location: s3://${lake}/sales/customers/\n"},
    ),
}
