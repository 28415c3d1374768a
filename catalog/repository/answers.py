"""What a repository is made of: one value, checked when it is made, whoever gave it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from catalog.language.visible import quoted

from .requirement import Requirement

DEFAULT_REGION = "ap-southeast-5"
ENVIRONMENT = "{environment}"  # in the name of the bucket
DEFAULT_LAKE = f"example-lake-{ENVIRONMENT}"
CI = ("none", "github")
ENVIRONMENTS = ("dev", "prod")

_PROJECT = re.compile(r"[A-Za-z0-9_.-]{1,100}")  # Pulumi's rule for names of projects
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}")
_LAKE = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9!_.*'()=-]+)*")  # S3's rules: bucket, prefix


class AnswerError(Exception):
    """An answer that can't be taken; the text says what is expected instead."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to the questions of `catalog init`. Raises AnswerError for a wrong one.

    `lake` is a bucket, with folders below it or not; `{environment}` in it is `dev` or `prod`.
    """

    project: str
    requirement: Requirement
    region: str = DEFAULT_REGION
    lake: str = DEFAULT_LAKE
    ci: str = "none"
    example: bool = False

    def __post_init__(self) -> None:
        for name, check in CHECKS.items():
            check(getattr(self, name))

    def lake_of(self, environment: str) -> str:
        """The bucket of `dev` or `prod`."""
        return self.lake.replace(ENVIRONMENT, environment)


def project(text: str) -> str:
    """The name of a project. Raises AnswerError."""
    return _fitting(_PROJECT, text, "a name of letters, digits, dots, dashes and underscores")


def region(text: str) -> str:
    """An AWS region. Raises AnswerError."""
    return _fitting(_REGION, text, f"a region such as {DEFAULT_REGION}")


def lake(text: str) -> str:
    """The bucket of the data without `s3://`. Raises AnswerError."""
    bare = text.removeprefix("s3://").rstrip("/")
    for environment in ENVIRONMENTS:
        _fitting(_LAKE, bare.replace(ENVIRONMENT, environment), f"a bucket such as {DEFAULT_LAKE}", text)
    return bare


def ci(text: str) -> str:
    """Whose CI. Raises AnswerError."""
    if text not in CI:
        raise AnswerError(f"{quoted(text)}: {' or '.join(CI)} expected")
    return text


CHECKS = {"project": project, "region": region, "lake": lake, "ci": ci}


def project_of(folder: str) -> str:
    """The name that a folder gives to its project."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", folder).strip("-.")[:100] or "catalog"


def as_json(answers: Answers) -> dict[str, Any]:
    """For the record."""
    plain = {field.name: getattr(answers, field.name) for field in fields(answers)}
    return plain | {"requirement": str(answers.requirement)}


def from_json(value: Any) -> Answers:
    """What `as_json` gave. Raises AnswerError for anything else."""
    known = {field.name for field in fields(Answers)}
    if not isinstance(value, Mapping) or set(value) != known:
        raise AnswerError(f"{', '.join(sorted(known))} expected")
    kinds: dict[str, type] = dict.fromkeys(known, str) | {"example": bool}
    wrong = [name for name in sorted(known) if not isinstance(value[name], kinds[name])]
    if wrong:
        raise AnswerError(f"{wrong[0]} has another type")
    return Answers(**{**value, "requirement": Requirement(value["requirement"])})


def _fitting(pattern: re.Pattern[str], text: str, expected: str, given: str | None = None) -> str:
    if not pattern.fullmatch(text):
        raise AnswerError(f"{quoted(given if given is not None else text)}: {expected} expected")
    return text
