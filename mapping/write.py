"""The last stage: which files an import writes, and writing them.

`plan` compares specs with what lies in the folder and decides; `perform` does it. Nothing is
written outside the folder, a file is replaced whole (written beside, then renamed) and only if its
content differs, so importing again writes nothing. A file whose `source` names another object, or
an owner where the import has only a copy, is not touched.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from catalog.findings import DataError, Finding
from catalog.yamltext import decode, line_of, parse

from .codes import finding
from .merge import apply, compare
from .specs import Specs
from .yamlout import dump

SCHEMAS = "catalog/schemas"  # in the project's folder; specs name their schema for editors


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file to be written: its whole new text."""

    path: FilePath
    text: str
    is_new: bool


@dataclass(slots=True)
class Plan:
    """What an import does to the specs folder."""

    changes: list[FileChange] = field(default_factory=list)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)


def plan(specs: Specs, folder: FilePath, *, overwrite: bool = False) -> Plan:
    """The files to write so that `folder` holds `specs`; reads, never writes."""
    found = Plan()
    schemas = _schema_folder(folder)
    comment = _comment(schemas, "database")
    for name, database in specs.databases.items():
        _plan_file(found, folder, (name, "database"), database, comment=comment, overwrite=overwrite)
    comment = _comment(schemas, "table")
    for table in specs.tables:
        _plan_file(
            found, folder, (table.database, table.name), table.spec, comment=comment, overwrite=overwrite
        )
    return found


def perform(changes: Iterable[FileChange]) -> int:
    """Writes the files; gives how many."""
    count = 0
    for change in changes:
        change.path.parent.mkdir(parents=True, exist_ok=True)
        _replace(change.path, change.text)
        count += 1
    return count


def _plan_file(
    found: Plan,
    folder: FilePath,
    names: tuple[str, str],
    spec: dict[str, Any],
    *,
    comment: str,
    overwrite: bool,
) -> None:
    path = folder / names[0] / f"{names[1]}.yaml"
    if not _is_inside(path, folder):
        message = f"{path} would lie outside {folder}"
        found.findings.append(
            finding("IMP005", message, "Remove the link from the folder", file=str(path), line=1)
        )
        return
    fresh = dump(spec, comment)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        found.changes.append(FileChange(path, fresh, True))
        return
    except OSError as e:
        found.findings.append(finding("IMP002", f"can't be read: {e.strerror}", file=str(path), line=1))
        return
    if raw == fresh.encode():
        found.unchanged += 1
        return
    try:
        _plan_existing(found, path, raw, spec, overwrite)
    except DataError as e:
        found.findings += e.findings


def _plan_existing(found: Plan, path: FilePath, raw: bytes, spec: dict[str, Any], overwrite: bool) -> None:
    file = str(path)
    text = decode(raw, file)
    theirs = parse(text, file)
    if not isinstance(theirs, dict):
        raise DataError(finding("IMP002", "the file holds no spec", "Repair or remove it", file=file, line=1))
    other = _other_owner(theirs, spec)
    if other:
        line = line_of(text, ("source",))[0]
        raise DataError(
            finding("IMP001", other, "Rename one of the two objects, or the spec", file=file, line=line)
        )
    if _is_copy(spec) and not _is_copy(theirs) and theirs.get("source"):
        found.unchanged += 1  # the owner's spec stands
        return
    merge = compare(theirs, spec, overwrite=overwrite)
    found.findings += merge.findings(text, file)
    if merge.changes:
        found.changes.append(FileChange(path, apply(text, merge), False))
    else:
        found.unchanged += 1


def _is_copy(spec: dict[str, Any]) -> bool:
    source = spec.get("source")
    return isinstance(source, dict) and source.get("copy") is True


def _other_owner(theirs: dict[str, Any], ours: dict[str, Any]) -> str:
    """Why the file is not this object's, or nothing; one without `source` may be people's own."""
    there, here = theirs.get("source"), ours["source"]
    if not isinstance(there, dict):
        return ""
    differing = [k for k in ("space", "object") if k in there and k in here and there[k] != here[k]]
    if not differing:
        return ""
    names = [".".join(str(s[k]) for k in ("space", "object") if k in s) for s in (there, here)]
    return f"this is the spec of {names[0]!r}; {names[1]!r} folds to the same name"


def _is_inside(path: FilePath, folder: FilePath) -> bool:
    """True if `path`, links followed, lies in `folder`."""
    return path.resolve().is_relative_to(folder.resolve())


def _replace(path: FilePath, text: str) -> None:
    """The file with `text`, or, if that fails, as it was."""
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _schema_folder(folder: FilePath) -> str:
    """The way from a spec to the schemas, if the specs lie in a project that has them."""
    resolved = folder.resolve()
    for parent in (resolved, *resolved.parents):
        if (parent / SCHEMAS).is_dir():
            return os.path.relpath(parent / SCHEMAS, resolved / "database").replace(os.sep, "/")
    return ""


def _comment(schemas: str, kind: str) -> str:
    return f"yaml-language-server: $schema={schemas}/{kind}.schema.json" if schemas else ""
