"""README and docs/ as their readers see them: blocks, what is to be done with each, links and headings.

A page with a line `<!-- story: KIND -->` is a story: its blocks are carried out from top to bottom in one
folder (`tests.support.story`). What stands in the line above a block says what is special about it:

- `<!-- not run: REASON -->`: it can't run here; its commands are held to their parsers alone.
- `<!-- exit status N -->`: how its last command ends, if not with 0.
- `<!-- file: PATH -->`: the block is the whole of that file, which the story writes.

A ```console block holds `$ command` lines (continued by `> `), each with what it prints, where a line `...`
stands for any lines and `...` in a line for any text. A ```diff block is what the reader edits.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile

from tests.support.project import ROOT

FENCE = re.compile(
    r"(?:^<!-- (?P<mark>[^\n]*?) -->\n)?"
    r"^(?P<indent> *)```(?P<language>[a-z]*)[^\n]*\n(?P<text>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)
STORY = re.compile(r"^<!-- story: ([a-z]+) -->$", re.MULTILINE)
NOT_RUN, FILE, STATUS = "not run: ", "file: ", "exit status "


@dataclass(frozen=True)
class Block:
    """A fenced block: where it begins, its language, its text, and the remark above it."""

    page: str
    line: int
    language: str
    text: str
    mark: str

    @property
    def place(self) -> str:
        """`docs/start.md:12`."""
        return f"{self.page}:{self.line}"

    @property
    def not_run(self) -> str:
        """Why it can't run here; empty if it can."""
        return self.mark.removeprefix(NOT_RUN) if self.mark.startswith(NOT_RUN) else ""

    @property
    def file(self) -> str:
        """The file that it is the whole of; empty if it is none."""
        return self.mark.removeprefix(FILE) if self.mark.startswith(FILE) else ""

    @property
    def status(self) -> int:
        """The exit status of its last command."""
        return int(self.mark.removeprefix(STATUS)) if self.mark.startswith(STATUS) else 0


@dataclass(frozen=True)
class Command:
    """A command as it is typed, with the lines that the page shows below it."""

    typed: str
    shown: tuple[str, ...]


def pages() -> list[str]:
    """README and every page of docs/, as paths from the checkout."""
    found = sorted((ROOT / "docs").rglob("*.md"))
    return ["README.md", *(path.relative_to(ROOT).as_posix() for path in found)]


def text_of(page: str) -> str:
    """The page's text."""
    return (ROOT / page).read_text("utf-8")


def blocks(page: str, text: str | None = None) -> list[Block]:
    """The page's fenced blocks, from top to bottom."""
    text = text_of(page) if text is None else text
    return [
        Block(
            page,
            text.count("\n", 0, found.start("text")),
            found["language"],
            re.sub(f"(?m)^{found['indent']}", "", found["text"]),
            found["mark"] or "",
        )
        for found in FENCE.finditer(text)
    ]


def story_of(text: str) -> str:
    """The kind of folder in which the page's blocks run; empty if the page is no story."""
    found = STORY.search(text)
    return found[1] if found else ""


def commands(block: Block) -> list[Command]:
    """The commands of a ```console block. Raises ValueError for lines above the first one."""
    typed: list[str] = []
    shown: list[list[str]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            typed.append(line[2:])
            shown.append([])
        elif not typed:
            raise ValueError(f"{block.place}: a console block begins with a line '$ command', not {line!r}")
        elif line.startswith("> ") and not shown[-1]:
            typed[-1] += f"\n{line[2:]}"
        else:
            shown[-1].append(line)
    return [Command(*each) for each in zip(typed, map(tuple, shown), strict=True)]


def words(command: Command) -> list[str]:
    """The words of a command, without remarks and the variables that are set for it."""
    found = shlex.split(command.typed, comments=True)
    return [*dropwhile(lambda word: re.match(r"[A-Z_]+=", word), found)]


def prose(text: str) -> str:
    """The page without its blocks and remarks."""
    return re.sub(r"<!--.*?-->", "", FENCE.sub("", text), flags=re.DOTALL)


def links(text: str) -> Iterator[str]:
    """The targets of the page's links and pictures."""
    plain = re.sub(r"`[^`\n]*`", "", prose(text))
    yield from re.findall(r"\]\(([^()\s]+(?:\([^()\s]*\))?)[^()]*\)", plain)


def anchors(text: str) -> set[str]:
    """The anchors of the page's headings, as GitHub and MkDocs make them."""
    headings = re.findall(r"(?m)^#+ +(.+?) *#*$", prose(text))
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", h.lower()).strip()) for h in headings}


def not_run() -> list[Block]:
    """The blocks of all pages that can't run here."""
    return [block for page in pages() for block in blocks(page) if block.not_run]
