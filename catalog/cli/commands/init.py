"""`catalog init DIR`: a catalog repository of one's own: program, stacks, specs, checks, README.

Asks on a terminal for what no flag says; with --yes, or without a terminal, defaults stand for it. Nothing
that lies in DIR is written over.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from catalog.cli.example_specs import import_example
from catalog.cli.frame.parsers import Subparsers, command
from catalog.cli.project import PROJECT_FILE, UsageError
from catalog.cli.repository_source import Source, add_source_flags, chosen, default_source, flagged
from catalog.cli.terminal import prompts
from catalog.language.findings import listed
from catalog.language.visible import cell, line
from catalog.repository import answers, example, record, store
from catalog.repository.answers import AnswerError, Answers
from catalog.repository.files import File, repository_files
from catalog.repository.origin import checkout, origin
from catalog.repository.requirement import WHEELS, RequirementError
from catalog.repository.upgrade import recorded_after

DESCRIPTION = (
    "Make a catalog repository of your own: program, stacks, specs, checks and a README that says how to go "
    "on. On a terminal it asks for what no option says; with --yes, or without a terminal, it takes "
    "defaults. Nothing that lies in DIR is written over."
)
EXAMPLES = (
    ("catalog init demo --example", "a repository to try, with exports and specs of an example"),
    ("catalog init . --yes --lake acme-{environment} --ci github", "in this folder, without questions"),
)
SHOWN = 20  # names that a refusal lists
EXPORTS, SPECS = "exports", "catalog_specs"
STARTS = ("empty", "example")


def register(subparsers: Subparsers[Any]) -> None:
    """Adds the subcommand."""
    parser = command(subparsers, "init", DESCRIPTION, EXAMPLES, (0,))
    parser.add_argument("folder", metavar="DIR", type=Path, help="its folder; made if it is missing")
    parser.add_argument("--name", metavar="NAME", help="the project's name (default: that of DIR)")
    start = parser.add_mutually_exclusive_group()
    start.add_argument(
        "--example", action="store_const", const="example", dest="start",
        help="with exports and specs of an example, a buy-now-pay-later lender",
    )  # fmt: skip
    start.add_argument(
        "--empty", action="store_const", const="empty", dest="start", help="without specs (default)"
    )
    parser.add_argument("--region", help=f"AWS region (default: the shell's, else {answers.DEFAULT_REGION})")
    parser.add_argument(
        "--lake", metavar="BUCKET",
        help="S3 bucket of the data; {environment} in it is dev or prod "
        f"(default: {answers.DEFAULT_LAKE}, marked REPLACE)",
    )  # fmt: skip
    parser.add_argument(
        "--ci", choices=answers.CI, help="a workflow that checks pull requests (default: none)"
    )
    add_source_flags(parser)
    parser.add_argument("--yes", action="store_true", help="ask nothing, take the defaults")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0; 2 where nothing can be made there, or an answer is wrong."""
    folder = args.folder
    _refuse_place(folder)
    try:
        source = chosen(flagged(args), default_source) if _asks_nothing(args) else flagged(args)
        told, source = _answers(args, folder, source)
        return _make(folder, told, source)
    except (AnswerError, RequirementError, example.NoExampleError) as error:
        raise UsageError(line(str(error))) from error
    except OSError as error:
        place = error.filename or folder
        raise UsageError(
            line(f"can't write to {place}: {error.strerror or error}; nothing was made")
        ) from error


def _asks_nothing(args: argparse.Namespace) -> bool:
    return args.yes or not prompts.can_ask()


def _refuse_place(folder: Path) -> None:
    """Raises UsageError where DIR is no folder, or is the tool's own checkout."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError(f"{cell(str(folder))} is no folder: name one that is to be made")
    own = checkout()
    if own is not None and folder.resolve() == own:
        raise UsageError(
            f"{own} is the tool's own checkout, a repository already: name another folder, outside of it"
        )
    if (folder / record.FILE).exists():
        raise UsageError(
            f"{cell(str(folder))} is a catalog repository already; catalog upgrade brings it up to date"
        )


def _answers(args: argparse.Namespace, folder: Path, source: Source | None) -> tuple[Answers, Source]:
    """What the flags say and, on a terminal, what is answered."""
    name = answers.project_of(folder.resolve().name)
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or answers.DEFAULT_REGION
    if _asks_nothing(args):
        given = (args.name or name, args.start or "empty", args.region or region,
                 args.lake or answers.DEFAULT_LAKE, args.ci or "none")  # fmt: skip
        source = source or default_source()
    else:
        print(f"A catalog repository in {cell(str(folder))}. Enter takes the answer in brackets.")
        given = (
            args.name or prompts.asked("Name of the project", name, answers.project, AnswerError),
            args.start or prompts.one_of("Begin empty or with the example", STARTS, "empty"),
            args.region or prompts.asked("AWS region", region, answers.region, AnswerError),
            args.lake or prompts.asked(
                "S3 bucket of the data ({environment} is dev or prod)", answers.DEFAULT_LAKE, answers.lake,
                AnswerError,
            ),
            args.ci or prompts.one_of("CI that checks pull requests", answers.CI, "none"),
        )  # fmt: skip
        source = source or _asked_source()
    project, start, region, lake, ci = given
    told = Answers(project, source.requirement, region, answers.lake(lake), ci, start == "example")
    return told, source


def _asked_source() -> Source:
    """Where the tool comes from, asked; Enter takes where the running one came from."""
    found: list[Source] = []
    usual = str(origin())

    def check(text: str) -> str:
        found[:] = [chosen(None if text == usual else text, default_source)]
        return text

    prompts.asked("The tool is from: a wheel's path, index, or git URL@REV", usual, check, RequirementError)
    return found[0]


def _make(folder: Path, told: Answers, source: Source) -> int:
    files = repository_files(told)
    texts = {f"{EXPORTS}/{name}": text for name, text in (example.exports() if told.example else {}).items()}
    made = record.Record(origin().version, told, recorded_after(files))
    contents = {name: (_bytes(file.text), file.executable) for name, file in files.items()}
    contents |= {name: (_bytes(text), False) for name, text in texts.items()}
    if source.wheel is not None:
        contents[f"{WHEELS}/{told.requirement.wheel}"] = (source.wheel, False)
    contents[record.FILE] = (_bytes(record.dump(made)), False)  # last: what has it was made whole
    taken = store.collisions(folder, contents, (SPECS,) if told.example else ())
    if taken:
        raise UsageError(
            f"{cell(str(folder))} holds already: {listed(taken, SHOWN)}. Nothing was written; move these "
            "away, or name another folder"
        )
    store.write_new(folder, contents)
    tables = _with_example(folder, [*contents]) if told.example else 0
    print("\n".join(_report(folder, files, told, source, tables)))
    return 0


def _with_example(folder: Path, made: Sequence[str]) -> int:
    """Imports the example; where that fails or is ended by Ctrl-C, all that was made goes."""
    try:
        return import_example(folder)
    except BaseException:
        specs = store.files_in(folder, SPECS)
        store.remove(folder, [*made, *specs], with_root=True)
        raise


def _bytes(text: str) -> bytes:
    return text.encode("utf-8")


def _report(folder: Path, files: dict[str, File], told: Answers, source: Source, tables: int) -> list[str]:
    shown = cell(str(folder))
    lines = [f"made {shown}: project {told.project}, region {told.region}, {len(files)} files"]
    if tables:
        lines.append(f"  {SPECS}/ holds the example: {tables} tables, imported from {EXPORTS}/")
    lines.append(f"  requirements.txt takes the tool from {line(source.words)}")
    lines += [f"  {line(note)}" for note in (*source.notes, *_around(folder))]
    return [*lines, "next:", *(f"  {each}" for each in _next(folder, told))]


def _around(folder: Path) -> list[str]:
    """What lies around a repository that people may not expect."""
    whole = folder.resolve()
    for above in whole.parents:
        if (above / PROJECT_FILE).is_file():
            return [
                f"note: it lies in another Pulumi project, {above}; a folder outside of it is the usual place"
            ]
    return []


def _next(folder: Path, told: Answers) -> list[str]:
    """The three commands that come next."""
    here = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
    third = "pulumi up --stack local" if told.example else f"catalog import {EXPORTS} --specs {SPECS}"
    return [f"{here}{_command()} setup", 'eval "$(.venv/bin/catalog env local)"', third]


def _command() -> str:
    """This command as it can be typed in another folder."""
    typed = sys.argv[0]
    on_path = shutil.which("catalog")
    if os.path.basename(typed) != "catalog" or not os.path.isfile(typed):
        return "catalog"
    return "catalog" if on_path and os.path.samefile(on_path, typed) else shlex.quote(os.path.abspath(typed))
