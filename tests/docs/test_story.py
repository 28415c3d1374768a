"""What a page shows is held to what a command prints: the comparison itself, and the reading of blocks."""

from __future__ import annotations

import pytest

from tests.support.pages import Block, Command, anchors, blocks, commands, links
from tests.support.story import is_as_shown

PAGE = """\
# A page

<!-- not run: needs a cloud -->
```console
$ one --option \\
> value
printed
...
$ two
```

- a list
  ```yaml
  kind: Table
  ```

See [there](start.md#a--b) and `[no](link)`, but not [`code`](https://example.com/a_(b)).
"""


def test_blocks_are_read_with_their_place_language_and_mark() -> None:
    console, listed = blocks("page.md", PAGE)
    assert (console.line, console.language, console.not_run) == (4, "console", "needs a cloud")
    assert (listed.language, listed.text, listed.mark) == ("yaml", "kind: Table\n", "")


def test_commands_are_read_with_what_they_print() -> None:
    expected = [Command("one --option \\\nvalue", ("printed", "...")), Command("two", ())]
    assert commands(blocks("page.md", PAGE)[0]) == expected


def test_a_block_that_begins_with_no_command_is_refused() -> None:
    with pytest.raises(ValueError, match=r"p\.md:3: .* not 'printed'"):
        commands(Block("p.md", 3, "console", "printed\n$ one\n", ""))


def test_links_are_those_outside_of_code() -> None:
    assert [*links(PAGE)] == ["start.md#a--b", "https://example.com/a_(b)"]


def test_headings_have_the_anchors_of_github_and_mkdocs() -> None:
    assert anchors("# To AWS\n\n### `partitions.keys[]`\n\n```text\n# no heading\n```\n") == {
        "to-aws",
        "partitionskeys",
    }


@pytest.mark.parametrize(
    ("shown", "printed", "alike"),
    [
        (["one", "two"], "one\ntwo", True),
        (["one"], "one\ntwo", False),
        (["one", "..."], "one\ntwo\nthree", True),
        (["...", "two"], "one\ntwo", True),
        (["...", "two"], "two\none", False),
        (["one ... three"], "one and two and three", True),
        (["one ... three"], "one\nthree", False),
        ([], "", True),
        ([], "one", False),
        (["done after 5.5 s"], "done after 13.0 s", True),
        (["lake  done  8.4"], "lake  done  10.1", True),
        (["17 create"], "18 create", False),
        (["a.c"], "abc", False),
    ],
)
def test_what_is_printed_is_compared_with_what_is_shown(shown: list[str], printed: str, alike: bool) -> None:
    assert is_as_shown(shown, printed) is alike
