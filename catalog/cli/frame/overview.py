"""The commands by what they are for, each with one line: known without loading any of them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from textwrap import fill
from typing import NamedTuple


class Row(NamedTuple):
    """A command's module, and what `catalog --help` says of it."""

    module: str
    summary: str


GROUPS: Mapping[str, Mapping[str, Row]] = {
    "repository": {
        "init": Row("init", "make a catalog repository of your own"),
        "upgrade": Row("upgrade", "bring a repository to the installed version"),
    },
    "specs": {
        "import": Row("import_", "make specs of Datasphere exports, or bring them up to date"),
        "check": Row("check", "find what is wrong with the specs, for every stack"),
        "accept": Row("changes.accept", "accept a breaking change, with a reason and a last day"),
        "rollback": Row("changes.rollback", "bring a table's spec back to what it was at a commit"),
        "explain": Row("explain", "what the code of a finding means, with an example"),
        "list": Row("list_", "list tables and their stewards; with --live, what is in Glue"),
        "conformance": Row("conformance", "how contributors' tables deviate from canonical ones"),
    },
    "stacks": {
        "stacks": Row("stacks", "which stack holds what, and which ones a change touches"),
        "apply": Row("apply", "preview changes, ask, and make them in Glue"),
        "move": Row("move", "give databases to another stack"),
        "show": Row("show", "print what is in Glue now, as list --live"),
    },
    "this machine": {
        "env": Row("env", 'a shell for the local catalog: eval "$(catalog env local)"'),
        "local": Row("local", "start, stop and look at the local catalog"),
    },
    "the command itself": {
        "setup": Row("setup", "make .venv as requirements.txt says, and get the Pulumi engine"),
        "completion": Row("completion", "completion of words for bash and zsh"),
        "help": Row("help_", "how a command is used, with examples"),
    },
}
ROWS: Mapping[str, Row] = {name: row for group in GROUPS.values() for name, row in group.items()}
MORE = "catalog help COMMAND tells more of one; catalog --version names what is installed."
NARROWEST = 40  # columns for which the overview is made at least
USAGE = "usage: catalog [--version] COMMAND ..."


def overview() -> str:
    """What `catalog --help` prints."""
    columns = max(shutil.get_terminal_size().columns - 2, NARROWEST)
    lines = [USAGE, "", "The AWS Glue catalog as code, from SAP Datasphere.", ""]
    indent = max(map(len, ROWS)) + 4
    for title, group in GROUPS.items():
        lines.append(f"{title}:")
        for name, row in group.items():
            text = f"  {name}".ljust(indent) + row.summary
            lines.append(fill(text, columns, subsequent_indent=" " * indent, break_on_hyphens=False))
        lines.append("")
    return "\n".join([*lines, fill(MORE, columns)])
