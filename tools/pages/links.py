"""A hook of MkDocs: what a page says of files beside docs/ has no page to link to, so it names the file.

On GitHub such a link opens the file; on the site it reads `the words (path/of/the/file)`.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?:\.\./)([^)\s#]+)(?:#[^)\s]*)?\)")


def on_page_markdown(markdown: str, page: Any = None, **_: Any) -> str:
    """The page's text with its links to files beside docs/ as words. MkDocs calls it for each page."""
    return LINK.sub(lambda found: named(found[1], found[2]), markdown)


def named(words: str, target: str) -> str:
    """What stands in place of a link: the words, and the file's path where the words don't say it."""
    path = f"`{PurePosixPath(target)}`"
    return words if target in words.strip("`") else f"{words} ({path})"
