"""All files of an import, each to the fragment that the reader of its format makes.

Reads the files; what a folder holds besides exports is skipped. A space definition file is an export of each
space in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from catalog.language.findings import DataError
from mapping.csn.reader import read_csn
from mapping.diagnostics.collector import Diagnostics
from mapping.diagnostics.progress import StageProgress, no_stage_progress, part
from mapping.documents.document import Document, Format
from mapping.documents.inputs import Input, report_unread
from mapping.documents.lines import Lines, lines_in, placed
from mapping.documents.reader import read
from mapping.documents.unrelated import report_skipped, unrelated
from mapping.model import Fragment
from mapping.odata.annotation_files import share_annotations
from mapping.odata.reader import read_edmx

from .catalog_api import read_list
from .declared import Declared, declared
from .object_lists import read_objects
from .spaces import likely_space, owners_of, space_of, spaces_in

# What makes model values of a document, by its format: (document, space, diagnostics) -> fragment
READERS: dict[Format, Callable[[Document, str, Diagnostics], Fragment]] = {
    Format.DATASPHERE_CSN: read_csn,
    Format.OBJECT_CSN: read_csn,
    Format.CSN_INTEROP: read_csn,
    Format.EDMX: read_edmx,
    Format.ASSETS: read_list,
    Format.SPACES: read_list,
    Format.OBJECTS: read_objects,
    Format.CONNECTIONS: read_objects,
}


@dataclass(slots=True)
class Exports:
    """What the files hold; the fragments, most of it, are let go once a model is made of them."""

    fragments: list[Fragment] = field(default_factory=list)
    lines: dict[str, Lines] = field(default_factory=dict)  # by file
    declared: list[Declared] = field(default_factory=list)


def read_exports(
    inputs: Sequence[Input],
    languages: tuple[str, ...],
    diagnostics: Diagnostics,
    progress: StageProgress = no_stage_progress,
) -> Exports:
    """All files that can be read; labels as `languages` prefer. Raises MissingInputError."""
    report_unread([each for each in inputs if each.other], diagnostics)
    documents = _documents([each for each in inputs if not each.other], diagnostics, progress)
    annotations = share_annotations([document for _, document in documents], diagnostics)
    documents = [(each, document) for each, document in documents if document.file not in annotations]
    exports = Exports()
    documents = _by_space(documents, exports, diagnostics)
    lists = {d.file: read_list(d, "", diagnostics) for _, d in documents if READERS[d.format] is read_list}
    owners = owners_of(asset for fragment in lists.values() for asset in fragment.assets)
    for at, (each, document) in enumerate(documents):
        fragment = lists.get(document.file)
        if fragment is None:
            reader = READERS[document.format]
            if reader is read_csn:
                inside = _share(progress, at, len(documents), 1)
                reader = partial(read_csn, languages=languages, progress=inside)
            lone = reader is read_objects
            space = likely_space(each) if lone else space_of(each, document, owners, diagnostics)
            fragment = reader(document, space, diagnostics)
        exports.fragments.append(fragment)
        lines = exports.lines.get(document.file) or lines_in(each.open, fragment.lines)
        exports.lines[document.file] = placed(lines, document)
        exports.declared += declared(document.root, fragment, document.file)
    return exports


def _by_space(
    documents: Sequence[tuple[Input, Document]], exports: Exports, diagnostics: Diagnostics
) -> list[tuple[Input, Document]]:
    """The documents, each space of a space definition file by itself, whose label is read here."""
    found: list[tuple[Input, Document]] = []
    for each, document in documents:
        if document.format is not Format.SPACE_DEFINITION:
            found.append((each, document))
            continue
        exports.lines[document.file] = lines_in(each.open, None)
        for space, export in spaces_in(document, each, diagnostics):
            exports.fragments.append(Fragment(listed=[space], is_list=True, file=document.file))
            found += [(replace(each, space=space.name), export)] if export else []
    return found


def _documents(
    inputs: Sequence[Input], diagnostics: Diagnostics, progress: StageProgress
) -> list[tuple[Input, Document]]:
    """The files that can be read; what a folder holds besides exports is skipped, if it holds any exports."""
    documents: list[tuple[Input, Document]] = []
    skipped: list[tuple[str, str, DataError]] = []
    for at, each in enumerate(inputs):
        file = str(each.path)
        try:
            documents.append((each, read(each.read(), file, _share(progress, at, len(inputs), 0))))
        except DataError as e:
            what = unrelated(each.read(), e) if each.met else ""
            if what:
                skipped.append((file, what, e))
            else:
                diagnostics.findings += e.findings
    for file, what, error in skipped:
        if documents or diagnostics.stopped:
            report_skipped(file, what, error.findings[0].line, diagnostics)
        else:  # nothing here is an export: what is there instead is an error
            diagnostics.findings += error.findings
    return documents


def _share(progress: StageProgress, at: int, files: int, half: int) -> StageProgress:
    """The progress of one file: in the first half of the stage files are parsed, in the second understood."""
    return part(progress, (half + at / files) / 2, (half + (at + 1) / files) / 2)
