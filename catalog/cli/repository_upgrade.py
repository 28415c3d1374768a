"""What `catalog upgrade` would do to a repository, gathered from its files, and doing it.

Takes the repository's folder and where the tool comes from; gives the changes of files, the wheel to copy,
files to remove and the new record. Asks nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.engine.installed import numbers
from catalog.language.visible import cell
from catalog.repository import record, store, upgrade
from catalog.repository.answers import Answers, project_of
from catalog.repository.files import CI_TEMPLATES, LAUNCHER, REQUIREMENTS, repository_files
from catalog.repository.origin import origin
from catalog.repository.record import Record, RecordError
from catalog.repository.requirement import WHEELS, Requirement, in_file
from catalog.repository.upgrade import Change

from .project import UsageError
from .repository_source import Source, default_source


@dataclass(frozen=True, slots=True)
class Upgrade:
    """All that an upgrade would do: changes of files, the wheel to copy, files to remove, the record."""

    changes: Sequence[Change]
    wheel: tuple[str, bytes] | None
    removed: Sequence[str]
    record: Record
    notes: Sequence[str]

    @property
    def writes(self) -> list[Change]:
        """The files that would be written."""
        return upgrade.writes(self.changes)

    @property
    def differs(self) -> bool:
        """Whether the repository is not as this version makes it."""
        return bool(self.writes or self.wheel or self.removed)


def wanted_upgrade(root: Path, asked: Source | None) -> Upgrade:
    """What would be done. Raises UsageError, RecordError, RequirementError and OSError."""
    old = _record(root)
    running = origin().version
    if old is not None and numbers(old.tool) > numbers(running):
        raise UsageError(
            f"version {cell(old.tool)} wrote this repository, and this is {running}: install the newer one"
        )
    notes = [] if old is not None else [
        f"{record.FILE} is missing, so what people changed can't be told: what is here already stays"
    ]  # fmt: skip
    line_now = in_file(_text(root, REQUIREMENTS))
    source = asked or _source(old, line_now, running, notes)
    answers = _told(root, old, source.requirement)
    made = repository_files(answers)
    there = store.texts(root, made)
    recorded = None if old is None else old.files
    merged = upgrade.with_own_lines(made, there, recorded, source.requirement)
    if old is None and "./plugin" not in _text(root, "Pulumi.yaml"):
        notes.append(f"Pulumi.yaml names another plugin; {LAUNCHER} is started by path: ./plugin")
    wheel = _wheel(root, source)
    gone = _old_wheel(root, line_now, source.requirement)
    new = Record(running, answers, upgrade.recorded_after(made))
    if source.version and numbers(source.version) != numbers(running):
        notes.append(
            f"the files are those of version {running}; those of {source.version}: catalog setup, "
            "then catalog upgrade once more"
        )
    return Upgrade(upgrade.plan(merged, there, recorded), wheel, gone, new, [*notes, *source.notes])


def _record(root: Path) -> Record | None:
    """The record; None where there is none. Raises RecordError for a broken one."""
    text = store.texts(root, [record.FILE], record.LIMIT)[record.FILE]
    try:
        return None if text is None else record.parse(text)
    except RecordError as error:
        raise RecordError(f"{record.FILE}: {error}; take it from Git, or remove it") from error


def _source(old: Record | None, line_now: str, running: str, notes: list[str]) -> Source:
    """Without a flag: as it is where the version is the same, else where the running tool came from."""
    kept = Requirement(line_now) if line_now else None if old is None else old.answers.requirement
    place = origin()
    if kept is not None:
        same_wheel = place.kind == "wheel" and kept.wheel == Path(place.place).name
        if same_wheel or (old is not None and old.tool == running):
            return Source(kept, str(kept))
        if place.kind == "checkout" and not kept.of_this_machine:
            notes.append(
                f"this tool runs from a checkout: {REQUIREMENTS} stays; --wheel, --git or --index change it"
            )
            return Source(kept, str(kept))
    return default_source()


def _told(root: Path, old: Record | None, requirement: Requirement) -> Answers:
    """The answers of then; of a repository without a record what its files tell."""
    if old is not None:
        return replace(old.answers, requirement=requirement)
    ci = next(
        (name for name, files in CI_TEMPLATES.items() if any((root / each).exists() for each in files)), ""
    )
    return Answers(project_of(root.name), requirement, ci=ci or "none")


def _text(root: Path, name: str) -> str:
    return store.texts(root, [name])[name] or ""


def _wheel(root: Path, source: Source) -> tuple[str, bytes] | None:
    """The wheel to copy; None where the repository has it."""
    if source.wheel is None:
        return None
    name = f"{WHEELS}/{source.requirement.wheel}"
    path = root / name
    return None if path.is_file() and store.wheel_bytes(path) == source.wheel else (name, source.wheel)


def _old_wheel(root: Path, line_now: str, requirement: Requirement) -> list[str]:
    old = Requirement(line_now).wheel if line_now else ""
    name = f"{WHEELS}/{old}"
    return [name] if old and old != requirement.wheel and (root / name).is_file() else []


def write_upgrade(root: Path, wanted: Upgrade) -> None:
    """Does it; the record is written last. Raises OSError."""
    contents = {
        change.target: (change.new.encode("utf-8", "surrogateescape"), change.executable)
        for change in wanted.writes
    }
    if wanted.wheel is not None:
        contents |= {wanted.wheel[0]: (wanted.wheel[1], False)}
    contents |= {record.FILE: (record.dump(wanted.record).encode("utf-8"), False)}
    store.write(root, contents, wanted.removed)
