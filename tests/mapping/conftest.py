"""What the tests of several imports into one folder share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """A specs folder that does not exist yet."""
    return tmp_path / "specs"
