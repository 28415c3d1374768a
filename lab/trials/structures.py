"""Changes inside structures: fields added, dropped, renamed and reordered, and types within."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .model import Expected, Trial

ADDED, NONE = Expected.ADDED, Expected.NONE
OLD = "struct<a:int,b:string>"
VALUE: dict[str, Any] = {"a": 1, "b": "x"}
MODES = ("PN", "PI", "ON", "OI", "JS", "AV")

# Name, old type, old value, new type, and the value under the new type.
CHANGES: tuple[tuple[str, str, Any, str, Any], ...] = (
    ("add last field", OLD, VALUE, "struct<a:int,b:string,c:string>", {**VALUE, "c": ADDED}),
    ("add field", OLD, VALUE, "struct<a:int,c:string,b:string>", {**VALUE, "c": ADDED}),
    ("drop last field", OLD, VALUE, "struct<a:int>", {"a": 1}),
    ("drop field", OLD, VALUE, "struct<b:string>", {"b": "x"}),
    ("rename field", OLD, VALUE, "struct<a:int,c:string>", {"a": 1, "c": "x"}),
    ("rename all fields", OLD, VALUE, "struct<c:int,d:string>", {"c": 1, "d": "x"}),
    ("reorder fields", OLD, VALUE, "struct<b:string,a:int>", VALUE),
    (
        "reorder fields of the same type",
        "struct<a:string,b:string>",
        {"a": "x", "b": "y"},
        "struct<b:string,a:string>",
        {"a": "x", "b": "y"},
    ),
    ("struct<a:int> -> struct<a:bigint>", "struct<a:int>", {"a": 1}, "struct<a:bigint>", {"a": 1}),
    ("array<int> -> array<bigint>", "array<int>", [1, 2], "array<bigint>", [1, 2]),
    ("map<string,int> -> map<string,bigint>", "map<string,int>", {"k": 1}, "map<string,bigint>", {"k": 1}),
    (
        "add last field in an array",
        "array<struct<a:int,b:string>>",
        [VALUE],
        "array<struct<a:int,b:string,c:string>>",
        [{**VALUE, "c": ADDED}],
    ),
    (
        "drop last field in an array",
        "array<struct<a:int,b:string>>",
        [VALUE],
        "array<struct<a:int>>",
        [{"a": 1}],
    ),
    (
        "struct -> map",
        "struct<a:string,b:string>",
        {"a": "x", "b": "y"},
        "map<string,string>",
        {"a": "x", "b": "y"},
    ),
    ("change shape", OLD, VALUE, "string", NONE),
    ("array -> string", "array<int>", [1, 2], "string", NONE),
)


def trials() -> Iterator[Trial]:
    """Every change in every mode but text, whose structures each writer writes in its own way."""
    for name, old, value, new, then in CHANGES:
        for mode in MODES:
            yield Trial(
                name,
                mode,
                (("id", "int"), ("s", old)),
                ((1, value),),
                (("id", "int"), ("s", new)),
                ((1, then),),
            )
