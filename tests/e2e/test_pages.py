"""The stories of README and docs/, carried out as they stand there, and what else they show of programs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.engine import OwnProgram, environment, glue
from tests.support.pages import Block, blocks, commands, not_run, pages, story_of, text_of, words
from tests.support.story import story

STORIES = [page for page in pages() if story_of(text_of(page))]
WITH_QUERIES = {"docs/query.md": pytest.mark.sql}


@pytest.mark.parametrize("page", [pytest.param(p, marks=WITH_QUERIES.get(p, ())) for p in STORIES])
def test_every_block_of_a_page_does_what_the_page_says(page: str, tmp_path: Path) -> None:
    with story(tmp_path, story_of(text_of(page))) as told:
        for block in blocks(page):
            assert told.tell(block) == []


def test_the_partition_set_of_the_page_is_a_whole_program(tmp_path: Path, endpoint: str) -> None:
    (code,) = [b.text for b in blocks("docs/partitions.md") if b.language == "python"]
    program = OwnProgram(tmp_path, endpoint)
    program.write(code)
    program.up()
    found = glue(endpoint).get_paginator("get_partitions").paginate(DatabaseName="sales", TableName="orders")
    assert sum(len(part["Partitions"]) for part in found) == 91 * 35
    program.preview("--refresh", "--expect-no-changes")


PULUMI = [
    pytest.param(block, typed, id=f"{block.place} {typed[1]}")
    for block in not_run()
    for command in commands(block)
    if (typed := words(command))[0] == "pulumi"
]


@pytest.mark.parametrize(("block", "typed"), PULUMI)
def test_the_engine_knows_the_words_of_what_can_t_run_here(
    block: Block, typed: list[str], tmp_path: Path, endpoint: str
) -> None:
    options = {word.partition("=")[0] for word in typed if word.startswith("--")}
    subcommand = typed[1:3] if typed[1] == "stack" else typed[1:2]
    env = environment(tmp_path, endpoint)

    def told_of(*names: str) -> str:
        asked = ["pulumi", *names, "--help"]
        return subprocess.run(asked, env=env, capture_output=True, text=True, check=True).stdout

    told = told_of(*subcommand)
    assert told != told_of(*subcommand[:-1]), f"{block.place}: what it says of a word that it doesn't know"
    assert {option for option in options if option not in told} == set(), block.place
