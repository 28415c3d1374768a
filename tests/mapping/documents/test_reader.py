"""What is no readable export is refused with its line and what was found, never with a traceback."""

from __future__ import annotations

import json
import re

import pytest

from catalog.language.findings import DataError
from mapping.documents.document import Format
from mapping.documents.json_lines import lines_of
from mapping.documents.reader import ALIKE, read
from mapping.documents.xml_tree import parse_xml

GOOD = json.dumps({"definitions": {"T": {"kind": "entity", "elements": {}}}, "$version": "1.0"}, indent=1)

BROKEN: list[tuple[str, bytes, str, int, str]] = [
    ("truncated", GOOD[:40].encode(), "CSN002", 4, "ends too early"),
    ("cut in a string", b'{\n"definitions": {"T": {"kind": "enti', "CSN002", 2, "ends too early"),
    ("a comma too many", b'{\n"definitions": {},\n}', "CSN002", 3, "not JSON"),
    ("empty", b"", "CSN002", 1, "empty"),
    ("blank", b" \n ", "CSN002", 1, "empty"),
    ("NaN", b'{"definitions": NaN}', "CSN002", 1, "NaN"),
    ("half of UTF-16", GOOD.encode("utf-16")[:-1], "CSN001", GOOD.count("\n") + 1, "ends too early"),
    (
        "half a pair in UTF-16",
        '{"a":\n"\ud83d"}'.encode("utf-16-le", "surrogatepass"),
        "CSN001",
        2,
        "UTF-16-LE",
    ),
    ("cut off in UTF-16", GOOD[:40].encode("utf-16"), "CSN002", 4, "ends too early"),
    ("Latin-1", b'{"definitions": {},\n"x": "Gr\xf6\xdfe"}', "CSN001", 2, "0xf6"),
    ("duplicate key", b'{"definitions": {\n"T": {},\n"T": {}}}', "CSN003", 3, "a key appears twice"),
    (
        "duplicate after escape",
        b'{"definitions": {\n"T": {},\n"\\u0054": {}}}',
        "CSN003",
        3,
        "a key appears twice",
    ),
    ("too deep", b'{"definitions": ' + b"[" * 100_000, "CSN004", 1, "deep"),
    ("lone surrogate", b'{"definitions": {},\n"a": "\\ud800x"}', "CSN007", 2, "surrogate"),
    ("a list", b"[]", "CSN005", 1, "a list"),
    ("a number", b"3", "CSN005", 1, "a number"),
    ("null", b"null", "CSN005", 1, "null"),
    ("no definitions", b'{"a": 1, "b": 2}', "CSN005", 1, "no 'definitions' in the file"),
    ("definitions is a list", b'{"x": 1,\n"definitions": []}', "CSN005", 2, "a list"),
    ("flows only", b'{"replicationflows": {"F": {}}}', "CSN005", 1, "replication flows"),
    ("OpenAPI", b'{"openapi": "3.0.0", "paths": {}}', "CSN006", 1, "OpenAPI"),
    ("CSDL JSON", b'{"$Version": "4.01", "S": {}}', "CSN006", 1, "metadata in JSON"),
    ("a list of something else", b'{"value": [{"id": 1}]}', "CSN005", 1, "no 'definitions' in the file"),
    ("a web page", b"<!DOCTYPE html>\n<html><br></html>", "CSN005", 1, "web page"),
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
    assert finding.remedy


EDMX = """<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices><Schema Namespace="S" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="T"><Property Name="a" Type="Edm.String"/></EntityType>
</Schema></edmx:DataServices></edmx:Edmx>
"""
BOMB = (
    "<!DOCTYPE lolz [\n<!ENTITY a 'lol'>\n"
    + "".join(f"<!ENTITY {n} '{f'&{p};' * 10}'>" for p, n in ("ab", "bc", "cd"))
    + "]>"
)
BROKEN_XML: list[tuple[str, bytes, str, int, str]] = [
    ("an entity bomb", (BOMB + EDMX.replace("Edm.String", "&d;")).encode(), "XML002", 1, "document type"),
    (
        "an external DTD",
        b'<?xml version="1.0"?>\n<!DOCTYPE e SYSTEM "http://127.0.0.1:9/x.dtd">' + EDMX.encode(),
        "XML002",
        2,
        "from elsewhere",
    ),
    ("an undeclared entity", EDMX.replace("Edm.String", "&xxe;").encode(), "XML001", 3, "entity"),
    ("truncated", EDMX[:150].encode(), "XML001", 2, "ends too early"),
    ("cut between elements", EDMX[:-30].encode(), "XML001", 4, "ends too early"),
    ("only a declaration", b'<?xml version="1.0"?>', "XML001", 1, "ends too early"),
    (
        "mismatched tags",
        EDMX.replace("</EntityType>", "</EntitySet>").encode(),
        "XML001",
        3,
        "mismatched tag",
    ),
    ("an attribute twice", EDMX.replace('Name="a"', 'Name="a" Name="b"').encode(), "XML001", 3, "attribute"),
    ("cut off in UTF-16", EDMX[:-20].encode("utf-16"), "XML001", 4, "ends too early"),
    ("another encoding", EDMX.replace("a", "\xe4").encode("latin-1"), "CSN001", 1, "0xe4"),
    (
        "an encoding that is not read",
        b'<?xml version="1.0" encoding="UTF-7"?>\n' + EDMX.encode(),
        "CSN001",
        1,
        "UTF-7",
    ),
    ("nested deeply", ("<a>\n" * 5_000).encode(), "CSN004", 101, "deep"),
    ("a control character", EDMX.replace("Edm.String", "\x01").encode(), "XML001", 3, "invalid token"),
    ("half a surrogate pair", EDMX.replace("Edm.String", "&#xD800;").encode(), "XML001", 3, "character"),
    ("OData V2", EDMX.replace("4.0", "1.0").encode(), "CSN006", 1, "version 1.0"),
    (
        "OData V2's own namespace",
        b'\n<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"/>',
        "CSN006",
        2,
        "version 4 is read",
    ),
    ("other XML", b"<?xml version='1.0'?>\n<feed/>", "CSN005", 2, "XML, but no OData metadata"),
]


@pytest.mark.parametrize(("what", "raw", "code", "line", "said"), BROKEN_XML, ids=[b[0] for b in BROKEN_XML])
def test_unreadable_xml_is_one_finding_with_its_line(
    what: str, raw: bytes, code: str, line: int, said: str
) -> None:
    test_unreadable_content_is_one_finding_with_its_line(what, raw, code, line, said)


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert read(b"\xef\xbb\xbf" + GOOD.encode(), "x.json").root == json.loads(GOOD)


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert read(b'{"definitions": {}, "a": "\\ud83d\\ude00"}', "x.json").root["a"] == "\U0001f600"


def test_the_format_of_an_export_is_recognised_by_its_content() -> None:
    cap = b'{"namespace": "a", "definitions": {}, "$version": "2.0"}'
    assert read(GOOD.encode(), "cap.csn").format is Format.DATASPHERE_CSN
    assert read(cap, "datasphere.json").format is Format.OBJECT_CSN


FORMATS = [
    (b'{"csnInteropEffective": "1.2", "definitions": {}}', Format.CSN_INTEROP),
    (b'{"value": [{"name": "A", "spaceName": "S"}]}', Format.ASSETS),
    (b'{"value": [{"name": "S", "label": "S"}]}', Format.SPACES),
    (b'{"@odata.context": "x/$metadata#assets", "value": []}', Format.ASSETS),
    (EDMX.encode(), Format.EDMX),
    (b'\xef\xbb\xbf\n<?xml version="1.0" encoding="UTF-8"?>' + EDMX.encode(), Format.EDMX),
]


@pytest.mark.parametrize(("raw", "expected"), FORMATS)
def test_other_formats_are_recognised_by_their_content_too(raw: bytes, expected: Format) -> None:
    assert read(raw, "x.txt").format is expected


def test_an_xml_tree_has_lines_and_texts() -> None:
    root = parse_xml("\n<a x='1'>\n <b> t\n&amp; </b>\n</a>", "x.xml")
    (child,) = root.children
    assert (root.name, root.line, root.get("x"), root.text) == ("a", 2, "1", "")
    assert (child.name, child.line, child.text) == ("b", 3, "t\n&")


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


@pytest.mark.parametrize("flavor", ["parsed", "gensrc", "xtended"])
@pytest.mark.parametrize("key", ["flavor", "compilerCsnFlavor"])
def test_csn_that_was_not_compiled_whole_is_refused_with_the_command_for_it(key: str, flavor: str) -> None:
    document = {"definitions": {"T": {"kind": "entity", "elements": {}}}, "meta": {key: flavor}}
    with pytest.raises(DataError, match=r"f\.json:1: CSN006 error: .* Compile it: cds compile FILE --to csn"):
        read(json.dumps(document).encode(), "f.json")


def test_objects_that_are_alike_are_one_and_those_that_only_compare_equal_are_not() -> None:
    text = '{"definitions": {"a": {"x": 1}, "b": {"x": true}, "c": {"x": 1.0}, "d": {"x": 1}, "e": {"y": 1}}}'
    found = read(text.encode(), "f").root["definitions"]
    assert found["a"] is found["d"]
    assert [type(found[name]["x"]) for name in "abc"] == [int, bool, float]
    assert json.dumps({"definitions": found}) == text


def test_elements_that_refer_to_the_same_column_are_one() -> None:
    members = [{"label": label, "unit": {"=": "Unit"}, "kind": {"#": "SUM"}} for label in "AAB"]
    raw = json.dumps({"definitions": dict(zip("abc", members, strict=True))}).encode()
    found = read(raw, "f").root["definitions"]
    assert list(found.values()) == members
    assert found["a"] is found["b"]
    assert found["b"]["unit"] is found["c"]["unit"]


def test_more_different_objects_than_are_shared_are_read_as_they_are() -> None:
    definitions = {f"T{i}": {"n": i, "again": {"n": i % 7}} for i in range(ALIKE + 10)}
    assert read(json.dumps({"definitions": definitions}).encode(), "f").root["definitions"] == definitions


def test_reading_tells_how_far_it_is() -> None:
    told: list[float] = []
    definitions = {f"T{i}": {"n": {"at": i}} for i in range(10_000)}
    read(json.dumps({"definitions": definitions}).encode(), "f", told.append)
    assert told == sorted(told)
    assert len(told) >= 4
    assert 0 < told[0] < told[-1] <= 1
