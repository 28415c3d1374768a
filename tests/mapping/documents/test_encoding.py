"""Exports in every encoding that their first bytes or their declaration tell, with their lines."""

from __future__ import annotations

import codecs
import json
import subprocess
from pathlib import Path

import pytest

from catalog.language.specs.encoding import EncodingError
from mapping.documents.encoding import CODECS, encoding_of, to_text
from mapping.documents.inputs import inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome

MARKED = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
JSON = (
    '{\n "definitions": {\n  "Größe€😀": {"kind": "entity", "elements": {\n   "ä": {"type": "cds.None"}}}}}\n'
)
EDMX = """<?xml version="1.0" encoding="{0}"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="StandaloneService" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="{1}"><Property Name="Id" Type="Edm.None"/></EntityType></Schema>
</edmx:DataServices></edmx:Edmx>"""
# A declared name, and a word of letters that the encoding has
DECLARED = {
    "ISO-8859-1": "Größe",
    "iso_8859-1": "Größe",
    "latin1": "Größe",
    "ISO-8859-2": "Łódź",
    "ISO-8859-5": "Склад",
    "ISO-8859-7": "Αποθήκη",
    "ISO-8859-9": "Sipariş",
    "ISO-8859-15": "Œuvre",
    "windows-1252": "Größe",
    "Windows-1250": "Łódź",
    "windows-1251": "Склад",
    "cp1252": "Größe",
    "US-ASCII": "Groesse",
    "UTF-8": "Größe日本",
    "Shift_JIS": "日本",
    "EUC-JP": "日本",
    "GB18030": "库存",
    "Big5": "庫存",
    "KOI8-R": "Склад",
}


def bring_in(path: Path) -> Outcome:
    return run_import(inputs_of([path], "S"), path.parent / "specs")


def names(outcome: Outcome) -> list[str]:
    return [table.key.name for table in outcome.specs.tables]


def lines(outcome: Outcome) -> set[int]:
    return {f.line for f in outcome.findings if f.code == "MAP001"}


@pytest.mark.parametrize("mark", [True, False], ids=["marked", "unmarked"])
@pytest.mark.parametrize("codec", MARKED)
def test_json_in_each_unicode_encoding_with_its_lines(codec: str, mark: bool, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes((MARKED[codec] if mark else b"") + JSON.encode(codec))
    outcome = bring_in(path)
    assert (names(outcome), lines(outcome)) == (["Größe€😀"], {4})


@pytest.mark.parametrize("declared", ["UTF-8", "utf-16", "UTF-32", "ISO-8859-1", "x-unknown"])
@pytest.mark.parametrize("codec", MARKED)
def test_a_mark_goes_before_what_is_declared(codec: str, declared: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(MARKED[codec] + EDMX.format(declared, "Größe").encode(codec))
    outcome = bring_in(path)
    assert (names(outcome), lines(outcome)) == (["Größe"], {4})


@pytest.mark.parametrize(("declared", "word"), DECLARED.items(), ids=DECLARED)
def test_xml_in_the_encoding_that_it_declares(declared: str, word: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(EDMX.format(declared, word).encode(declared))
    assert names(bring_in(path)) == [word]


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "UTF-32", "ISO-10646-UCS-2"])
def test_utf_8_that_still_declares_what_it_was_is_read(declared: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(EDMX.format(declared, "Größe").encode("utf-8"))
    assert names(bring_in(path)) == ["Größe"]


@pytest.mark.parametrize("declared", ["UTF-7", "IBM037", "utf-8-sig", "idna", "zip", "rot13", "hex"])
def test_another_encoding_is_an_error_whose_advice_works(declared: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes(EDMX.format(declared, "Groesse").encode("ascii"))
    (found,) = bring_in(path).findings
    assert (found.code, found.line) == ("CSN001", 1)
    assert declared in found.message
    assert found.remedy == 'Convert it to UTF-8, and write encoding="UTF-8" into its first line'
    path.write_bytes(EDMX.format("UTF-8", "Größe").encode("utf-8"))
    assert names(bring_in(path)) == ["Größe"]


@pytest.mark.parametrize("codec", ["UTF-16", "UTF-32", "ISO-8859-1"])
def test_what_iconv_makes_of_it_is_read(codec: str, tmp_path: Path) -> None:
    before, after = tmp_path / "x.xml", tmp_path / "y.xml"
    before.write_bytes(EDMX.format(codec, "Groesse").encode(codec))
    after.write_bytes(
        subprocess.run(["iconv", "-f", codec, "-t", "UTF-8", before], capture_output=True, check=True).stdout
    )
    assert names(bring_in(before)) == names(bring_in(after)) == ["Groesse"]


@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        (b'{"a":\n"\xe4"}', 2, "byte 0xe4 at offset 7 is not UTF-8"),
        (b'<?xml version="1.0" encoding="US-ASCII"?>\n<\xe4/>', 2, "is not ASCII"),
        (b'<?xml version="1.0" encoding="windows-1252"?>\n\n<\x81/>', 3, "is not CP1252"),
        ('{"a": "ä'.encode()[:-1], 1, "ends too early"),
        ('{\n"a'.encode("utf-16")[:-1], 2, "ends too early"),
        ('{\n"a'.encode("utf-32")[:-2], 2, "ends too early"),
        (b"\0\0\xfe\xff\0\x11\xff\xff", 1, "is not UTF-32-BE"),
    ],
)
def test_bytes_that_the_encoding_does_not_have(raw: bytes, line: int, said: str) -> None:
    with pytest.raises(EncodingError) as caught:
        to_text(raw)
    assert said in caught.value.message
    assert caught.value.line == line


@pytest.mark.parametrize("name", ["", "\x1b[31m", "a" * 300, "ä", "-x", "x-secret", "a\0b"])
def test_a_declared_name_that_is_none_is_not_shown(name: str) -> None:
    raw = f'<?xml version="1.0" encoding="{name}"?><a/>'.encode()
    with pytest.raises(EncodingError) as caught:
        encoding_of(raw)
    assert caught.value.message == "the file says another encoding, which is not read"


@pytest.mark.parametrize("codec", sorted(set(CODECS.values())))
def test_each_codec_is_one_of_text(codec: str) -> None:
    assert "a<€".encode(codec, "replace").decode(codec)[:2] == "a<"


def test_one_mark_is_taken_away_and_no_second() -> None:
    assert to_text(codecs.BOM_UTF8 + codecs.BOM_UTF8 + b"{}") == "\ufeff{}"
    assert json.loads(to_text(codecs.BOM_UTF16_LE + "{}".encode("utf-16-le"))) == {}
