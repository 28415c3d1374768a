"""Files that are something else than what they stand for: no command ever shows what is in them.

Somebody gives a wrong path, or a pull request makes a spec of a private key, an environment, a password file.
Each is put wherever a file is read, and every word of it is looked for in all that comes out.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from catalog.cli.main import main
from tests.support.specs import STACK

SECRET = "hunter2canary"
ENVIRONMENT = f"HOME=/root\0AWS_SECRET_ACCESS_KEY={SECRET}\0TOKEN=x{SECRET}\0"
FOREIGN: dict[str, str] = {
    "a private key": f"-----BEGIN PRIVATE KEY-----\n{SECRET}MIIEvQ==\n{SECRET}\n-----END PRIVATE KEY-----\n",
    "an environment": ENVIRONMENT,
    "an environment in lines": ENVIRONMENT.replace("\0", "\n"),
    "an environment in YAML": ENVIRONMENT.replace("\0", "\n").replace("=", ": "),
    "a file of passwords": f"root:$6${SECRET}:19000:0:99999:7:::\ndaemon:*{SECRET}:19000:0:99999:7:::\n",
    "settings in sections": f"[{SECRET}]\naws_secret_access_key = {SECRET}\n",
    "a secret of Kubernetes": f"apiVersion: v1\nkind: Secret\ndata: {{{SECRET}: {SECRET}}}\n",
    "a kind that is no word of ours": f"kind: {SECRET}\n{SECRET}: 1\n",
    "a scalar": f"{SECRET}\n",
    "a text in quotes that does not end": f'"{SECRET}\n',
    "a list": f"- {SECRET}\n- {SECRET}: {SECRET}\n",
    "an alias": f"a: *{SECRET}\n",
    "an anchor": f"&{SECRET} a: b\n",
    "a tag": f"!{SECRET} {{a: b}}\n",
    "a tag of a value": f"a: !<{SECRET}> b\n",
    "a directive": f"%{SECRET} 1\n---\na: b\n",
    "a key twice": f"{SECRET}: 1\n{SECRET}: 2\n",
    "a key that is a list": f"? [{SECRET}]\n: {SECRET}\n",
    "broken YAML": f"a: b: {SECRET}\n  {SECRET}\n",
    "a tab": f"a:\n\t{SECRET}: {SECRET}\n",
    "credentials in JSON": json.dumps({"type": SECRET, SECRET: {"private_key": SECRET}}),
    "a text in JSON": json.dumps(SECRET),
    "a list in JSON": json.dumps([SECRET, {SECRET: SECRET}]),
    "a key twice in JSON": f'{{"{SECRET}": 1,\n"{SECRET}": "{SECRET}"}}',
    "half of a pair in JSON": f'{{"definitions": {{}}, "a": "{SECRET}\\ud800"}}',
    "broken JSON": f'{{"a": "{SECRET}", {SECRET}: 1}}',
    "a word in JSON": f'{{"a": {SECRET}}}',
    "JSON cut off": f'{{"a": "{SECRET}',
    "definitions that are none": json.dumps({"definitions": SECRET}),
    "a definition that is none": json.dumps({"definitions": {"A": SECRET}}),
    "members that are none": json.dumps(
        {"definitions": {"A": {"kind": SECRET}, "B": {"elements": SECRET}, "C": {"query": [SECRET]}}}
    ),
    "elements that are none": json.dumps(
        {
            "definitions": {
                "A": {
                    "elements": {
                        "a": SECRET,
                        "b": {"type": "cds.String", "length": SECRET},
                        "c": {"type": "cds.Association", "target": [SECRET], "on": [SECRET, {"val": SECRET}]},
                        "d": {"type": "cds.String", "@Aggregation.default": SECRET, "enum": SECRET},
                    }
                }
            },
            "i18n": SECRET,
            "extensions": [SECRET, {"annotate": "A", "elements": SECRET}],
        }
    ),
    "XML of settings": f"<{SECRET}><{SECRET} password='{SECRET}'>{SECRET}</{SECRET}></{SECRET}>",
    "XML with an entity": f"<!DOCTYPE {SECRET} [<!ENTITY {SECRET} SYSTEM '{SECRET}'>]><a>&{SECRET};</a>",
    "XML in another encoding": f"<?xml version='1.0' encoding='{SECRET}'?><a/>",
    "XML of another version": f'<e:Edmx Version="{SECRET}" xmlns:e="http://docs.oasis-open.org/odata/ns/edmx"/>',
    "broken XML": f"<a {SECRET}={SECRET}>{SECRET}",
    "rows": f"{SECRET},b\n{SECRET},{SECRET}\n",
    "a program": f"password = '{SECRET}'\n",
}
TABLE = """\
kind: Table
database: sales
name: orders
storage: {location: s3://lake/sales/orders/}
columns: [{name: id, type: string}]
partitions: {keys: [{name: dt, type: date}, {name: who, type: string}], values: orders.csv}
"""
EXPORT = json.dumps({"definitions": {"T": {"elements": {"id": {"type": "cds.String", "length": 9}}}}})
FILES = {
    "Pulumi.yaml": "name: shop\nruntime: python\n",
    "Pulumi.dev.yaml": STACK,
    "catalog_specs/sales/database.yaml": "kind: Database\nname: sales\n",
    "catalog_specs/sales/orders.yaml": TABLE,
    "catalog_specs/sales/orders.csv": "dt,who\n2026-01-01,c\n",
    "catalog_specs/catalog.yaml": "kind: Catalog\n",
    "catalog_specs/sales/.import.json": "",
    "exports/SALES/t.json": EXPORT,
    "exports/SALES/u.xml": "",
    "catalog_rules.yaml": "kind: Rules\n",
    "catalog_context.yaml": "kind: Context\nentries: []\n",
}
COMMANDS = (
    ["check"],
    ["check", "--strict", "--specs", "catalog_specs"],
    ["stacks"],
    ["import", "exports", "--specs", "catalog_specs", "--report", "r.json"],
    ["import", "exports/SALES/t.json", "--specs", "catalog_specs", "--report", "r.md", "--dry-run"],
    ["import", "exports/SALES/u.xml", "--specs", "elsewhere", "--report", "r.json", "--conflicts", "take"],
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        if text:
            (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("what", FOREIGN)
def test_nothing_of_a_file_that_is_something_else_is_shown_wherever_it_stands(
    what: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = FOREIGN[what]
    words = {word for word in re.findall(r"\w{6,}", text) if SECRET in word}
    for place, before in FILES.items():
        (project / place).write_text(text)
        for command in COMMANDS:
            main(command)
            out, err = capsys.readouterr()
            reports = [file.read_text() for file in (project / "r.json", project / "r.md") if file.exists()]
            shown = "\n".join([out, err, *reports])
            assert not [word for word in words if word in shown], (place, command, shown)
            assert "Traceback" not in shown
        (project / place).write_text(before) if before else (project / place).unlink()
        shutil.rmtree(project / "elsewhere", ignore_errors=True)
    assert words


def test_the_same_files_as_they_should_be_pass_every_command(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [main(command) for command in COMMANDS[:-1]] == [0] * 5
    assert capsys.readouterr().err.count(" error: ") == 0
