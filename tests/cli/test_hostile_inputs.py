"""Hostile inputs through the real command: exit status 1, one clear message, nothing written.

Each comes beside a good export that would change specs which an earlier import wrote; all have to stay as
they were. What is unusual but right (a byte order mark, control characters in names) is imported.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from catalog.language.specs.yaml_text import parse
from tests.support.specs import STACK

JSON, XML, RULES, CONTEXT = "broken.json", "broken.xml", "rules.yaml", "context.yaml"
SPEC, RECORD = "specs/sales/orders.yaml", "specs/sales/.import.json"
STRING = {"type": "cds.String", "length": 10}


def export(*definitions: tuple[str, Any], **elements: Any) -> str:
    """A CSN document with these definitions, or with one entity of these elements."""
    entity = {"kind": "entity", "elements": elements or {"ID": STRING}}
    return json.dumps(
        {"definitions": dict(definitions or [("Refunds", entity)]), "$version": "1.0"}, indent=1
    )


GOOD = export(("Orders", {"kind": "entity", "elements": {"ID": STRING}}))
CHANGED = export(
    ("Orders", {"kind": "entity", "elements": {"ID": {**STRING, "@EndUserText.label": "Order"}}}),
    ("Customers", {"kind": "entity", "elements": {"ID": STRING}}),
)
EDMX = """\
<?xml version="1.0" encoding="utf-8"?>
<e:Edmx Version="4.0" xmlns:e="http://docs.oasis-open.org/odata/ns/edmx"><e:DataServices>
<Schema Namespace="S" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="T"><Key><PropertyRef Name="a"/></Key>
<Property Name="a" Type="Edm.String" MaxLength="10"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="T" EntityType="S.T"/></EntityContainer>
</Schema></e:DataServices></e:Edmx>
"""
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


def doctype(declared: str, text: str = EDMX) -> str:
    """The metadata with a document type."""
    head, _, rest = text.partition("\n")
    return f"{head}\n<!DOCTYPE e {declared}>\n{rest}"


YAML_BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
DEEP = 10_000
# where it is, what it holds, what the message has to say
CASES: dict[str, tuple[str, str | bytes, str]] = {
    # XML
    "an entity": (XML, doctype('[<!ENTITY a "b">]'), "declares a document type"),
    "a billion laughs": (XML, doctype(f'[<!ENTITY l0 "ha">{LAUGHS}]'), "declares a document type"),
    "an entity from a file": (
        XML,
        doctype('[<!ENTITY a SYSTEM "file:///etc/passwd">]').replace('Name="T"', 'Name="&a;"', 1),
        "declares a document type",
    ),
    "an external DTD": (XML, doctype('SYSTEM "http://127.0.0.1:9/a.dtd"'), "declares a document type from"),
    "a public DTD": (XML, doctype('PUBLIC "-//A//B" "http://127.0.0.1:9/a.dtd"'), "document type from"),
    "a parameter entity": (
        XML,
        doctype('[<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]'),
        "declares a document type",
    ),
    "an entity that nobody declared": (XML, EDMX.replace('"T"', '"&t;"', 1), "undefined entity"),
    "truncated XML": (XML, EDMX[: len(EDMX) // 2], "ends too early"),
    "XML nested 10,000 deep": (XML, "<a>" * DEEP + "</a>" * DEEP, "nested more than 100 deep"),
    "XML that says an encoding of none": (XML, EDMX.replace("utf-8", "utf-7"), "says that it is utf-7"),
    "XML that says an encoding without end": (XML, EDMX.replace("utf-8", "x" * 300), "another encoding"),
    "XML that is no Big5": (
        XML,
        EDMX.replace("utf-8", "big5").encode().replace(b'"T"', b'"\xff\xff"'),
        "is not BIG5",
    ),
    "XML in Latin-1": (XML, EDMX.replace('"T"', '"Größe"').encode("latin-1"), "is not UTF-8"),
    "XML in UTF-16": (XML, EDMX.encode("utf-16")[:-1], "ends too early"),
    "a control character in XML": (XML, EDMX.replace('"T"', '"\x01"', 1), "not well-formed XML"),
    "a reference to a control character": (XML, EDMX.replace('"T"', '"&#1;"', 1), "not well-formed XML"),
    "an attribute twice": (XML, EDMX.replace('Name="T"', 'Name="T" Name="U"', 1), "duplicate attribute"),
    # JSON
    "JSON nested 10,000 deep": (JSON, '{"definitions":' * DEEP + "1" + "}" * DEEP, "nested more than 200"),
    "lists nested 10,000 deep": (JSON, "[" * DEEP + "]" * DEEP, "nested more than 200"),
    "a definition twice": (JSON, '{"definitions": {"A": {},\n "A": {}}}', "a key appears twice"),
    "a member twice": (JSON, '{"definitions": {"A": {"kind": "a",\n"kind": "b"}}}', "a key appears twice"),
    "a key twice, once escaped": (JSON, '{"definitions": {"A": {}, "\\u0041": {}}}', "a key appears twice"),
    "UTF-16 with a mark": (JSON, export().encode("utf-16")[:-1], "ends too early"),
    "UTF-16, big-endian, with a mark": (
        JSON,
        b"\xfe\xff" + export().encode("utf-16-be")[:-1],
        "ends too early",
    ),
    "UTF-16 without a mark": (JSON, export().encode("utf-16-le")[:-1], "ends too early"),
    "UTF-16, big-endian, without a mark": (JSON, export().encode("utf-16-be")[:-1], "ends too early"),
    "UTF-32 with a mark": (JSON, export().encode("utf-32")[:-1], "ends too early"),
    "UTF-32, big-endian, with a mark": (
        JSON,
        b"\0\0\xfe\xff" + export().encode("utf-32-be")[:-1],
        "ends too early",
    ),
    "UTF-32 without a mark": (JSON, export().encode("utf-32-le")[:-1], "ends too early"),
    "UTF-32, big-endian, without a mark": (JSON, export().encode("utf-32-be")[:-1], "ends too early"),
    "Latin-1": (JSON, export(Größe=STRING).replace("\\u00f6", "ö").encode("latin-1"), "byte 0xf6 at offset"),
    "UTF-8 of a surrogate": (
        JSON,
        export(x=STRING).replace("x", "\ud83d", 1).encode("utf-8", "surrogatepass"),
        "is not UTF-8",
    ),
    "a byte order mark and nothing": (JSON, b"\xef\xbb\xbf", "the file is empty"),
    "nothing": (JSON, b"", "the file is empty"),
    "truncated JSON": (JSON, export()[:-20], "ends too early"),
    "JSON truncated inside of a text": (JSON, export().partition("cds.St")[0], "ends too early"),
    "JSON truncated inside of a character": (
        JSON,
        export(x=STRING).replace("x", "ö", 1).encode().partition(b"\xb6")[0],
        "ends too early",
    ),
    "half of a surrogate pair in a name": (JSON, export(**{"a\ud83d": STRING}), "half of a surrogate pair"),
    "half of a surrogate pair in a label": (
        JSON,
        export(a={**STRING, "@EndUserText.label": "\udc00"}),
        "half of a surrogate pair",
    ),
    "a bare control character": (JSON, export().replace("cds", "c\x00ds"), "Invalid control character"),
    "no number": (JSON, export(a={**STRING, "length": float("nan")}), "NaN is no JSON"),
    "a number of 5,000 digits": (JSON, export(a=STRING).replace("10", "1" * 5000), "not JSON"),
    "trailing text": (JSON, export() + "{}", "not JSON: Extra data"),
    "a web page": (JSON, "<!DOCTYPE html><html><body>Log in</body></html>", "a web page"),
    "a zip archive": (JSON, b"PK\x03\x04\x14\x00\x00\x00", "a zip archive"),
    "a picture": (JSON, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not UTF-8"),
    # YAML
    "an alias bomb in the rules": (RULES, f"kind: Rules\n{YAML_BOMB}", "an alias (*name) found"),
    "an alias bomb in the context": (CONTEXT, f"kind: Context\n{YAML_BOMB}", "an alias (*name) found"),
    "an alias bomb in a spec": (SPEC, f"kind: Table\n{YAML_BOMB}", "an alias (*name) found"),
    "an alias of itself": (RULES, "kind: Rules\nobjects: &a {include: *a}\n", "an alias (*name) found"),
    "rules nested 10,000 deep": (RULES, "kind: " + "[" * DEEP + "]" * DEEP, "nested more than 100 deep"),
    "a spec nested 10,000 deep": (SPEC, "kind: " + "{a: " * DEEP + "1" + "}" * DEEP, "more than 100 deep"),
    "a tag that makes objects": (RULES, "kind: !!python/object/apply:os.system [date]\n", "a tag "),
    "a key of the rules twice": (RULES, "kind: Rules\nnames: {}\nnames: {}\n", "a key appears twice"),
    "rules in UTF-16": (RULES, "kind: Rules\n".encode("utf-16"), "is UTF-16, not UTF-8"),
    "rules in UTF-16 without a mark": (RULES, "kind: Rules\n".encode("utf-16-le"), "is UTF-16, not UTF-8"),
    "context in Latin-1": (
        CONTEXT,
        "kind: Context # ö\n".encode("latin-1"),
        "byte 0xf6 at offset 16 is not UTF-8",
    ),
    "a control character in the rules": (RULES, "kind: Rules\nnames: {table: 'a\x01'}\n", "not valid YAML"),
    "truncated rules": (RULES, 'kind: Rules\nnames: {table: "{obj', "not valid YAML"),
    "a spec in UTF-32": (SPEC, "kind: Table\n".encode("utf-32"), "is UTF-32, not UTF-8"),
    "a truncated record of the last import": (RECORD, '{"version":1,"imported":[\n\n["SA', "record"),
    "a record of something else": (RECORD, "[" * DEEP, "record"),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A project whose specs were imported once, with an export that has changes for them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(STACK)
    (tmp_path / "good.json").write_text(GOOD)
    assert run("good.json") == 0
    (tmp_path / "good.json").write_text(CHANGED)
    capsys.readouterr()
    return tmp_path


def run(*arguments: str) -> int:
    return main(["import", *arguments, "--space", "SALES", "--specs", "specs"])


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file, with what it holds and when it was written."""
    found = (p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_mtime_ns) for p in found}


def test_there_are_at_least_thirty_hostile_inputs_and_no_two_are_the_same() -> None:
    assert len({(file, content) for file, content, _ in CASES.values()}) == len(CASES) >= 30


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_input_gives_one_clear_message_and_writes_nothing(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, content, words = CASES[name]
    (project / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    options = {JSON: [JSON], XML: [XML], RULES: ["--rules", RULES], CONTEXT: ["--context", CONTEXT]}
    before = files(project)
    assert run("good.json", *options.get(file, [])) == 1
    assert files(project) == before
    printed = capsys.readouterr()
    told = [line for line in printed.err.splitlines() if " error: " in line]
    assert len(told) == 1, printed.err
    place_code, message, remedy = one_clear_message(told[0])
    assert place_code.startswith(f"{file}:")
    assert words in message
    assert len(remedy) > 10
    assert len(told[0]) < 300
    assert told[0].isprintable()
    assert "Traceback" not in printed.err + printed.out
    assert re.fullmatch(r"nothing was written; 1 error(, .*)?", printed.out.splitlines()[-1])


def one_clear_message(line: str) -> tuple[str, str, str]:
    """`FILE:LINE: CODE error: what was found. What to do.` in its three parts."""
    match = re.fullmatch(r"(\S+:\d+: [A-Z]+\d+) error: (.+?)[.!] ([A-Z].+\.)", line)
    assert match, line
    return match[1], match[2], match[3]


NASTY = "bell\x07 nul\x00 escape\x1b[31m next\x85 separator\u2028 right-to-left\u202e no character\uffff"


def deep(levels: int) -> dict[str, Any]:
    """A structure in a structure in a structure ..."""
    return {"elements": {"x": deep(levels - 1)}} if levels else STRING


UNUSUAL: dict[str, bytes] = {
    "a byte order mark": b"\xef\xbb\xbf" + export().encode(),
    "a byte order mark and XML": b"\xef\xbb\xbf" + EDMX.encode(),
    "control characters in names": export(**{f"a{NASTY}": STRING}).encode(),
    "control characters in labels": export(a={**STRING, "@EndUserText.label": NASTY}).encode(),
    "control characters in the object's name": export((NASTY, {"elements": {"a": STRING}})).encode(),
    "a whole surrogate pair": export(a={**STRING, "@EndUserText.label": "\U0001f6b2"}).encode(),
    "structures 80 deep": export(a=deep(80)).encode(),
    "old Mac's and Windows' line ends": export().replace("\n", "\r\n", 3).replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_unusual_but_right_is_imported_and_checked(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "unusual.json").write_bytes(UNUSUAL[name])
    assert run("unusual.json") == 0
    printed = capsys.readouterr()
    assert all(line.isprintable() for line in (printed.err + printed.out).splitlines())
    before = files(project / "specs")
    assert run("unusual.json") == 0
    assert files(project / "specs") == before
    assert main(["check", "--specs", "specs"]) == 0


def test_names_and_labels_with_control_characters_are_kept_as_they_are(project: Path) -> None:
    (project / "a.json").write_text(
        export((NASTY, {"elements": {NASTY: {**STRING, "@Common.Label": NASTY}}}))
    )
    assert run("a.json") == 0
    (spec,) = [
        s
        for p in (project / "specs" / "sales").glob("*.yaml")
        if NASTY in (s := parsed(p))["source"].values()
    ]
    assert spec["columns"][0]["source"]["name"] == NASTY
    assert spec["columns"][0]["label"] == NASTY


def parsed(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = parse(path.read_text("utf-8"), str(path))
    return found
