"""Reads a folder of specs: `catalog.yaml`, `<database>/database.yaml`, `<database>/<table>.yaml`.

Takes the folder and which databases are wanted, gives raw documents with what is wrong with each
one by itself (syntax, schema). Parsed documents are cached by content hash, so a big catalog
costs a hash for each file that did not change. Never looks across documents: that is `checks`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.language.codes import finding
from catalog.language.findings import DataError, Finding, Progress, no_progress
from catalog.language.glue.names import nearest

from . import yaml_text
from .document_cache import DocumentCache
from .recovery import Holes, readable_part
from .schema import SCHEMAS, check_document

DATABASE_FILE = "database.yaml"
CATALOG_FILE = "catalog.yaml"


@dataclass(slots=True)
class Document:
    """One spec file: its data, the findings of the file by itself, and where the data differs from the file.

    Data that breaks the schema is there as far as rules can read it: see `recovery`. It is empty, with the
    whole as a hole, where nothing can be read.
    """

    file: str
    kind: str
    data: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    holes: Holes = frozenset()


@dataclass(slots=True)
class Folder:
    """One database's folder: its own document, if there is one, and its tables by file name."""

    name: str
    path: str
    database: Document | None
    tables: list[Document]
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class RawCatalog:
    """All documents of a specs folder, unmerged and with variables still in place."""

    root: str
    catalog: Document | None
    folders: list[Folder]
    findings: list[Finding] = field(default_factory=list)

    def all_findings(self) -> Iterator[Finding]:
        """The findings of each document by itself."""
        yield from self.findings
        documents = [self.catalog] if self.catalog else []
        for folder in self.folders:
            yield from folder.findings
            documents += [folder.database] if folder.database else []
            documents += folder.tables
        for document in documents:
            yield from document.findings


JOURNAL = ".import.journal"  # there while catalog import replaces files; stays when it is killed in between
MOVE = "Move it to <database>/<table>.yaml"


def load(
    root: Path,
    select: Sequence[str] = (),
    cache_dir: Path | None = None,
    progress: Progress = no_progress,
    folders: Collection[str] | None = None,
) -> RawCatalog:
    """Every document under `root`; with `select`, only the folders of those databases or domains are opened.

    A domain is the database's `business.tags.domain`; finding it opens each `database.yaml`, never a table.
    With `folders` only those are read, and what is wrong with the folder as a whole is not reported.
    Raises DataError (SPEC000) when `root` is no folder.
    """
    if not root.is_dir():
        remedy = "Name another folder with --specs or catalog:specs, or make one with catalog import"
        raise DataError(finding("SPEC000", "no such folder of specs", remedy, str(root)))
    cached = DocumentCache(cache_dir, root, "")
    catalog = _document(root / CATALOG_FILE, "Catalog", cached) if (root / CATALOG_FILE).is_file() else None
    found = RawCatalog(str(root), catalog, [])
    for path in sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith(".")):
        if folders is not None and path.name not in folders:
            continue
        database = (
            _document(path / DATABASE_FILE, "Database", cached) if (path / DATABASE_FILE).is_file() else None
        )
        if not select or path.name in select or _domain(database) in select:
            tables = DocumentCache(cache_dir, root, path.name)
            found.folders.append(_folder(path, database, tables, progress))
            tables.save()
    cached.save()
    if folders is None:
        found.findings += _whole_folder(root, found, select)
    return found


def _whole_folder(root: Path, found: RawCatalog, select: Sequence[str]) -> list[Finding]:
    wrong = [*_misplaced(root, found, select)]
    if (root / JOURNAL).is_file():
        message = "an import was killed while it wrote: some specs are new, others are not"
        remedy = "Run catalog import again, of any export: it first finishes the other"
        wrong.append(finding("SPEC008", message, remedy, str(root / JOURNAL)))
    if not select and not found.folders and not wrong:
        remedy = "pulumi up would delete all there is. Name the right folder, or run pulumi destroy"
        wrong.append(finding("SPEC000", "no spec in the folder", remedy, str(root)))
    return wrong


def _folder(path: Path, database: Document | None, cached: DocumentCache, progress: Progress) -> Folder:
    folder = Folder(path.name, str(path), database, [])
    for file in sorted(path.iterdir()):
        if (
            file.suffix == ".yaml"
            and file.name != DATABASE_FILE
            and file.is_file()
            and not file.name.startswith(".")
        ):
            folder.tables.append(_document(file, "Table", cached))
            progress("specs read")
        elif file.name != DATABASE_FILE and not file.name.startswith("."):
            folder.findings += _unread(file)
    if database is None and folder.tables:
        message = f"no {DATABASE_FILE} beside the {len(folder.tables)} table(s) of {path.name}"
        remedy = f"Add one with kind: Database and name: {path.name}"
        folder.findings.append(finding("SPEC005", message, remedy, str(path / DATABASE_FILE)))
    return folder


def _misplaced(root: Path, found: RawCatalog, select: Sequence[str]) -> Iterator[Finding]:
    for file in sorted(root.iterdir()):
        if file.suffix != ".yaml" and not file.is_dir() and not file.name.startswith("."):
            yield from _unread(file)
        elif file.suffix == ".yaml" and file.is_file() and file.name != CATALOG_FILE:
            message = "a spec outside of any database's folder"
            yield finding("SPEC005", message, MOVE, str(file))
    known = {f.name for f in found.folders} | {_domain(f.database) for f in found.folders}
    for name in select:
        if name not in known:
            message = f"catalog:select names {name!r}, which is no database or domain here"
            here = sorted(p.name for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))
            remedy = f"Correct catalog:select (databases here: {', '.join(here) or 'none'})"
            yield finding("SPEC006", message + nearest(name, here), remedy, str(root))


def _unread(file: Path) -> Iterator[Finding]:
    """What looks like a spec and is not read: its objects would be deleted without a word."""
    if file.is_dir():
        for inside in sorted(file.rglob("*.y*ml")):
            yield _not_read(inside, "a spec in a folder of a folder is not read", MOVE)
    elif file.suffix.lower() not in (".yaml", ".yml"):
        return
    elif not file.is_file():
        what = "this is a link to nothing" if file.is_symlink() else "this is no file"
        yield _not_read(file, what, "Put the spec in its place, or remove it")
    else:
        yield _not_read(file, f"files ending in {file.suffix} are not read", "Rename it to .yaml")


def _not_read(file: Path, message: str, remedy: str) -> Finding:
    return finding("SPEC007", message, remedy, str(file))


def _domain(database: Document | None) -> str | None:
    try:
        return str(database.data["business"]["tags"]["domain"]) if database else None
    except (KeyError, TypeError):
        return None


def _document(file: Path, kind: str, cached: DocumentCache) -> Document:
    """The document in `file`, from the cache if its bytes are known."""
    name = str(file)
    try:
        raw = file.read_bytes()
    except OSError as e:
        return _unusable(
            name,
            kind,
            finding("SPEC001", f"can't be read: {e.strerror}", "Check its permissions", name),
        )
    key = hashlib.sha256(kind.encode() + b"\0" + raw).hexdigest()
    data = cached.get(key)
    if data is not None:
        return Document(name, kind, data)
    document = _parsed(raw, name, kind)
    if not document.findings:
        cached.put(key, document.data)
    return document


def _parsed(raw: bytes, name: str, kind: str) -> Document:
    try:
        text = yaml_text.decode(raw, name)
        data, findings = yaml_text.read(text, name)
    except DataError as e:
        return _unusable(name, kind, *e.findings)
    if not isinstance(data, dict):
        found = "nothing" if data is None else "a list" if isinstance(data, list) else "a single value"
        message, remedy = f"{found} found, a mapping expected", f"Start it with kind: {kind}"
        return _unusable(name, kind, *findings, finding("SPEC002", message, remedy, name))
    if data.get("kind") in list(SCHEMAS) and data["kind"] != kind:
        remedy, line = f"In this place it must be kind: {kind}", yaml_text.line_of(text, ("kind",))[0]
        message = f"kind {data['kind']} found"
        return _unusable(name, kind, *findings, finding("SPEC005", message, remedy, name, line))
    wrong = [f.at(name, yaml_text.line_of(text, f.path)[0]) for f in check_document(data, kind)]
    data, holes = readable_part(data, kind) if wrong else (data, frozenset())
    return Document(name, kind, data, [*findings, *wrong], holes)


def _unusable(name: str, kind: str, *findings: Finding) -> Document:
    return Document(name, kind, {}, list(findings), frozenset({()}))
