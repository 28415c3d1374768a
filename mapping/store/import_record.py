"""What import last wrote for each object: the base of the three-way merge, kept with the specs.

One file a database folder, `.import.json`, in Git like the specs, so that every clone has it: a list of
`[space, object, spec]`, the spec as the export gave it and not as people edited it. A fourth entry `copied`
notes that another space's file gave it: a file of the object's own space replaces it. A blank line stands
between entries, so that a merge in Git meets only what both changed. The loader of specs reads no file of
this name.
Entries are compared as text and parsed only where they differ, so a re-import that changes nothing costs no
parsing.

A database's entry has null for the object and, as a space may have several, is known by its name, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from catalog.files import limits
from catalog.files.folder import Folder
from catalog.files.kinds import Kind
from catalog.files.paths import open_folder
from catalog.language.findings import DataError
from mapping.diagnostics.codes import finding
from mapping.specs.serialized import COPIED, SerializedSpec, deserialize, is_copied, serialize

FILE = ".import.json"
VERSION = 1
_HEAD = f'{{"version":{VERSION},"imported":[\n\n'
_TAIL = "\n\n]}\n"
_BETWEEN = ",\n\n"
_MARKER = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
IN_CONFLICT = "a merge conflict of Git stands in it"
RESTORE_FROM = {True: "--theirs|--ours", False: "HEAD"}  # for `git checkout`: is it in conflict?
_decoder = json.JSONDecoder()


class Key(NamedTuple):
    """What identifies a spec whatever its name; for a database, which is of no object, its name counts."""

    space: str
    object: str  # may be empty, as any text may be a name
    database: str = ""

    @property
    def is_database(self) -> bool:
        """True for a database, False for a table."""
        return bool(self.database)

    @property
    def label(self) -> str:
        """The name in findings."""
        return f"database {self.database}" if self.is_database else self.object


def key_of(spec: Mapping[str, Any]) -> Key | None:
    """The key of a spec with a `source`; None for one that people wrote by themselves."""
    source = spec.get("source")
    space = source.get("space", "") if isinstance(source, dict) else None  # '': a database of several spaces
    if not isinstance(source, dict) or not isinstance(space, str):
        return None
    if isinstance(source.get("object"), str):
        return Key(space, source["object"])
    return Key(space, "", str(spec.get("name", ""))) if spec.get("kind") == "Database" else None


def is_copy(spec: Mapping[str, Any]) -> bool:
    """Whether a spec says that it is of a copy, which Datasphere marks as one."""
    source = spec.get("source")
    return isinstance(source, dict) and source.get("copy") is True


@dataclass(slots=True)
class ImportRecord:
    """All serialized specs under a specs folder, and in which database's folder each lies."""

    texts: dict[Key, SerializedSpec] = field(default_factory=dict)
    folder_of: dict[Key, str] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)  # those that have a file
    dirty: set[str] = field(default_factory=set)  # those whose file has to be written anew

    def spec(self, key: Key) -> dict[str, Any] | None:
        """What import last wrote for `key`, parsed; None if it never did."""
        text = self.texts.get(key)
        return deserialize(text) if text is not None else None

    def owned(self, key: Key) -> dict[str, Any] | None:
        """The spec that a file of the object's own space gave; so do those of records that can't tell."""
        text = self.texts.get(key)
        spec = deserialize(text) if text is not None and not is_copied(text) else None
        return None if spec is None or is_copy(spec) else spec

    def put(self, key: Key, folder: str, text: SerializedSpec) -> None:
        """Keeps what import now writes for `key` into a spec in `folder`."""
        if self.texts.get(key) != text or self.folder_of.get(key) != folder:
            self.drop(key)
            self.texts[key] = text
            self.folder_of[key] = folder
            self.dirty.add(folder)

    def drop(self, key: Key) -> None:
        """Forgets an object."""
        if key in self.texts:
            del self.texts[key]
            self.dirty.add(self.folder_of.pop(key))

    def changed(self) -> Iterator[tuple[str, list[Key]]]:
        """(folder, keys) of each file to be written; there are none for one to be removed."""
        inside: dict[str, list[Key]] = {folder: [] for folder in sorted(self.dirty)}
        for key, home in sorted(self.folder_of.items()):
            if home in inside:
                inside[home].append(key)
        yield from inside.items()

    def line(self, key: Key, folder: FilePath) -> tuple[str, int]:
        """The record's file under the specs `folder`, and the line in it at which `key` stands."""
        path = folder / self.folder_of[key] / FILE
        try:
            with open_folder(folder) as opened:
                before = _text(opened, self.folder_of[key]).partition(self.texts[key])
        except (OSError, UnicodeDecodeError):
            return str(path), 1
        return str(path), before[0].count("\n") + 1 if before[1] else 1

    def text(self, keys: Iterable[Key]) -> str:
        """The text of the file that holds these objects."""
        return f"{_HEAD}{_BETWEEN.join([self.texts[key] for key in keys])}{_TAIL}"


def load_record(folder: FilePath) -> ImportRecord:
    """The record of the specs in `folder`. Raises DataError (IMP017) for a file that can't be read."""
    record = ImportRecord()
    try:
        opened = open_folder(folder)
    except FileNotFoundError:
        return record
    with opened:
        for home in (each.name for each in opened.entries() if each.kind is Kind.FOLDER):
            _load_file(opened, home, record)
    record.dirty.clear()
    return record


def _load_file(opened: Folder, home: str, record: ImportRecord) -> None:
    """Adds what the file of one database's folder holds, if there is one."""
    path = opened.path / home / FILE
    try:
        text = _text(opened, home)
    except FileNotFoundError:
        return
    except OSError as e:
        raise _unreadable(path, e.strerror or "", 1) from e
    except UnicodeDecodeError as e:
        raise _unreadable(path, f"it is not UTF-8 (byte {e.start})", 1) from e
    record.folders.add(home)
    for key, found in _blocks(text, path):
        if key in record.texts and record.folder_of[key] != home:
            continue  # a folder that people copied: the first one stands
        record.put(key, home, found)


def _text(opened: Folder, home: str) -> str:
    return opened.read(f"{home}/{FILE}", limits.IMPORT_RECORD).decode("utf-8").replace("\r\n", "\n")


def _blocks(text: str, path: FilePath) -> list[tuple[Key, SerializedSpec]]:
    marker = _MARKER.search(text)
    if marker:
        line = text.count("\n", 0, marker.start()) + 1
        raise _unreadable(path, IN_CONFLICT, line)
    try:
        if text.startswith(_HEAD) and text.endswith(_TAIL):
            parts = text[len(_HEAD) : -len(_TAIL)].split(_BETWEEN)
            return [(_key(part), SerializedSpec(part)) for part in parts]
        entries = json.loads(text)["imported"]  # some tool laid it out anew
        texts = [serialize(entry[2], copied=COPIED in entry[3:]) for entry in entries]
        return [(_key(part), part) for part in texts]
    except json.JSONDecodeError as e:
        raise _unreadable(path, e.msg, e.lineno) from e
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as e:
        raise _unreadable(path, "it has another shape than import gives it", 1) from e


def _key(part: str) -> Key:
    """The key of an entry, from its first line; a database's name is looked for in the few lines it has."""
    space, at = _decoder.raw_decode(part, 1)
    name, _ = _decoder.raw_decode(part, at + 1)
    if not isinstance(space, str) or not isinstance(name, str | None):
        raise ValueError
    return Key(space, name) if name is not None else Key(space, "", str(json.loads(part)[2]["name"]))


def _unreadable(path: FilePath, why: str, line: int) -> DataError:
    message = f"the record of what import last wrote can't be read: {why}"
    git = f"git checkout {RESTORE_FROM[why is IN_CONFLICT]} -- {path}"
    remedy = (
        f"Restore it ({git}) or delete it, and import again: "
        "without it a spec's values stay where the export differs (IMP003)"
    )
    return DataError(finding("IMP017", message, remedy, file=str(path), line=line))
