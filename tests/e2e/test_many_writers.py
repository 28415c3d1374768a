"""Two stacks and three other writers at once: no update is lost, and each conflict is told."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.engine import Engine, glue, tables
from tests.support.other_writers import writable
from tests.support.sizes import SEED
from tests.support.specs import DATABASE, table, write_project, write_yaml

TABLES = 6  # of each stack
STACKS = ("sales", "returns")
PAUSE = 0.01  # seconds between two of its writes
LEAST = 2  # changes that a stack makes, however slow the machine is
FASTER = "was not updated: another writer changed it"  # what a run says that never got its turn
CONFLICT = "another writer changed what this run changes, too: description"
EACH = 5  # of its writes the first writer changes a declared member as well
Structure = dict[str, Any]


def parameters(given: Structure) -> Structure:
    """The table's, where Spark keeps its own."""
    return given.setdefault("Parameters", {})  # type: ignore[no-any-return]


def column(given: Structure) -> Structure:
    """Those of a column, where Iceberg's engine has field numbers."""
    return given["StorageDescriptor"]["Columns"][0].setdefault("Parameters", {})  # type: ignore[no-any-return]


def serde(given: Structure) -> Structure:
    """Those of the SerDe, where crawlers note how they read a file."""
    return given["StorageDescriptor"]["SerdeInfo"].setdefault("Parameters", {})  # type: ignore[no-any-return]


class Writer:
    """One of the others: reads a table, counts up in a place of its own and writes that version back."""

    def __init__(self, endpoint: str, place: Callable[[Structure], Structure]) -> None:
        self.place, self.key = place, f"theirs.{place.__name__}"
        self.wrote: dict[str, str] = {}  # by table: what it wrote last
        self.count = 0
        self.described: dict[str, str] = {}  # by table: the description it wrote last, of its own
        self.written_over: set[str] = set()  # such descriptions that a run replaced
        self._client: Any = glue(endpoint)

    def write_until(self, done: threading.Event) -> None:
        draw = random.Random(f"{SEED} {self.key}")
        while not done.wait(PAUSE):
            self._write(f"{draw.choice(STACKS)}_local", f"t{draw.randrange(TABLES)}")

    def _write(self, database: str, name: str) -> None:
        try:
            live = self._client.get_table(DatabaseName=database, Name=name)["Table"]
            changed = writable(live)
            value = str(self.count + 1)
            self.place(changed)[self.key] = value
            if described := self.place is parameters and not int(value) % EACH:
                changed["Description"] = f"theirs {value} of {database}.{name}"
            self._client.update_table(
                DatabaseName=database, TableInput=changed, VersionId=live["VersionId"], SkipArchive=True
            )
        except self._client.exceptions.ConcurrentModificationException:
            return  # it reads again, as a writer should
        self.count += 1
        self.wrote[f"{database}.{name}"] = value
        self.look(f"{database}.{name}", live)
        if described:
            self.described[f"{database}.{name}"] = changed["Description"]

    def look(self, title: str, live: Structure) -> None:
        """Notes whether a run replaced the description that this writer gave a table."""
        own = self.described.get(title)
        if own and live.get("Description") != own:
            self.written_over.add(self.described.pop(title))


def project(folder: Path, database: str) -> Path:
    folder.mkdir()
    specs = write_project(folder, {}) / "catalog_specs"
    shutil.rmtree(specs / "sales")
    spec = {**DATABASE, "name": database, "physical_name": f"{database}_${{environment}}"}
    write_yaml(specs / database / "database.yaml", spec)
    return specs


def declare(engine: Engine, database: str, label: str) -> None:
    for number in range(TABLES):
        name = f"t{number}"
        spec = table(database=database, name=name, description=label)
        write_yaml(engine.specs / database / f"{name}.yaml", spec)


def up(engine: Engine, label: str) -> str:
    """Until it succeeds; what the runs printed.

    A run that gives up says which table, and that somebody else writes it; one that is refused names the
    member, and goes on when that may be overwritten.
    """
    printed = ""
    while (done := engine.run("up", "--yes", "--skip-preview")).status:
        printed += done.output
        if CONFLICT in done.output:
            engine.env["CATALOG_OVERWRITE"] = "*.*:description"
        else:
            assert FASTER in done.output, f"{label}: {done.output}"
    engine.env.pop("CATALOG_OVERWRITE", None)
    return printed + done.output


def run_until(engine: Engine, database: str, over: threading.Event) -> tuple[int, str]:
    """Changes every table again and again; the number of the last change, and what the runs printed."""
    number, printed = 0, ""
    while number < LEAST or not over.is_set():
        number += 1
        declare(engine, database, f"change {number}")
        printed += up(engine, f"change {number}")
    return number, printed


@pytest.mark.parametrize("seconds", [10, pytest.param(60, marks=pytest.mark.soak)])
def test_two_stacks_and_three_other_writers_lose_nothing(tmp_path: Path, endpoint: str, seconds: int) -> None:
    engines = {name: Engine(tmp_path / name, project(tmp_path / name, name), endpoint) for name in STACKS}
    for name, engine in engines.items():
        declare(engine, name, "change 0")
        engine.up()
    writers = [Writer(endpoint, place) for place in (parameters, column, serde)]
    over, done = threading.Event(), threading.Event()
    threading.Timer(seconds, over.set).start()
    with ThreadPoolExecutor(len(STACKS) + len(writers)) as pool:
        others = [pool.submit(writer.write_until, done) for writer in writers]
        runs = {name: pool.submit(run_until, engine, name, over) for name, engine in engines.items()}
        try:
            changes = {name: run.result() for name, run in runs.items()}
        finally:
            done.set()
        for other in others:
            other.result()
    assert all(writer.count > TABLES for writer in writers)
    found = tables(glue(endpoint))
    printed = "".join(text for _, text in changes.values())
    for title, live in found.items():
        writers[0].look(title, live)
        ours = f"change {changes[title.partition('_')[0]][0]}"
        assert live["Description"] in (ours, writers[0].described.get(title)), title
        for writer in writers:
            assert writer.place(live).get(writer.key) == writer.wrote.get(title), (title, writer.key)
    assert writers[0].written_over, "no conflict came about"
    for description in writers[0].written_over:
        assert description in printed, f"{description} was written over without a word"
    for engine in engines.values():
        engine.run("up", "--yes", "--refresh", check=True)
        engine.preview("--refresh", "--expect-no-changes")
