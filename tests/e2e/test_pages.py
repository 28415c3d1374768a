"""The stories of README and docs/, carried out as they stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.pages import blocks, pages, story_of, text_of
from tests.support.story import story

STORIES = [page for page in pages() if story_of(text_of(page))]


@pytest.mark.parametrize("page", STORIES)
def test_every_block_of_a_page_does_what_the_page_says(page: str, tmp_path: Path) -> None:
    with story(tmp_path, story_of(text_of(page))) as told:
        for block in blocks(page):
            assert told.tell(block) == []
