"""The import as a whole: which files, which spaces, then reader, mapping and plan in a row.

Takes paths, gives an `Outcome`: findings with their lines, figures by object, and the plan of files
to write. All inputs of one call are one import: references between files resolve. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path as FilePath

from catalog.language.findings import DataError, Finding, Path, errors
from mapping.combine.catalog_api import read_list
from mapping.combine.definitions import combine
from mapping.combine.spaces import listed_space, owners_of
from mapping.csn.reader import read_csn
from mapping.diagnostics.collector import Notes
from mapping.diagnostics.progress import (
    MAPPING,
    PLANNED,
    READING,
    WRITING,
    Step,
    Tell,
    part,
    silent,
    stage,
)
from mapping.documents.inputs import Input, MissingInputError, inputs_of, tell_others
from mapping.documents.json_lines import ascii_text, deepest, lines_of
from mapping.documents.reader import Document, Format, read
from mapping.documents.unrelated import SKIPPED, foreign, tell_skipped
from mapping.odata.annotation_files import share_annotations
from mapping.odata.reader import read_edmx
from mapping.reconcile.merge import Side
from mapping.reconcile.planner import plan
from mapping.report.coverage import Coverage, Declared, coverage, declared
from mapping.rules.business_context import BusinessContext, no_context
from mapping.rules.failure_policy import refused
from mapping.rules.loader import unused_rules
from mapping.rules.rules import Rules, no_rules
from mapping.specs.tables import Specs, specs_of
from mapping.store.names_in_use import Known
from mapping.store.writer import Plan

from .model import Fragment

__all__ = ["READERS", "Input", "MissingInputError", "Outcome", "inputs_of", "run_import"]

# What makes model values of a document, by its format: (document, space, notes) -> fragment
READERS: dict[Format, Callable[[Document, str, Notes], Fragment]] = {
    Format.DATASPHERE_CSN: read_csn,
    Format.OBJECT_CSN: read_csn,
    Format.CSN_INTEROP: read_csn,
    Format.EDMX: read_edmx,
    Format.ASSETS: read_list,
    Format.SPACES: read_list,
}


@dataclass(slots=True)
class Outcome:
    """What an import found and would write; `each`, if asked for: `findings` with one for each place."""

    findings: list[Finding]
    specs: Specs = field(default_factory=lambda: Specs({}, ()))
    plan: Plan = field(default_factory=Plan)
    coverage: Coverage = field(default_factory=Coverage)
    each: list[Finding] = field(default_factory=list)


def run_import(
    inputs: Sequence[Input],
    folder: FilePath,
    *,
    conflicts: Side = Side.ASK,
    prune: bool = False,
    rules: Rules | None = None,
    context: BusinessContext | None = None,
    singly: bool = False,
    tell: Tell = silent,
) -> Outcome:
    """Reads, maps and plans. With an error in the data the plan is empty. Raises MissingInputError.

    With `singly` the outcome has every finding by itself, beside those that are told once with a count.
    `tell` is told how far it is; most of the stage of writing is left to who writes the plan.
    """
    rules, context = rules or no_rules(), context or no_context()
    notes = Notes(singly=singly)
    specs, lines, definitions = _specs(inputs, rules, context, notes, tell, Known(folder, prune))
    if not notes.stopped:
        notes.found += [*unused_rules(rules), *context.unused()]
    told = notes.all()
    found = _with_lines([*told, *(notes.each() if singly else ())], lines)
    outcome = Outcome(found[: len(told)], specs, each=found[len(told) :])
    places = notes.places | {(f.code, f.file, f.path) for f in notes.found}
    outcome.coverage = coverage(definitions, specs, places)
    if not errors(outcome.findings):
        step = part(stage(tell, WRITING), 0, PLANNED)
        whole = all(each.code != SKIPPED for each in notes.found)  # it may be a download that went wrong
        outcome.plan = plan(specs, folder, side=conflicts, prune=prune and whole, step=step)
        outcome.findings += outcome.plan.findings
        outcome.each += outcome.plan.findings if singly else ()
        if errors(outcome.plan.findings):
            outcome.plan.changes = []
    return outcome


def _specs(
    inputs: Sequence[Input],
    rules: Rules,
    context: BusinessContext,
    notes: Notes,
    tell: Tell,
    known: Known,
) -> tuple[Specs, dict[str, _Lines], list[Declared]]:
    """The specs of all files; the model, the largest part of an import, ends with this call."""
    tell_others([each for each in inputs if each.other], notes)
    read_in = [each for each in inputs if not each.other]
    fragments, lines, definitions = _read_all(read_in, rules, notes, stage(tell, READING))
    model = combine(fragments, notes)
    if not notes.stopped and not model.entities:
        only_lists = all(fragment.assets or fragment.listed for fragment in fragments)
        message = "no table or view in the export"
        if only_lists:
            message = "lists of the catalog API hold names and labels, no columns: nothing to write"
        notes.add("CSN012", message, file=str(inputs[0].path))
    specs = specs_of(model, notes, rules, context, stage(tell, MAPPING), known)
    return replace(specs, refused=refused(notes, model)), lines, definitions


def _read_all(
    inputs: Sequence[Input], rules: Rules, notes: Notes, step: Step
) -> tuple[list[Fragment], dict[str, _Lines], list[Declared]]:
    """The fragments of all files that can be read, how the lines of each are found, and what they define."""
    documents = _documents(inputs, notes, step)
    annotations = share_annotations([document for _, document in documents], notes)
    documents = [(each, document) for each, document in documents if document.file not in annotations]
    lists = {d.file: read_list(d, "", notes) for _, d in documents if READERS[d.format] is read_list}
    owners = owners_of(asset for fragment in lists.values() for asset in fragment.assets)
    fragments: list[Fragment] = []
    lines: dict[str, _Lines] = {}
    definitions: list[Declared] = []
    for at, (each, document) in enumerate(documents):
        fragment = lists.get(document.file)
        if fragment is None:
            space = each.space if each.stated else _unstated(each, document, owners, notes)
            reader = READERS[document.format]
            if reader is read_csn:
                inside = _share(step, at, len(documents), 1)
                reader = partial(read_csn, languages=rules.languages, step=inside)
            fragment = reader(document, space, notes)
        fragments.append(fragment)
        lines[document.file] = _lines_in(each.path, fragment.lines)
        definitions += declared(document.root, fragment, document.file)
    return fragments, lines, definitions


def _documents(inputs: Sequence[Input], notes: Notes, step: Step) -> list[tuple[Input, Document]]:
    """The files that can be read; what a folder holds besides exports is skipped, if it holds any."""
    found: list[tuple[Input, Document]] = []
    skipped: list[tuple[str, str, DataError]] = []
    for at, each in enumerate(inputs):
        file = str(each.path)
        try:
            found.append((each, read(each.path.read_bytes(), file, _share(step, at, len(inputs), 0))))
        except DataError as e:
            what = foreign(each.path.read_bytes(), e) if each.met else ""
            if what:
                skipped.append((file, what, e))
            else:
                notes.found += e.findings
        except OSError as e:
            raise MissingInputError(f"{file} can't be read: {e.strerror}") from e
    for file, what, error in skipped:
        if found or notes.stopped:
            tell_skipped(file, what, error.findings[0].line, notes)
        else:  # nothing here is an export: what was found instead is an error
            notes.found += error.findings
    return found


def _share(step: Step, at: int, files: int, half: int) -> Step:
    """What tells of one file: in the first half of the stage files are parsed, in the second understood."""
    return part(step, (half + at / files) / 2, (half + (at + 1) / files) / 2)


def _unstated(each: Input, document: Document, owners: Mapping[str, set[str]], notes: Notes) -> str:
    """The space of a file that nobody named one for, and a note of it."""
    listed = listed_space(document, owners)
    folder = each.path.resolve().parent.name
    why, remedy = "", f"Give --space NAME (--space {folder}?), or the folder that holds one folder a space"
    if listed:
        why, remedy = ", whose catalog lists its objects,", ""
    message = f"the export doesn't name its space: {(listed or each.space)!r}{why} taken"
    notes.add("CSN013", message, remedy, file=document.file)
    return listed or each.space


# --- lines ---


_Lines = Callable[[Sequence[Path]], Mapping[Path, int]]  # the line of each path


def _lines_in(file: FilePath, known: Mapping[Path, int] | None) -> _Lines:
    """Lines by a scan of a JSON file, read once more, or those that the reader of another format noted."""
    if known is None:
        return lambda paths: lines_of(ascii_text(file), paths)
    found = {(): 1, **known}
    return lambda paths: {path: deepest(path, found) for path in paths}


def _with_lines(findings: list[Finding], files: Mapping[str, _Lines]) -> list[Finding]:
    """The findings with their lines: one scan of each file that has any."""
    wanted: dict[str, list[Finding]] = {}
    for each in findings:
        if not each.line and each.file in files:
            wanted.setdefault(each.file, []).append(each)
    lines = {file: files[file]([f.path for f in found]) for file, found in wanted.items()}
    return [f if f.line or f.file not in lines else f.at(f.file, lines[f.file][f.path]) for f in findings]
