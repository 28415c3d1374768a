"""The import as a whole: which files, which spaces, then reader, mapping and plan in a row.

Takes paths, gives an `Outcome`: findings with their lines, figures by object, and the plan of files
to write. All inputs of one call are one import: references between files resolve. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path as FilePath

from catalog.language.findings import DataError, Finding, Path, errors
from mapping.combine.catalog_api import read_list
from mapping.combine.definitions import combine
from mapping.combine.spaces import listed_space, owners_of
from mapping.csn.reader import read_csn
from mapping.diagnostics.collector import Diagnostics
from mapping.diagnostics.progress import (
    MAPPING,
    PLANNED,
    READING,
    WRITING,
    Progress,
    StageProgress,
    no_progress,
    part,
    stage,
)
from mapping.documents.document import Document, Format
from mapping.documents.inputs import Input, MissingInputError, inputs_of, report_unread
from mapping.documents.json_lines import ascii_text, deepest, lines_of
from mapping.documents.reader import read
from mapping.documents.unrelated import SKIPPED, report_skipped, unrelated
from mapping.odata.annotation_files import share_annotations
from mapping.odata.reader import read_edmx
from mapping.reconcile.merge import ConflictPolicy
from mapping.reconcile.planner import plan
from mapping.report.coverage import Declared, coverage, declared
from mapping.report.outcome import Outcome
from mapping.rules.business_context import BusinessContext, no_context
from mapping.rules.failure_policy import refused
from mapping.rules.loader import unused_rules
from mapping.rules.rules import Rules, no_rules
from mapping.specs.documents import Specs
from mapping.specs.tables import specs_of
from mapping.store.names_in_use import Known

from .model import Fragment

__all__ = ["READERS", "Input", "MissingInputError", "Outcome", "inputs_of", "run_import"]

# What makes model values of a document, by its format: (document, space, diagnostics) -> fragment
READERS: dict[Format, Callable[[Document, str, Diagnostics], Fragment]] = {
    Format.DATASPHERE_CSN: read_csn,
    Format.OBJECT_CSN: read_csn,
    Format.CSN_INTEROP: read_csn,
    Format.EDMX: read_edmx,
    Format.ASSETS: read_list,
    Format.SPACES: read_list,
}


def run_import(
    inputs: Sequence[Input],
    folder: FilePath,
    *,
    conflicts: ConflictPolicy = ConflictPolicy.ASK,
    prune: bool = False,
    rules: Rules | None = None,
    context: BusinessContext | None = None,
    singly: bool = False,
    progress: Progress = no_progress,
) -> Outcome:
    """Reads, maps and plans. With an error in the data the plan is empty. Raises MissingInputError.

    With `singly` the outcome has every finding by itself, beside those that are told once with a count.
    `progress` is called with how far it is; most of the stage of writing is left to who writes the plan.
    """
    rules, context = rules or no_rules(), context or no_context()
    diagnostics = Diagnostics(singly=singly)
    specs, lines, definitions = _specs(inputs, rules, context, diagnostics, progress, Known(folder, prune))
    if not diagnostics.stopped:
        diagnostics.findings += [*unused_rules(rules), *context.unused()]
    told = diagnostics.all()
    found = _with_lines([*told, *(diagnostics.each() if singly else ())], lines)
    outcome = Outcome(found[: len(told)], specs, each=found[len(told) :])
    places = diagnostics.places | {(f.code, f.file, f.path) for f in diagnostics.findings}
    outcome.coverage = coverage(definitions, specs, places)
    if not errors(outcome.findings):
        planning = part(stage(progress, WRITING), 0, PLANNED)
        whole = all(
            each.code != SKIPPED for each in diagnostics.findings
        )  # it may be a download that went wrong
        outcome.plan = plan(specs, folder, policy=conflicts, prune=prune and whole, progress=planning)
        outcome.findings += outcome.plan.findings
        outcome.each += outcome.plan.findings if singly else ()
        if errors(outcome.plan.findings):
            outcome.plan.changes = []
    return outcome


def _specs(
    inputs: Sequence[Input],
    rules: Rules,
    context: BusinessContext,
    diagnostics: Diagnostics,
    progress: Progress,
    known: Known,
) -> tuple[Specs, dict[str, _Lines], list[Declared]]:
    """The specs of all files; the model, the largest part of an import, ends with this call."""
    report_unread([each for each in inputs if each.other], diagnostics)
    read_in = [each for each in inputs if not each.other]
    fragments, lines, definitions = _read_all(read_in, rules, diagnostics, stage(progress, READING))
    model = combine(fragments, diagnostics)
    if not diagnostics.stopped and not model.entities:
        only_lists = all(fragment.assets or fragment.listed for fragment in fragments)
        message = "no table or view in the export"
        if only_lists:
            message = "lists of the catalog API hold names and labels, no columns: nothing to write"
        diagnostics.add("CSN012", message, file=str(inputs[0].path))
    specs = specs_of(model, diagnostics, rules, context, stage(progress, MAPPING), known)
    return replace(specs, refused=refused(diagnostics, model)), lines, definitions


def _read_all(
    inputs: Sequence[Input], rules: Rules, diagnostics: Diagnostics, progress: StageProgress
) -> tuple[list[Fragment], dict[str, _Lines], list[Declared]]:
    """The fragments of all files that can be read, how the lines of each are found, and what they define."""
    documents = _documents(inputs, diagnostics, progress)
    annotations = share_annotations([document for _, document in documents], diagnostics)
    documents = [(each, document) for each, document in documents if document.file not in annotations]
    lists = {d.file: read_list(d, "", diagnostics) for _, d in documents if READERS[d.format] is read_list}
    owners = owners_of(asset for fragment in lists.values() for asset in fragment.assets)
    fragments: list[Fragment] = []
    lines: dict[str, _Lines] = {}
    definitions: list[Declared] = []
    for at, (each, document) in enumerate(documents):
        fragment = lists.get(document.file)
        if fragment is None:
            space = each.space if each.stated else _unstated(each, document, owners, diagnostics)
            reader = READERS[document.format]
            if reader is read_csn:
                inside = _share(progress, at, len(documents), 1)
                reader = partial(read_csn, languages=rules.languages, progress=inside)
            fragment = reader(document, space, diagnostics)
        fragments.append(fragment)
        lines[document.file] = _lines_in(each.path, fragment.lines)
        definitions += declared(document.root, fragment, document.file)
    return fragments, lines, definitions


def _documents(
    inputs: Sequence[Input], diagnostics: Diagnostics, progress: StageProgress
) -> list[tuple[Input, Document]]:
    """The files that can be read; what a folder holds besides exports is skipped, if it holds any."""
    found: list[tuple[Input, Document]] = []
    skipped: list[tuple[str, str, DataError]] = []
    for at, each in enumerate(inputs):
        file = str(each.path)
        try:
            found.append((each, read(each.path.read_bytes(), file, _share(progress, at, len(inputs), 0))))
        except DataError as e:
            what = unrelated(each.path.read_bytes(), e) if each.met else ""
            if what:
                skipped.append((file, what, e))
            else:
                diagnostics.findings += e.findings
        except OSError as e:
            raise MissingInputError(f"{file} can't be read: {e.strerror}") from e
    for file, what, error in skipped:
        if found or diagnostics.stopped:
            report_skipped(file, what, error.findings[0].line, diagnostics)
        else:  # nothing here is an export: what was found instead is an error
            diagnostics.findings += error.findings
    return found


def _share(progress: StageProgress, at: int, files: int, half: int) -> StageProgress:
    """What tells of one file: in the first half of the stage files are parsed, in the second understood."""
    return part(progress, (half + at / files) / 2, (half + (at + 1) / files) / 2)


def _unstated(
    each: Input, document: Document, owners: Mapping[str, set[str]], diagnostics: Diagnostics
) -> str:
    """The space of a file that nobody named, and a finding about it."""
    listed = listed_space(document, owners)
    folder = each.path.resolve().parent.name
    why, remedy = "", f"Give --space NAME (--space {folder}?), or the folder that holds one folder a space"
    if listed:
        why, remedy = ", whose catalog lists its objects,", ""
    message = f"the export doesn't name its space: {(listed or each.space)!r}{why} taken"
    diagnostics.add("CSN013", message, remedy, file=document.file)
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
