"""Which OData an EDMX document is of.

In V1, V2 and V3 the wrapper is Microsoft's and of version 1.0; what the service speaks is said by
`m:DataServiceVersion` and the schema's namespace (CSDL 1.0 to 3.0), and all have one form. In V4 the
wrapper is OASIS's and of the version itself. Sources: OData V2, V3 and V4, "CSDL".
"""

from __future__ import annotations

import re

from .xml_tree import Node

V4 = "http://docs.oasis-open.org/odata/ns/edmx"
_BEFORE_4 = re.compile(r"http://schemas\.microsoft\.com/ado/[0-9]{4}/[0-9]{2}/edmx")


def is_v4(root: Node) -> bool:
    """True for metadata of OData V4."""
    return root.name == "Edmx" and root.namespace == V4 and root.get("Version").startswith("4.")


def is_before_4(root: Node) -> bool:
    """True for metadata of OData V2 or V3; database designers wrap files of their own in the same element."""
    return (
        root.name == "Edmx"
        and _BEFORE_4.fullmatch(root.namespace) is not None
        and any(True for _ in root.all("DataServices"))
    )
