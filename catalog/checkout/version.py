"""The tool's version: pyproject.toml alone has it, and a distribution's metadata from there."""

from __future__ import annotations

from pathlib import Path

from .set_up_command import is_own_checkout

NAME = "datasphere-glue-catalog"
PROJECT = Path(__file__).resolve().parents[2]  # the checkout's folder, or where packages are installed


def tool_version() -> str:
    """The version of the code that runs: `0.1.0`. Raises LookupError where neither place has it."""
    if is_own_checkout(PROJECT):
        import tomllib

        with open(PROJECT / "pyproject.toml", "rb") as file:
            return str(tomllib.load(file)["project"]["version"])
    from importlib import metadata

    try:
        return metadata.version(NAME)
    except metadata.PackageNotFoundError as error:
        raise LookupError(
            f"{NAME} is not installed as a distribution, and this is no checkout of it"
        ) from error
