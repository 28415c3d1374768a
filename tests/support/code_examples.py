"""Examples of codes made real: their files in a small project, and what the command finds there."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from catalog.cli.main import main
from catalog.language.code_table import SHELL

from .specs import PROJECT

STACK = 'config:\n  aws:allowedAccountIds: ["123456789012"]\n  catalog:variables: {lake: shop-lake}\n'
BASE = {
    "Pulumi.yaml": PROJECT,
    "Pulumi.dev.yaml": STACK,
    "catalog_specs/sales/database.yaml": "",
    "catalog_specs/sales/orders.yaml": "",
}
FOUND = re.compile(r"\b([A-Z]{3,5}[0-9]{3}) (?:error|warning|info): ")


def completed(path: str, text: str) -> str:
    """The whole file of a spec of which an example has the keys that matter; other files as they are."""
    folder, _, name = path.removeprefix("catalog_specs/").partition("/")
    if not path.startswith("catalog_specs/") or not name or text.startswith("["):
        return text
    if name == "database.yaml":
        usual = {"kind": "Database", "name": folder}
    else:
        table = name.removesuffix(".yaml")
        usual = {"kind": "Table", "name": table, "database": folder}
        if "manage: context" not in text:
            usual["storage"] = f"{{location: 's3://${{lake}}/{folder}/{table}/'}}"
            usual["columns"] = "[{name: order_id, type: string}]"
    given = set(re.findall(r"^(\w+):", text, re.MULTILINE))
    return "".join(f"{key}: {value}\n" for key, value in usual.items() if key not in given) + text


def is_edit(text: str) -> bool:
    """Whether a text is lines that a person takes out of a file and puts into it."""
    return all(line[:1] in "+-" for line in text.splitlines())


def lay_out(root: Path, files: Mapping[str, str]) -> None:
    """Writes the files of an example into a project, or makes its edits."""
    for path, text in files.items():
        file = root / path
        if path == SHELL:
            continue
        if text and is_edit(text):
            file.write_text(edited(file.read_text("utf-8"), text), "utf-8")
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(completed(path, text), "utf-8")


def edited(whole: str, edit: str) -> str:
    """A file's text after an edit: lines with - are there and go, those with + come in their place."""
    for hunk in re.findall(r"(?:^-.*\n)+(?:^\+.*\n)*", edit, re.MULTILINE):
        old, new = (
            "".join(f"{line[1:]}\n" for line in hunk.splitlines() if line[0] == sign) for sign in "-+"
        )
        assert whole.count(old) == 1, (old, whole)
        whole = whole.replace(old, new)
    return whole


def run(root: Path, files: Mapping[str, str], usual: str) -> set[str]:
    """The codes that the last command of an example prints; `usual` is the one where it names none."""
    found: set[str] = set()
    for typed in files.get(SHELL, usual).splitlines():
        words = typed.partition("  #")[0].split()
        if words[0] == "catalog":
            said = io.StringIO()
            with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
                main(words[1:])
            found = set(FOUND.findall(said.getvalue()))
        else:
            subprocess.run(["/bin/sh", "-c", typed], cwd=root, check=True)
    return found
