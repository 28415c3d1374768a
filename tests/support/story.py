"""A page's story: a folder as its reader has it, and one shell that carries out the page's blocks in it.

Kinds: `checkout` (the tool's own, as a copy), `empty` (no file at all), `repository` (no file at all either:
the story begins with `catalog init`; for `catalog setup`, which fetches packages, a `.venv` of this
environment's stands in as soon as the repository is there, and the story goes on in it).

What varies is made alike on both sides: the folder's path, the local catalog's port and seconds.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

from catalog.engine.paths import program_folders
from catalog.engine.selection import engine_of, settle
from tests.support.kept_repositories import with_packages
from tests.support.pages import Block, Command, commands
from tests.support.ports import free_port
from tests.support.project import ROOT

LEFT_OUT = ("tests/", "bench/", ".ci/")  # of the checkout, for the copy's sake
FOREIGN = ("PULUMI", "AWS_", "CATALOG_", "GIT_", "PYTHON")  # variables that a new shell does not have
SHOWN_PORT, SHOWN_FOLDER = 4599, "/home/you/catalog"
GIT_NAMES = {
    f"GIT_{who}_{what}": "you@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}
LONGEST = 240  # seconds that a command may take before the shell is ended
ANY_LINES, ANY_TEXT = r"(?:[^\n]*\n)*?", r"[^\n]*?"
MARK = "--end of the command--"


class Story:
    """A folder and a shell in it. `tell` carries out a page's block and gives what differs."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.root, self.port = folder / "catalog", free_port()
        self.root.mkdir()
        home = folder / "home"
        home.mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        path = os.pathsep.join([str(ROOT / ".venv" / "bin"), *program_folders(ROOT), os.environ["PATH"]])
        self._env = {**kept, **GIT_NAMES, "HOME": str(home), "PATH": path, "COLUMNS": "160"}
        self._furnishes = kind == "repository"
        {"checkout": self._checkout, "empty": lambda: None, "repository": lambda: None}[kind]()
        self._shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=self.root,
            env=self._env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _checkout(self) -> None:
        """The checkout's files under Git, with this test's packages and port."""
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        for name in filter(None, listed.decode().split("\0")):
            if not name.startswith(LEFT_OUT) and (ROOT / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, self.root / name)
        self._set_up()
        env = {**os.environ, **GIT_NAMES}
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "start"]):
            subprocess.run(["git", *words], cwd=self.root, env=env, check=True, capture_output=True)

    def _set_up(self) -> None:
        """What set-up makes, from this environment: nothing is fetched. And a free port of its own."""
        with_packages(self.root)
        script = self.root / ".venv" / "bin" / "catalog"
        script.write_text("from catalog.cli.main import main\n\nraise SystemExit(main())\n")
        settle(self.root, self._env, "stand-in", engine_of(ROOT, os.environ))
        stack = self.root / "Pulumi.local.yaml"
        stack.write_text(self._with_port(stack.read_text()))

    def _furnish(self) -> None:
        """Where `catalog init` has made a repository, it is set up, and the story goes on in it."""
        for project in self.root.glob("*/Pulumi.yaml"):
            self.root, self._furnishes = project.parent, False
            self._set_up()

    def tell(self, block: Block) -> list[str]:
        """Writes the block's file, makes its edit, or runs its commands. Gives what is not as it says."""
        if block.not_run:
            return []
        if block.file:
            (self.root / block.file).parent.mkdir(parents=True, exist_ok=True)
            (self.root / block.file).write_text(self._with_port(block.text), "utf-8")
        elif block.language == "diff":
            return self._edit(block)
        elif block.language == "console":
            typed = commands(block)
            ends = [*[0] * (len(typed) - 1), block.status]
            pairs = zip(typed, ends, strict=True)
            wrong = [each for command, status in pairs for each in self._run(block, command, status)]
            if self._furnishes:
                self._furnish()
            return wrong
        return []

    def _with_port(self, text: str) -> str:
        return text.replace(str(SHOWN_PORT), str(self.port))

    def _edit(self, block: Block) -> list[str]:
        """Replaces what the lines ` ` and `-` of each hunk say by what its lines ` ` and `+` say."""
        head, *hunks = re.split(r"(?m)^@@.*\n", block.text)
        path = self.root / head.splitlines()[-1].removeprefix("+++ b/")
        text = path.read_text("utf-8")
        for hunk in hunks:
            lines = hunk.splitlines(keepends=True)
            old = "".join(line[1:] for line in lines if line[0] in " -")
            if text.count(old) != 1:
                return [f"{block.place}: not once in {path.name}:\n{old}"]
            text = text.replace(old, "".join(line[1:] for line in lines if line[0] in " +"))
        path.write_text(text, "utf-8")
        return []

    def _run(self, block: Block, command: Command, status: int) -> Iterator[str]:
        ended, printed = self.run(command.typed)
        what = f"{block.place}: $ {command.typed}"
        if ended != status:
            yield f"{what}\nended with {ended}, not {status}:\n{printed}"
        elif not is_as_shown(command.shown, printed):
            yield f"{what}\nprinted:\n{printed}\nthe page shows:\n" + "\n".join(command.shown)

    def run(self, typed: str) -> tuple[int, str]:
        """Runs a command in the story's shell; its exit status, and what it printed."""
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        watch = Timer(LONGEST, self._shell.kill)
        watch.start()
        try:
            command = f"{{ {self._with_port(typed)}\n}} </dev/null"
            self._shell.stdin.write(f"{command}; printf '\\n%s %s\\n' '{MARK}' $?\n")
            self._shell.stdin.flush()
            lines: list[str] = []
            for line in self._shell.stdout:
                if line.startswith(MARK):
                    return int(line.removeprefix(MARK)), self._alike("".join(lines))
                lines.append(line)
        finally:
            watch.cancel()
        return -1, "".join(lines)  # the shell itself has ended

    def _alike(self, text: str) -> str:
        return text.replace(str(self.root), SHOWN_FOLDER).replace(str(self.port), str(SHOWN_PORT)).strip("\n")

    def close(self) -> None:
        """Stops the story's local catalog and its shell."""
        if (self.root / ".catalog" / "local").is_dir():
            self.run("catalog local stop")
        self._shell.kill()
        self._shell.communicate()


@contextmanager
def story(folder: Path, kind: str) -> Iterator[Story]:
    """A story in `folder`, ended when the block is left."""
    told = Story(folder, kind)
    try:
        yield told
    finally:
        told.close()


def is_as_shown(shown: Sequence[str], printed: str) -> bool:
    """Whether `printed` is what a page shows, with `...` for what it leaves out. Seconds may differ."""
    lines = [_seconds(line.rstrip()) for line in "\n".join(shown).strip("\n").split("\n")]
    pattern = "".join(
        ANY_LINES if line.strip() == "..." else ANY_TEXT.join(map(re.escape, line.split("..."))) + "\n"
        for line in lines
    )
    actual = "".join(f"{_seconds(line.rstrip())}\n" for line in printed.strip("\n").split("\n"))
    return re.fullmatch(pattern, actual) is not None


def _seconds(line: str) -> str:
    line = re.sub(r"\b\d+(\.\d+)? s\b", "N s", line)
    return re.sub(r" +\d+\.\d$", " N", line)  # the last column of a table
