"""An example of each case that `make lab` can try: both schemas, and the column to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .type_changes import KINDS


class Example(NamedTuple):
    """Both schemas as structs of columns, and the column, or field of one, whose value tells the outcome."""

    old: str
    new: str
    column: str


EXAMPLES: Mapping[str, Example] = {
    "drop last column": Example("struct<a:string,b:string,c:string>", "struct<a:string,b:string>", "b"),
    "drop column": Example("struct<a:string,b:string,c:string>", "struct<a:string,c:string>", "c"),
    "rename column": Example("struct<a:string,b:string>", "struct<a:string,c:string>", "c"),
    "add last column": Example("struct<a:string,b:string>", "struct<a:string,b:string,c:string>", "c"),
    "add column": Example("struct<a:string,b:string>", "struct<c:string,a:string,b:string>", "c"),
    "move column": Example("struct<a:string,b:string>", "struct<b:string,a:string>", "a"),
    "add last field": Example("struct<s:struct<x:int>>", "struct<s:struct<x:int,y:int>>", "s.y"),
    "add field": Example("struct<s:struct<x:int,y:int>>", "struct<s:struct<x:int,z:int,y:int>>", "s.z"),
    "reorder fields": Example("struct<s:struct<x:int,y:int>>", "struct<s:struct<y:int,x:int>>", "s.x"),
    "drop field": Example("struct<s:struct<x:int,y:int>>", "struct<s:struct<x:int>>", "s.x"),
    "rename field": Example("struct<s:struct<x:int,y:int>>", "struct<s:struct<x:int,z:int>>", "s.z"),
    "change shape": Example("struct<c:struct<x:int>>", "struct<c:string>", "c"),
    **{name: Example(f"struct<c:{kind.old}>", f"struct<c:{kind.new}>", "c") for name, kind in KINDS.items()},
}
