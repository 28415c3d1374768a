"""What `catalog --version` names."""

from __future__ import annotations

from importlib import metadata


def version_lines() -> list[str]:
    """The tool's version."""
    return [f"catalog {metadata.version('datasphere-glue-catalog')}"]
