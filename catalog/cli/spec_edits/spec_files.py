"""The files of specs that a command edits: read once, edited in memory, shown and written together.

Names are below the specs folder: `sales/orders.yaml`. Files are opened through `catalog.files` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from catalog.cli.import_lock import exclusive
from catalog.cli.project import UsageError
from catalog.cli.terminal.shown_diff import say_file
from catalog.files import limits
from catalog.files.kinds import Kind
from catalog.files.paths import open_folder
from catalog.language.findings import DataError
from catalog.language.glue.names import nearest
from catalog.language.specs.loader import CATALOG_FILE, DATABASE_FILE, SUFFIX, document_of
from catalog.language.specs.yaml_text import decode
from catalog.language.visible import line
from mapping.store.journal import unfinished
from mapping.store.writer import FileChange, perform


def kind_of(name: str) -> str:
    """The `kind:` of the spec in the file of a name."""
    last = name.rpartition("/")[2]
    return {CATALOG_FILE: "Catalog", DATABASE_FILE: "Database"}.get(last, "Table")


@dataclass(slots=True)
class SpecFiles:
    """The specs folder, and the texts that its files are to have."""

    root: Path
    edited: dict[str, str] = field(default_factory=dict)
    _before: dict[str, str | None] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """The text of a file as it is to be; None where there is none. Raises DataError, UsageError."""
        return self.edited[name] if name in self.edited else self.before(name)

    def before(self, name: str) -> str | None:
        """The text of a file as it was read first."""
        if name not in self._before:
            self._before[name] = self._read(name)
        return self._before[name]

    def spec_text(self, name: str) -> str:
        """The text of a file that has to hold a spec. Raises DataError with what is wrong with it otherwise,
        and UsageError where there is none.
        """
        text = self.text(name)
        if text is None:
            raise UsageError(f"{self.shown(name)} does not exist")
        document = document_of(text.encode("utf-8"), self.shown(name), kind_of(name))
        if () in document.holes:
            raise DataError(*document.findings)
        return text

    def put(self, name: str, text: str) -> None:
        """Gives a file another text."""
        if text != self.before(name):
            self.edited[name] = text
        else:
            self.edited.pop(name, None)

    def shown(self, name: str) -> str:
        """The path of a file, as it is said to people."""
        return str(self.root / name)

    def near(self, database: str, table: str = "") -> str:
        """` (did you mean 'orders'?)` of a name that there is not."""
        try:
            with open_folder(self.root) as folder:
                if not table:
                    return nearest(database, [e.name for e in folder.entries() if e.kind is Kind.FOLDER])
                names = [e.name.removesuffix(SUFFIX) for e in folder.entries(database)]
        except OSError:
            return ""
        return nearest(table, [name for name in names if name not in ("database", "")])

    def show(self) -> None:
        """Prints what changes, as diffs."""
        for name, text in self.edited.items():
            say_file(self.shown(name), self.before(name), text)

    def write(self, command: str) -> None:
        """Writes all of it, or nothing. Raises UsageError where something else has changed a file meanwhile,
        or it can't be written.
        """
        if not self.edited:
            return
        with exclusive(self.root, command):
            self._refuse_unfinished()
            for name in self.edited:
                if self._read(name) != self.before(name):
                    raise UsageError(f"{self.shown(name)} has changed meanwhile: run this again")
            changes = [
                FileChange(self.root, name, text, self.before(name) is None, self.before(name) or "")
                for name, text in self.edited.items()
            ]
            try:
                perform(changes)
            except OSError as error:
                raise UsageError(line(f"can't write to {self.root}: {error.strerror or error}")) from error

    def _refuse_unfinished(self) -> None:
        if unfinished(self.root):
            raise UsageError(
                f"an import into {self.root} was killed half-way: run catalog import again first"
            )

    def _read(self, name: str) -> str | None:
        try:
            with open_folder(self.root) as folder:
                return decode(folder.read(name, limits.SPEC), self.shown(name))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UsageError(line(f"{error.filename} can't be read: {error.strerror}")) from error
