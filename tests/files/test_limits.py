"""Sizes as people write and read them."""

from __future__ import annotations

import pytest

from catalog.files.limits import in_words, size_of


@pytest.mark.parametrize(
    ("text", "size"),
    [("1", 1), ("512", 512), ("2k", 2048), ("3M", 3 << 20), ("1GB", 1 << 30), ("1GiB", 1 << 30)],
)
def test_a_size_is_bytes_or_a_number_with_a_unit(text: str, size: int) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5M", "M", "1T", "1 M M", "१", "9" * 30])
def test_another_text_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="is no size"):
        size_of(text)


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 bytes"), (1023, "1023 bytes"), (1536, "1.5 KB"), (256 << 20, "256 MB")]
)
def test_a_size_in_words(size: int, words: str) -> None:
    assert in_words(size) == words
