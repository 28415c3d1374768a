"""The site is built without a warning, and loads nothing from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.project import ROOT
from tools.pages.links import on_page_markdown

ELSEWHERE = r"""(?:src|srcset|data|href)=["'](https?:)?//"""
LOADED = re.compile(rf"<(?:script|link|img|iframe|source|object)\b[^>]*?{ELSEWHERE}", re.IGNORECASE)
STYLED = re.compile(r"""url\(["']?(https?:)?//|@import""", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    words = ["-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run([sys.executable, "-P", *words], cwd=ROOT, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    return folder


def test_its_pages_load_nothing_from_elsewhere(site: Path) -> None:
    found = [page.name for page in site.rglob("*.html") if LOADED.search(page.read_text("utf-8"))]
    assert (found, (site / "index.html").is_file()) == ([], True)


def test_its_styles_load_nothing_from_elsewhere(site: Path) -> None:
    assert [style.name for style in site.rglob("*.css") if STYLED.search(style.read_text("utf-8"))] == []


def test_no_diagram_is_drawn_by_a_script_of_a_server(site: Path) -> None:
    assert [page.name for page in site.rglob("*.html") if 'class="mermaid"' in page.read_text("utf-8")] == []


@pytest.mark.parametrize(
    ("text", "loads"),
    [
        ('<script src="https://cdn.example.com/x.js"></script>', True),
        ('<link rel="stylesheet" href="//fonts.example.com">', True),
        ('<a href="https://example.com">there</a>', False),
        ('<script src="assets/x.js"></script>', False),
    ],
)
def test_what_is_loaded_from_elsewhere_is_seen(text: str, loads: bool) -> None:
    assert bool(LOADED.search(text)) is loads


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see [SECURITY.md](../SECURITY.md)", "see SECURITY.md"),
        (
            "see [the rules](../catalog/rules.py#x) and [start](start.md)",
            "see the rules (`catalog/rules.py`) and [start](start.md)",
        ),
        ("![plot](assets/results.svg)", "![plot](assets/results.svg)"),
    ],
)
def test_links_to_files_beside_the_pages_name_them(text: str, shown: str) -> None:
    assert on_page_markdown(text) == shown
