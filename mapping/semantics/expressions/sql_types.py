"""SQL's names of types, as `CAST(x AS DECIMAL(15,2))` has them, in CDS's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from mapping.model import TypeRef

_NAMES = {
    **dict.fromkeys(
        ("VARCHAR", "NVARCHAR", "CHAR", "NCHAR", "ALPHANUM", "SHORTTEXT", "STRING"), "cds.String"
    ),
    **dict.fromkeys(("CLOB", "NCLOB", "TEXT"), "cds.LargeString"),
    **dict.fromkeys(("INT", "INTEGER"), "cds.Integer"),
    "BIGINT": "cds.Integer64",
    "SMALLINT": "cds.Int16",
    "TINYINT": "cds.UInt8",
    **dict.fromkeys(("DECIMAL", "DEC", "NUMERIC"), "cds.Decimal"),
    "SMALLDECIMAL": "cds.hana.SMALLDECIMAL",
    **dict.fromkeys(("DOUBLE", "FLOAT"), "cds.Double"),
    "REAL": "cds.hana.REAL",
    "BOOLEAN": "cds.Boolean",
    **dict.fromkeys(("DATE", "DAYDATE"), "cds.Date"),
    **dict.fromkeys(("TIME", "SECONDTIME"), "cds.Time"),
    "SECONDDATE": "cds.DateTime",
    **dict.fromkeys(("TIMESTAMP", "LONGDATE"), "cds.Timestamp"),
    **dict.fromkeys(("BINARY", "VARBINARY"), "cds.Binary"),
    "BLOB": "cds.LargeBinary",
}
_SPELLED = re.compile(r"\s*(\w+)\s*(?:\(\s*(\d{1,5})\s*(?:,\s*(\d{1,5})\s*)?\))?\s*")


def sql_type(tokens: Sequence[Any]) -> TypeRef:
    """The type that tokens of an expression spell: `"DATE"`, `{func: DECIMAL, args}`, `{ref: [DATE]}`."""
    match = _SPELLED.fullmatch(_text(tokens))
    name = _NAMES.get(match[1].upper(), "") if match else ""
    if match is None or not name:
        return TypeRef()
    first, second = (None if part is None else int(part) for part in (match[2], match[3]))
    if name == "cds.Decimal":
        return TypeRef(name, precision=first, scale=None if first is None else second or 0)
    return TypeRef(name, length=first if name in ("cds.String", "cds.Binary") else None)


def _text(tokens: Sequence[Any]) -> str:
    found = ""
    for token in tokens:
        if isinstance(token, str):
            found += token
        elif isinstance(token, dict) and isinstance(token.get("func"), str):
            args = token.get("args")
            facets = (
                [str(a.get("val")) for a in args if isinstance(a, dict)] if isinstance(args, list) else []
            )
            found += f"{token['func']}({','.join(facets)})"
        elif isinstance(token, dict) and isinstance(token.get("ref"), list) and len(token["ref"]) == 1:
            found += str(token["ref"][0])
        elif isinstance(token, dict) and "val" in token:
            found += str(token["val"])
        else:
            return ""
    return found
