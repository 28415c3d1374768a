"""A preference names a file, a folder, or a pattern of either, wherever an import names the file from."""

from __future__ import annotations

import pytest

from mapping.combine.preference import fits, preferred, unfit


@pytest.mark.parametrize(
    ("preference", "file", "expected"),
    [
        ("a.json", "exports/S/a.json", True),
        ("S/a.json", "exports/S/a.json", True),
        ("exports/S/", "exports/S/deep/a.json", True),
        ("./exports/S", "exports/S/a.json", True),
        ("/home/me/exports/S/a.json", "/home/me/exports/S/a.json", True),
        ("*_v2.json", "exports/S/a_v2.json", True),
        ("exports/*/a.json", "exports/S/a.json", True),
        ("exports/*.json", "exports/S/a.json", False),
        ("A.json", "exports/S/a.json", False),
        ("b.json", "exports/S/ab.json", False),
        ("exports/a.json", "exports/S/a.json", False),
        ("a.json/exports", "exports/S/a.json", False),
        ("", "a.json", False),
        (".", "a.json", False),
        ("[", "a.json", False),
    ],
)
def test_what_a_preference_means(preference: str, file: str, expected: bool) -> None:
    assert fits(preference, file) is expected


def test_the_first_that_tells_files_apart_decides() -> None:
    files = ["old/a.json", "new/a.json", "new/b.json"]
    assert preferred(["a.json", "new"], files, str) == ["old/a.json", "new/a.json"]
    assert preferred(["*.json", "new"], files, str) == ["new/a.json", "new/b.json"]
    assert preferred(["none"], files, str) == []
    assert unfit(["none", "new"], files) == [0]
