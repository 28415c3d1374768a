"""The demo's own judgement: what counts as a preview without changes."""

import pytest

from catalog.cli.commands.demo import changes_nothing


@pytest.mark.parametrize(
    ("preview", "expected"),
    [
        ("Previewing\n\nResources:\n    19 unchanged\n", True),
        ("\x1b[1mResources:\x1b[0m\n    19 unchanged\n", True),
        ("Resources:\n    ~ 1 to update\n    18 unchanged\n", False),
        ("Resources:\n    + 19 to create\n", False),
        ("error: boom\n", False),
    ],
)
def test_a_preview_changes_nothing_only_if_all_is_unchanged(preview: str, expected: bool) -> None:
    assert changes_nothing(preview) is expected
