"""Reads a folder of specs: `catalog.yaml`, `<database>/database.yaml`, `<database>/<table>.yaml`.

Takes the folder and which databases are wanted, gives raw documents with what is wrong with each
one by itself (syntax, schema). Parsed documents are cached by content hash, so a big catalog
costs a hash for each file that did not change. Links and special files are refused wherever they
lie in the folder. Never looks across documents: that is `checks`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.files import limits
from catalog.files.folder import Entry
from catalog.files.folder import Folder as OpenFolder
from catalog.files.kinds import PUT_THERE, Kind, not_read
from catalog.files.paths import open_folder
from catalog.language.codes import finding
from catalog.language.findings import (
    STACK_FILE,
    DataError,
    Finding,
    Progress,
    and_more,
    listed,
    no_progress,
    short,
)
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
SUFFIX = ".yaml"
DEEPEST = 20  # folders in folders below a database's, where no spec belongs
SHOWN = 20  # names that a message lists
SPEC_LIKE = (SUFFIX, ".yml")


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
    with _opened(root) as specs:
        above = DocumentCache(cache_dir, root, "")  # of what stands above the tables
        inside = [each for each in specs.entries() if not each.name.startswith(".")]
        names = {each.name for each in inside if each.kind is Kind.FILE}
        catalog = _document(specs, CATALOG_FILE, "Catalog", above) if CATALOG_FILE in names else None
        found = RawCatalog(str(root), catalog, [])
        for name in (each.name for each in inside if each.kind is Kind.FOLDER):
            if folders is None or name in folders:
                tables = DocumentCache(cache_dir, root, name)
                _load_folder(specs, name, select, (above, tables), progress, found)
                tables.save()
        above.save()
        special = [_refused(root / name, kind) for name, kind in inside if kind.is_special]
        found.findings += special
        if folders is None:
            found.findings += _whole_folder(specs, inside, found, select)
        found.findings += _emptied(specs, inside, found, select, whole=folders is None)
    return found


def _opened(root: Path) -> OpenFolder:
    """The folder of specs. Raises DataError (SPEC000) where there is none, or none that may be read."""
    try:
        return open_folder(root)
    except FileNotFoundError as error:
        remedy = f"Name another folder by catalog:specs in {STACK_FILE}, or make one with catalog import"
        raise DataError(finding("SPEC000", "no such folder of specs", remedy, str(root))) from error
    except OSError as error:
        message = f"the folder of specs can't be read: {error.strerror}"
        raise DataError(
            finding(
                "SPEC000",
                message,
                f"Name a folder that you may read by catalog:specs in {STACK_FILE}",
                str(root),
            )
        ) from error


def _load_folder(
    specs: OpenFolder,
    name: str,
    select: Sequence[str],
    caches: tuple[DocumentCache, DocumentCache],
    progress: Progress,
    found: RawCatalog,
) -> None:
    """Adds what lies in one database's folder, if the database or its domain is selected.

    `caches`: that of databases, and that of this database's tables.
    """
    above, tables = caches
    try:
        folder = specs.folder(name)
    except OSError as error:
        found.findings.append(_unreadable(specs.path / name, error))
        return
    with folder:
        inside = folder.entries()
        has_own = Entry(DATABASE_FILE, Kind.FILE) in inside
        database = _document(folder, DATABASE_FILE, "Database", above) if has_own else None
        unknown = any(each.name == DATABASE_FILE and each.kind.is_special for each in inside)
        if not select or unknown or name in select or _domain(database) in select:
            found.folders.append(_folder(folder, inside, database, tables, progress))


def _whole_folder(
    specs: OpenFolder, inside: Sequence[Entry], found: RawCatalog, select: Sequence[str]
) -> list[Finding]:
    wrong = [*_misplaced(specs, inside, found, select)]
    if specs.kind(JOURNAL) is not None:
        message = "an import was killed while it wrote: some specs are new, others are not"
        remedy = "Run catalog import again, of any export: it first finishes the other"
        wrong.append(finding("SPEC008", message, remedy, str(specs.path / JOURNAL)))
    return wrong


def _emptied(
    specs: OpenFolder, inside: Sequence[Entry], found: RawCatalog, select: Sequence[str], *, whole: bool
) -> Iterator[Finding]:
    """SPEC000 where nothing declares anything: applied, it would delete all that the stack has.

    Where only some of the folders were read, one spec in any other is enough.
    """
    if any(folder.database or folder.tables for folder in found.folders) or any(found.all_findings()):
        return
    if not whole and any(_holds_spec(specs, each.name) for each in inside if each.kind is Kind.FOLDER):
        return
    what = f" of {listed(select, SHOWN)}, which catalog:select names" if select else ""
    remedy = (
        "pulumi up would delete all there is. Import exports (catalog import), name the folder by "
        f"catalog:specs in {STACK_FILE}, "
        "or run pulumi destroy"
    )
    yield finding("SPEC000", f"no spec in the folder{what}", remedy, str(specs.path))


def _holds_spec(specs: OpenFolder, name: str) -> bool:
    try:
        inside = specs.entries(name)
    except OSError:
        return False  # reported where the folder is read
    named = (each.name for each in inside if each.kind is Kind.FILE)
    return any(name.endswith(SUFFIX) and not name.startswith(".") for name in named)


def _folder(
    opened: OpenFolder,
    inside: Sequence[Entry],
    database: Document | None,
    cached: DocumentCache,
    progress: Progress,
) -> Folder:
    name = opened.path.name
    folder = Folder(name, str(opened.path), database, [])
    for each in inside:
        if each.name.startswith("."):
            continue
        if each.kind.is_special:
            folder.findings.append(_refused(opened.path / each.name, each.kind))
        elif each.name == DATABASE_FILE:
            continue
        elif each.kind is Kind.FILE and each.name.endswith(SUFFIX):
            folder.tables.append(_document(opened, each.name, "Table", cached))
            progress("specs read")
        else:
            folder.findings += _unread(opened, each)
    if folder.tables and DATABASE_FILE not in {each.name for each in inside}:
        message = f"no {DATABASE_FILE} beside the {len(folder.tables)} table(s) of {name}"
        remedy = f"Add one with kind: Database and name: {name}"
        folder.findings.append(finding("SPEC005", message, remedy, str(opened.path / DATABASE_FILE)))
    return folder


def _misplaced(
    specs: OpenFolder, inside: Sequence[Entry], found: RawCatalog, select: Sequence[str]
) -> Iterator[Finding]:
    for each in inside:
        if each.kind is not Kind.FILE or each.name == CATALOG_FILE:
            continue
        if each.name.endswith(SUFFIX):
            message = "a spec outside of any database's folder"
            yield finding("SPEC005", message, MOVE, str(specs.path / each.name))
        else:
            yield from _unread(specs, each)
    yielding = [folder for folder in found.folders if folder.database or folder.tables]
    known = {folder.name for folder in yielding} | {_domain(folder.database) for folder in yielding}
    for name in select:
        if name not in known:
            message = f"catalog:select names {short(name)}, which is no database or domain here"
            here = [each.name for each in inside if each.kind is Kind.FOLDER]
            names = f": {listed(here, SHOWN)}" if here else ""
            remedy = f"Write names of databases or domains into catalog:select in {STACK_FILE}{names}"
            yield finding("SPEC006", message + nearest(name, here), remedy, str(specs.path))


def _unread(holder: OpenFolder, entry: Entry, depth: int = 0) -> Iterator[Finding]:
    """What looks like a spec and is not read: its objects would be deleted without a word."""
    file = holder.path / entry.name
    if entry.kind is Kind.FOLDER and depth == DEEPEST:
        yield _not_read(file, f"folders more than {DEEPEST} deep are not looked into", "Remove it")
    elif entry.kind is Kind.FOLDER:
        try:
            with holder.folder(entry.name) as inside:
                yield from _unread_in(inside, depth + 1)
        except OSError as error:
            yield _unreadable(file, error)
    elif _is_spec_like(entry.name):
        yield _not_read(file, f"files ending in {file.suffix} are not read", f"Rename it to {SUFFIX}")


def _unread_in(folder: OpenFolder, depth: int) -> Iterator[Finding]:
    """One finding for all that looks like a spec in a folder of a folder, and those of the folders in it."""
    inside = folder.entries()
    specs = [each.name for each in inside if each.kind is not Kind.FOLDER and _is_spec_like(each.name)]
    if specs:
        message = f"a spec in a folder of a folder is not read{and_more(len(specs) - 1)}"
        yield _not_read(folder.path / specs[0], message, MOVE)
    for each in inside:
        if each.kind is Kind.FOLDER:
            yield from _unread(folder, each, depth)


def _is_spec_like(name: str) -> bool:
    return name.lower().endswith(SPEC_LIKE)


def _not_read(file: Path, message: str, remedy: str) -> Finding:
    return finding("SPEC007", message, remedy, str(file))


def _refused(path: Path, kind: Kind) -> Finding:
    return finding("SPEC009", f"this is {not_read(kind)}", PUT_THERE, str(path))


def _unreadable(path: Path, error: OSError) -> Finding:
    allowed = not isinstance(error, PermissionError)
    remedy = (
        "Put a file there that can be read, or remove it"
        if allowed
        else "Give yourself read access: chmod u+r"
    )
    return finding("SPEC001", f"can't be read: {error.strerror}", remedy, str(path))


def _domain(database: Document | None) -> str | None:
    try:
        return str(database.data["business"]["tags"]["domain"]) if database else None
    except (KeyError, TypeError):
        return None


def _document(folder: OpenFolder, file: str, kind: str, cached: DocumentCache) -> Document:
    """The document in a file of `folder`, from the cache if its bytes are known."""
    name = str(folder.path / file)
    try:
        raw = folder.read(file, limits.SPEC)
    except OSError as e:
        return _unusable(name, kind, _unreadable(folder.path / file, e))
    key = hashlib.sha256(kind.encode() + b"\0" + raw).hexdigest()
    data = cached.get(key)
    if data is not None:
        return Document(name, kind, data)
    document = document_of(raw, name, kind)
    if not document.findings:
        cached.put(key, document.data)
    return document


def document_of(raw: bytes, name: str, kind: str) -> Document:
    """What a file says; of one that does not say that it is a spec, by its `kind`, nothing is quoted."""
    try:
        text = yaml_text.decode(raw, name)
        data, findings = yaml_text.read(text, name)
    except DataError as e:
        return _unusable(name, kind, *e.findings)
    if not isinstance(data, dict):
        found = "nothing" if data is None else "a list" if isinstance(data, list) else "a single value"
        message, remedy = f"{found} found, a mapping expected", f"Start it with kind: {kind}"
        return _unusable(name, kind, *findings, finding("SPEC002", message, remedy, name))
    if data.get("kind") not in list(SCHEMAS):
        message, remedy = f"no `kind: {kind}` found: the file is no spec", f"Start it with kind: {kind}"
        return _unusable(name, kind, *findings, finding("SPEC002", message, remedy, name))
    if data["kind"] != kind:
        remedy, line = f"In this place it must be kind: {kind}", yaml_text.line_of(text, ("kind",))[0]
        message = f"kind {data['kind']} found"
        return _unusable(name, kind, *findings, finding("SPEC005", message, remedy, name, line))
    wrong = [f.at(name, yaml_text.line_of(text, f.path)[0]) for f in check_document(data, kind)]
    data, holes = readable_part(data, kind) if wrong else (data, frozenset())
    return Document(name, kind, data, [*findings, *wrong], holes)


def _unusable(name: str, kind: str, *findings: Finding) -> Document:
    return Document(name, kind, {}, list(findings), frozenset({()}))
