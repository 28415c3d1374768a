"""The line of requirements.txt that names the tool: from an index, a wheel, Git, or a checkout of it.

Pure. The forms are pip's (https://pip.pypa.io/en/stable/reference/requirements-file-format/); where an
installed tool came from is told by its `direct_url.json` (PEP 610).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from catalog.language.visible import quoted

NAME = "datasphere-glue-catalog"
EXTRA = "[local]"  # the local catalog is part of a repository
WHEELS = "wheels"  # the folder of a repository's own wheels
WHEEL = re.compile(r"datasphere_glue_catalog-([0-9][A-Za-z0-9_.!+]*)(?:-[0-9]\w*)?-py3-none-any\.whl")
VERSION = re.compile(r"[0-9][A-Za-z0-9.!+]*")

_OURS = re.compile(
    rf"^(?:{NAME}\b|(?:\./)?{WHEELS}/datasphere_glue_catalog-|-e .*\[local\]|--editable)", re.IGNORECASE
)
_SHORT_GIT = re.compile(r"[\w.-]+@[\w.-]+:\S+")  # git@github.com:team/tool


class RequirementError(Exception):
    """No line can be made; the text says what is expected."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of pip's. Raises RequirementError for a text that is no line of these kinds."""

    line: str

    def __post_init__(self) -> None:
        if not _OURS.match(self.line) or not self.line.isprintable():
            raise RequirementError(f"{quoted(self.line)} does not name {NAME}")

    def __str__(self) -> str:
        """The line."""
        return self.line

    @property
    def of_this_machine(self) -> bool:
        """Whether it names a folder that nobody else has."""
        return self.line.startswith("-e ")

    @property
    def wheel(self) -> str:
        """The file in `wheels/`; empty for another kind."""
        found = re.match(rf"\./{WHEELS}/([^\[]+)", self.line)
        return found[1] if found else ""


def of_index(version: str) -> Requirement:
    """A release on the index that pip is set to."""
    if not VERSION.fullmatch(version):
        raise RequirementError(f"{quoted(version)} is no version")
    return Requirement(f"{NAME}{EXTRA}=={version}")


def of_wheel(name: str) -> Requirement:
    """A wheel that lies in the repository. Raises RequirementError for a file of another name."""
    if not WHEEL.fullmatch(name):
        raise RequirementError(
            f"{quoted(name)} is no wheel of {NAME}: datasphere_glue_catalog-*.whl expected"
        )
    return Requirement(f"./{WHEELS}/{name}{EXTRA}")


def of_checkout(folder: str) -> Requirement:
    """A checkout on this machine, as it is at any time."""
    if not folder.isprintable() or '"' in folder or "\\" in folder:
        raise RequirementError(f"pip can't be told the name of the folder {quoted(folder)}: rename it")
    words = f"{folder}{EXTRA}"
    return Requirement(f"-e {words}" if re.fullmatch(r"[\w/.+@,:\[\]-]+", words) else f'-e "{words}"')


def of_git(text: str) -> Requirement:
    """`URL@REV`, as people type it. Raises RequirementError, also for a URL that holds a password."""
    url, at, revision = text.removeprefix("git+").rpartition("@")
    if not at:
        raise RequirementError(f"{quoted(text)}: URL@REVISION expected, so that all have the same tool")
    if "://" not in url and _SHORT_GIT.fullmatch(url):
        url = f"ssh://{url.replace(':', '/', 1)}"
    parts = urlsplit(url)
    named = parts.scheme in ("https", "ssh", "file", "http", "git") and parts.path.strip("/")
    if not named or not re.fullmatch(r"[\w./+-]+", revision):
        raise RequirementError(f"{quoted(text)}: URL@REVISION expected, such as https://host/team/tool@v1.0")
    if parts.password is not None or (parts.username is not None and parts.scheme != "ssh"):
        raise RequirementError("the URL holds a user or password, which would be committed: leave it out")
    if not url.isprintable() or " " in url:
        raise RequirementError(f"{quoted(text)} is no URL")
    return Requirement(f"{NAME}{EXTRA} @ git+{url}@{revision}")


def of_direct_url(value: Any) -> tuple[str, str]:
    """What PEP 610 records, as a kind and its text: `wheel` PATH, `checkout` PATH, `git` URL@REV, `index`.

    Raises RequirementError for a source that no line can name for other people.
    """
    if value is None:
        return "index", ""
    url = value.get("url") if isinstance(value, Mapping) else None
    if not isinstance(url, str):
        raise RequirementError("where this tool was installed from can't be read")
    if isinstance(value.get("vcs_info"), Mapping):
        return "git", f"{url}@{value['vcs_info'].get('commit_id', '')}"
    parts = urlsplit(url)
    if parts.scheme == "file":
        return ("checkout" if "dir_info" in value else "wheel"), unquote(parts.path)
    raise RequirementError(f"this tool was installed from {quoted(url)}")


def in_file(text: str) -> str:
    """The line of requirements.txt that is about the tool; empty where there is none."""
    return next((line.strip() for line in text.splitlines() if _OURS.match(line.strip())), "")


def replaced(text: str, requirement: Requirement) -> str:
    """requirements.txt with the tool's line made this one, or added; all other lines stay."""
    old = in_file(text)
    if not old:
        return f"{text.rstrip()}\n{requirement}\n".lstrip("\n")
    lines = text.splitlines()
    at = next(at for at, each in enumerate(lines) if each.strip() == old)
    return "\n".join([*lines[:at], str(requirement), *lines[at + 1 :]]) + "\n"
