"""The codes of all findings with their examples, by their names, and an example in blocks of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from catalog.language.changes.verdicts.explained import CODES as OF_CHANGES
from catalog.language.changes.verdicts.explained import lines
from catalog.language.code_table import SHELL, Code, Example
from catalog.language.codes import CODES as OF_SPECS
from catalog.language.examples.changes import CHANGES as CHANGE_EXAMPLES
from catalog.language.examples.table import EXAMPLES as SPEC_EXAMPLES
from mapping.diagnostics.codes import CODES as OF_IMPORT
from mapping.diagnostics.examples.table import EXAMPLES as IMPORT_EXAMPLES

USUAL = "catalog import exports --specs catalog_specs"  # where `after` is of another command
NO_EXAMPLE = Example({}, {})  # of what no edit of a spec brings about alone
WIDTH = 110  # characters of a line that is shown of an example


class Explained(NamedTuple):
    """A code with all that there is to say of it."""

    name: str
    code: Code
    example: Example


class Block(NamedTuple):
    """A text of an example: when it stands there, where (`shell`: it is typed), and what it is."""

    when: str
    file: str
    text: str

    @property
    def title(self) -> str:
        """`before, in Pulumi.dev.yaml`."""
        if self.file == SHELL:
            return f"{self.when}, typed"
        return f"{self.when}, in {self.file}" if self.text else f"{self.when}, without {self.file}"


ALL: Mapping[str, Explained] = {
    name: Explained(name, code, examples.get(name, NO_EXAMPLE))
    for codes, examples in (
        (OF_SPECS, SPEC_EXAMPLES),
        (OF_IMPORT, IMPORT_EXAMPLES),
        (OF_CHANGES, CHANGE_EXAMPLES),
    )
    for name, code in sorted(codes.items())
}


def verdicts_of(name: str) -> Iterator[str]:
    """What a code of a change means in every format, a line a case; nothing of other codes."""
    yield from lines(name) if name in OF_CHANGES else ()


def blocks(example: Example) -> Iterator[Block]:
    """What an example shows: what both sides have, then before and after; a file only where it differs."""
    both = {file for file, text in example.before.items() if example.after.get(file) == text}
    yield from (Block("first imported", file, text) for file, text in example.first.items())
    yield from (Block("applied", file, text) for file, text in example.applied.items())
    yield from (Block("given", file, example.before[file]) for file in example.before if file in both)
    if SHELL in example.after and SHELL not in example.before:
        yield Block("before", SHELL, USUAL)
    yield from (Block("before", file, text) for file, text in example.before.items() if file not in both)
    yield from (Block("after", file, text) for file, text in example.after.items() if file not in both)
    gone = [f for f in example.before if f not in example.after and f != SHELL]
    yield from (Block("after", file, "") for file in gone)


def shown(text: str) -> list[str]:
    """The lines of an example, those that are long for a reason cut."""
    return [line if len(line) <= WIDTH else f"{line[: WIDTH - 3]}..." for line in text.splitlines()]
