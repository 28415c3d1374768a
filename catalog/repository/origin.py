"""Where the running tool came from and which version it is, by what its installation recorded.

Reads the metadata of the distribution that `catalog` was loaded from, or the pyproject.toml of a checkout.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from catalog.checkout.version import tool_version

from .requirement import NAME, RequirementError, of_direct_url

PACKAGE = Path(__file__).resolve().parents[1]  # `catalog`
DIRECT_URL = "direct_url.json"  # PEP 610


@dataclass(frozen=True, slots=True)
class Origin:
    """`kind` is index, wheel, git or checkout; `place` the wheel, URL@REV or folder; `version` the tool's."""

    kind: str
    place: str
    version: str

    def __str__(self) -> str:
        """For people: `the wheel /tmp/x.whl`."""
        return {
            "index": f"version {self.version} of the package index",
            "wheel": f"the wheel {self.place}",
            "git": f"Git, {self.place}",
            "checkout": f"the checkout {self.place}",
        }[self.kind]


def origin() -> Origin:
    """Of the tool that runs. Raises RequirementError where it can't be told."""
    found = _installed()
    if found is None:
        return Origin("checkout", str(PACKAGE.parent), tool_version())
    try:
        recorded: Any = json.loads(found.read_text(DIRECT_URL) or "null")
    except ValueError as error:
        raise RequirementError(f"{DIRECT_URL} of this installation is no JSON") from error
    kind, place = of_direct_url(recorded)
    return Origin(kind, place, found.version)


def checkout() -> Path | None:
    """The folder of the checkout that the tool runs from; None where it is installed."""
    top = PACKAGE.parent
    return top if _installed() is None or (top / "pyproject.toml").is_file() else None


def _installed() -> Distribution | None:
    """The distribution that the running package is a part of; None in a checkout that no pip installed."""
    try:
        found = distribution(NAME)
    except PackageNotFoundError:
        return None
    recorded = found.read_text(DIRECT_URL) or ""
    # a build leaves metadata in the checkout that it is made of, which is no installation for that
    beside = (PACKAGE.parent / "pyproject.toml").is_file()
    own = not beside and Path(str(found.locate_file(PACKAGE.name))).resolve() == PACKAGE
    return found if own or '"editable"' in recorded else None
