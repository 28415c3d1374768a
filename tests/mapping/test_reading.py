"""What is no readable export is refused with its line and what was found, never with a traceback."""

from __future__ import annotations

import json
import re

import pytest

from catalog.findings import DataError
from mapping.positions import lines_of
from mapping.reading import Format, read

GOOD = json.dumps({"definitions": {"T": {"kind": "entity", "elements": {}}}, "$version": "1.0"}, indent=1)

BROKEN: list[tuple[str, bytes, str, int, str]] = [
    ("truncated", GOOD[:40].encode(), "CSN002", 4, "ends too early"),
    ("cut in a string", b'{\n"definitions": {"T": {"kind": "enti', "CSN002", 2, "ends too early"),
    ("a comma too many", b'{\n"definitions": {},\n}', "CSN002", 3, "not JSON"),
    ("empty", b"", "CSN002", 1, "empty"),
    ("blank", b" \n ", "CSN002", 1, "empty"),
    ("NaN", b'{"definitions": NaN}', "CSN002", 1, "NaN"),
    ("UTF-16", GOOD.encode("utf-16"), "CSN001", 1, "UTF-16"),
    ("UTF-16 without mark", GOOD.encode("utf-16-le"), "CSN001", 1, "UTF-16"),
    ("Latin-1", b'{"definitions": {},\n"x": "Gr\xf6\xdfe"}', "CSN001", 2, "0xf6"),
    ("duplicate key", b'{"definitions": {\n"T": {},\n"T": {}}}', "CSN003", 3, "'T' appears twice"),
    (
        "duplicate after escape",
        b'{"definitions": {\n"T": {},\n"\\u0054": {}}}',
        "CSN003",
        3,
        "'T' appears twice",
    ),
    ("too deep", b'{"definitions": ' + b"[" * 100_000, "CSN004", 1, "deep"),
    ("lone surrogate", b'{"definitions": {},\n"a": "\\ud800x"}', "CSN007", 2, "surrogate"),
    ("a list", b"[]", "CSN005", 1, "a list"),
    ("a number", b"3", "CSN005", 1, "a number"),
    ("null", b"null", "CSN005", 1, "null"),
    ("no definitions", b'{"a": 1, "b": 2}', "CSN005", 1, "'a', 'b'"),
    ("definitions is a list", b'{"x": 1,\n"definitions": []}', "CSN005", 2, "a list"),
    ("flows only", b'{"replicationflows": {"F": {}}}', "CSN005", 1, "replication flows"),
    ("CSN Interop", b'{"csnInteropEffective": "1.2", "definitions": {}}', "CSN006", 1, "CSN Interop"),
    ("assets", b'{"value": [{"name": "A", "spaceName": "S"}]}', "CSN006", 1, "list of assets"),
    ("spaces", b'{"value": [{"name": "S", "label": "S"}]}', "CSN006", 1, "list of spaces"),
    ("EDMX", b'<?xml version="1.0"?>\n<edmx:Edmx/>', "CSN006", 1, "EDMX"),
    ("CDS source", b"namespace a;\nentity T { key id : String; }", "CSN005", 1, "CDS source"),
    ("a spec", b"kind: Table\n", "CSN005", 1, "YAML"),
]


@pytest.mark.parametrize(("what", "raw", "code", "line", "said"), BROKEN, ids=[b[0] for b in BROKEN])
def test_unreadable_content_is_one_finding_with_its_line(
    what: str, raw: bytes, code: str, line: int, said: str
) -> None:
    with pytest.raises(DataError) as caught:
        read(raw, "x.json")
    (finding,) = caught.value.findings
    assert (finding.code, finding.file, finding.line) == (code, "x.json", line)
    assert re.search(said, finding.message)
    assert finding.todo


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert read(b"\xef\xbb\xbf" + GOOD.encode(), "x.json").root == json.loads(GOOD)


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert read(b'{"definitions": {}, "a": "\\ud83d\\ude00"}', "x.json").root["a"] == "\U0001f600"


def test_the_kind_of_export_is_told_by_its_content() -> None:
    cap = b'{"namespace": "a", "definitions": {}, "$version": "2.0"}'
    assert read(GOOD.encode(), "cap.csn").format is Format.DATASPHERE_CSN
    assert read(cap, "datasphere.json").format is Format.OBJECT_CSN


def test_lines_are_those_of_the_paths() -> None:
    text = '{"a": [\n1,\n{"b\\"c": 2,\n "d": [3,\n4]}],\n"e": {}}'
    paths = [("a", 1, 'b"c'), ("a", 1, "d", 1), ("e",), ("e", "missing"), ("a", 7), ()]
    assert lines_of(text, paths) == {
        ("a", 1, 'b"c'): 3,
        ("a", 1, "d", 1): 5,
        ("e",): 6,
        ("e", "missing"): 6,
        ("a", 7): 1,
        (): 1,
    }
