"""The files of a repository, as the installed version makes them: a table of templates, and their texts.

Pure but for reading what the distribution ships. `@name@` in a template is one of `_values`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files as shipped

from . import example
from .answers import DEFAULT_LAKE, Answers

REQUIREMENTS = "requirements.txt"
LAUNCHER = "plugin/pulumi-resource-aws"
_MARK = re.compile(r"@([a-z_]+)@")


class Owner(Enum):
    """Whose a file is once it is made."""

    TOOL = "the tool's: upgrades bring it up to date"
    TEAM = "the team's: made once, and brought up to date only while nobody has changed it"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a repository: its text, whose it is and whether it is a program.

    `merged` says that the text holds already what people wrote into the file.
    """

    text: str
    owner: Owner
    executable: bool = False
    merged: bool = False


# the name in the repository, its template, and whose it is
TEMPLATES: Mapping[str, tuple[str, Owner]] = {
    "Pulumi.yaml": ("Pulumi.yaml", Owner.TEAM),
    "__main__.py": ("main.py", Owner.TOOL),
    "Pulumi.local.yaml": ("Pulumi.local.yaml", Owner.TEAM),
    "Pulumi.dev.yaml": ("Pulumi.dev.yaml", Owner.TEAM),
    "Pulumi.prod.yaml": ("Pulumi.prod.yaml", Owner.TEAM),
    REQUIREMENTS: ("requirements.txt", Owner.TOOL),
    LAUNCHER: ("pulumi-resource-aws", Owner.TOOL),
    "catalog_specs/catalog.yaml": ("catalog.yaml", Owner.TEAM),
    "catalog_rules.yaml": ("catalog_rules.yaml", Owner.TEAM),
    "catalog_context.yaml": ("catalog_context.yaml", Owner.TEAM),
    "exports/README.md": ("exports.README.md", Owner.TEAM),
    "tests/test_specs.py": ("test_specs.py", Owner.TOOL),
    ".gitignore": ("gitignore", Owner.TOOL),
    ".pre-commit-config.yaml": ("pre-commit-config.yaml", Owner.TOOL),
    ".vscode/settings.json": ("vscode.settings.json", Owner.TOOL),
    ".vscode/extensions.json": ("vscode.extensions.json", Owner.TOOL),
    "Makefile": ("Makefile", Owner.TOOL),
    "README.md": ("README.md", Owner.TEAM),
}
CI_TEMPLATES: Mapping[str, Mapping[str, tuple[str, Owner]]] = {
    "none": {},
    "github": {".github/workflows/catalog.yaml": ("github.workflow.yaml", Owner.TOOL)},
}
EXECUTABLE = (LAUNCHER,)


def repository_files(answers: Answers) -> dict[str, File]:
    """All files but exports, specs and wheels, by their names in the repository."""
    values = _values(answers)
    made = {
        name: File(filled(_template(template), values), owner, name in EXECUTABLE)
        for name, (template, owner) in {**TEMPLATES, **CI_TEMPLATES[answers.ci]}.items()
    }
    if answers.example:
        made["catalog_context.yaml"] = File(example.context(), Owner.TEAM)
    return made | {name: File(text, Owner.TOOL) for name, text in _schemas()}


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its marks replaced. Raises KeyError for a mark that has no value."""
    return _MARK.sub(lambda mark: values[mark[1]], template)


def _values(answers: Answers) -> dict[str, str]:
    remark = (
        "REPLACE: bucket of the replicated data" if answers.lake == DEFAULT_LAKE else "bucket of the data"
    )
    start = "readme_example.md" if answers.example else "readme_empty.md"
    return {
        "project": answers.project,
        "region": answers.region,
        "lake_dev": answers.lake_of("dev"),
        "lake_prod": answers.lake_of("prod"),
        "lake_remark": remark,
        "requirement": str(answers.requirement),
        "own_venv": shipped("catalog.checkout").joinpath("own_venv.sh").read_text("utf-8"),
        "start": _template(start).rstrip(),
    }


def _template(name: str) -> str:
    return shipped("catalog.repository").joinpath("template", f"{name}.template").read_text("utf-8")


def _schemas() -> Iterator[tuple[str, str]]:
    """The schemas of specs, rules and context, for editors; of what the command prints none."""
    for package in ("catalog", "mapping"):
        for file in shipped(package).joinpath("schemas").iterdir():
            if file.name.endswith(".schema.json"):
                yield f"schemas/{file.name}", file.read_text("utf-8")
