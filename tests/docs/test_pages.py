"""README and docs/: every block is run or says why not, links lead somewhere, and each page has its form."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from catalog.cli.frame.overview import ROWS, USAGE
from catalog.cli.frame.registry import parser_of
from catalog.language.specs import yaml_text
from catalog.language.stacks.settings import read_settings
from catalog.repository import record
from catalog.repository.answers import Answers
from catalog.repository.files import repository_files
from catalog.repository.requirement import NAME, WHEELS, of_wheel
from tests.support import pages
from tests.support.pages import FILE, NOT_RUN, STATUS, Block, anchors, blocks, commands, links, text_of
from tests.support.project import ROOT
from tools.pages.__main__ import PAGES as GENERATED

PAGES = pages.pages()
BLOCKS = [block for page in PAGES for block in blocks(page)]
LANGUAGES = {
    "console": "run, or marked as not run",
    "diff": "the edit of a story",
    "yaml": "parsed, and held to its schema",
    "json": "parsed",
    "python": "run by a story or by tests/e2e/test_pages.py",
    "mermaid": "the picture of README",
    "text": "neither commands nor code",
}
OTHER_PROGRAMS = {"datasphere", "cd", "git", "export"}
INSTALLERS = {"pipx": ["pipx", "install"], "uv": ["uv", "tool", "install"], "pip": ["pip", "install"]}
README_WORDS = 1200


def of(*languages: str) -> list[Any]:
    """The blocks of these languages, as parameters."""
    return [pytest.param(block, id=block.place) for block in BLOCKS if block.language in languages]


def test_every_block_has_a_language_that_a_test_knows() -> None:
    assert [b.place for b in BLOCKS if b.language not in LANGUAGES] == []


def test_every_mark_of_a_block_is_one_that_is_read() -> None:
    marks = (NOT_RUN, FILE, STATUS)
    assert [b.place for b in BLOCKS if b.mark and not b.mark.startswith((*marks, "story: "))] == []


def test_commands_and_edits_are_of_a_story_or_say_why_they_are_not_run() -> None:
    stories = {page for page in PAGES if pages.story_of(text_of(page))}
    lost = [b.place for b in BLOCKS if b.language in ("console", "diff") and b.page not in stories]
    assert [b.place for b in BLOCKS if b.place in lost and not b.not_run] == []


@pytest.mark.parametrize("block", of("console"))
def test_a_console_block_is_commands_with_what_they_print(block: Block) -> None:
    assert commands(block)


@pytest.mark.parametrize("block", [pytest.param(b, id=f"{b.place} {b.not_run}") for b in pages.not_run()])
def test_what_can_t_run_here_is_at_least_known_to_its_parser(block: Block) -> None:
    assert len(block.not_run) > 10, "say why"
    for command in commands(block):
        words = pages.words(command)
        for inner in re.findall(r"\$\((catalog [^)]*)\)", command.typed):
            understood(inner.split())
        if words[0] not in ("eval", "pulumi"):  # tests/e2e/test_pages.py asks the engine about its own
            understood(words)


def understood(words: list[str]) -> None:
    """Fails for a command that is not one of ours, or takes no such arguments."""
    if "&&" in words:
        understood(words[: words.index("&&")])
        return understood(words[words.index("&&") + 1 :])
    if words == ["catalog", "--version"]:
        assert "--version" in USAGE
    elif words[0] == "catalog":
        parser_of(words[1:2]).parse_args(words[1:])
    elif words[0] == "make":
        assert re.search(rf"(?m)^{words[1]}:", (ROOT / "Makefile").read_text()), words
    elif words[0] in INSTALLERS:
        assert words == [*INSTALLERS[words[0]], NAME], words
    else:
        assert words[0] in OTHER_PROGRAMS, words
    return None


def test_commands_in_a_sentence_are_commands_with_their_options() -> None:
    wrong = []
    for page in PAGES:
        if page == "docs/commands.md":
            continue
        for typed in re.findall(r"`catalog ([a-z]+[^`\n]*)`", pages.prose(text_of(page))):
            name, *words = typed.split()
            if name not in ROWS:
                wrong.append(f"{page}: catalog {typed}")
                continue
            known = parser_of([name]).format_help() + json.dumps(options_of(name))
            options = [word.partition("=")[0] for word in words if word.startswith("--")]
            wrong += [f"{page}: catalog {typed}" for option in options if option not in known]
    assert wrong == []


def options_of(name: str) -> list[str]:
    """The options of a command and of the words that it takes."""
    found: list[str] = []
    waiting = [parser_of([name])]
    while waiting:
        for action in waiting.pop()._actions:
            found += action.option_strings
            if isinstance(action.choices, dict):
                waiting += action.choices.values()
    return found


SCHEMAS = {
    **dict.fromkeys(("Catalog", "Database", "Table"), ROOT / "catalog" / "schemas"),
    **dict.fromkeys(("Rules", "Context"), ROOT / "mapping" / "schemas"),
}


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of a kind of file."""
    schema: dict[str, Any] = json.loads((SCHEMAS[kind] / f"{kind.lower()}.schema.json").read_text("utf-8"))
    return schema


@pytest.mark.parametrize("block", of("yaml"))
def test_yaml_is_what_its_schema_takes(block: Block, tmp_path: Path) -> None:
    value = yaml_text.parse(block.text, block.place)
    if isinstance(value, dict) and "config" in value:
        (tmp_path / "Pulumi.page.yaml").write_text(block.text)
        assert read_settings(tmp_path, "page").stack == "page"
        return
    if isinstance(value, list):
        value = {"columns": value}
    kind = value.get("kind", "Table")
    schema = schema_of(kind)
    if "kind" not in value:  # a part of a table
        schema = {"properties": schema["properties"], "additionalProperties": False, "$defs": schema["$defs"]}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(value)] == []


@pytest.mark.parametrize("block", of("json"))
def test_json_can_be_parsed(block: Block) -> None:
    assert json.loads(block.text)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    assert [link for link in links(text_of(page)) if dead(page, link)] == []


def dead(page: str, link: str) -> bool:
    """Whether a link leads nowhere: to no file, to no heading of its page, or to another place than https."""
    if re.match(r"[a-z]+:", link):
        return not re.fullmatch(r"https://[\w.-]+(/\S*)?", link)
    path, _, anchor = link.partition("#")
    target = (ROOT / page).parent / path if path else ROOT / page
    if not target.exists() or not target.resolve().is_relative_to(ROOT):
        return True
    return bool(anchor) and anchor not in anchors(target.read_text("utf-8"))


@pytest.mark.parametrize(
    ("link", "is_dead"),
    [
        ("start.md", False),
        ("start.md#check", False),
        ("../SECURITY.md", False),
        ("https://github.com/getmoto/moto", False),
        ("begin.md", True),
        ("start.md#the-end", True),
        ("http://example.com", True),
        ("../../elsewhere.md", True),
    ],
)
def test_a_dead_link_is_seen(link: str, is_dead: bool) -> None:
    assert dead("docs/index.md", link) is is_dead


DOCS = [page for page in PAGES if page.startswith("docs/")]


@pytest.mark.parametrize("page", DOCS)
def test_a_page_begins_with_what_its_reader_gets(page: str) -> None:
    first, second = [part for part in pages.prose(text_of(page)).split("\n\n") if part.strip()][:2]
    assert re.fullmatch(r"\n*# .+", first.strip("\n"))
    assert second.strip().startswith("You get ")


def test_the_table_of_start_names_all_that_init_makes_and_nothing_else() -> None:
    table = text_of("docs/start.md").partition("| file | what it is |")[2].partition("\n\n")[0]
    named = re.findall(r"`([^`]+)`", " ".join(row.split(" | ")[0] for row in table.splitlines()[2:]))
    wheel = of_wheel("datasphere_glue_catalog-0.1.0-py3-none-any.whl")
    answers = Answers("demo", wheel, example=True)
    made = [*repository_files(answers), record.FILE, f"{WHEELS}/{wheel.wheel}"]
    assert [file for file in made if not any(is_in(file, name) for name in named)] == []
    assert [name for name in named if not any(is_in(file, name) for file in made)] == []


def is_in(file: str, name: str) -> bool:
    """Whether a file is the named one, or in the folder `NAME/`."""
    return file == name or (name.endswith("/") and file.startswith(name))


def test_every_page_is_in_the_site_s_navigation() -> None:
    class Loader(yaml.SafeLoader):
        """The file without what only MkDocs knows."""

    listed = re.findall(r"[\w-]+\.md", yaml.dump(yaml.load((ROOT / "mkdocs.yml").read_text(), Loader)["nav"]))
    assert sorted(listed) == sorted(page.removeprefix("docs/") for page in DOCS)


def test_readme_can_be_read_at_one_sitting() -> None:
    assert len(text_of("README.md").split()) <= README_WORDS


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_what_the_code_says(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == GENERATED[name](), "run make docs"
