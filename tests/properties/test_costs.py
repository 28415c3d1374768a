"""No input costs more than its size: four times of it takes about four times as long, never sixteen times.

Both sizes are timed in one run, by the processor time of this process, each the best of some; what is
asserted is a ratio with room for a machine that is busy with something else.
"""

from __future__ import annotations

import io
import json
import time
import tracemalloc
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from catalog.cli.main import main
from catalog.language.glue.names import nearest
from catalog.language.glue.types import parse, render
from catalog.language.lint.syntax import One, Repeat, Row, automaton_of
from mapping.rules.patterns import Names
from tests.support.exports import STRING, entity, export
from tests.support.specs import STACK, TABLE, table, write_project

TIMES = 4  # so much more of the input
ROOM = 2.5  # beyond that factor; quadratic growth would be 16
ROUNDS = 3
_A = One(((97, 97),))
_NESTED = Row((Repeat(Repeat(Row((_A, Repeat(_A, 0, 1))), 1, None), 1, None), One(((98, 98),))))  # ((aa?)+)+b
Run = Callable[[], object]
Made = Callable[[int, Path], Run]  # what is timed, for a size; a folder to write to


def stars(size: int, folder: Path) -> Run:
    """A pattern of many stars and a name that almost fits."""
    pattern, name = "*a" * 12 + "b", "a" * size
    return lambda: [Names((f"{pattern}{n}",)).match(name) for n in range(20)]


def many_patterns(size: int, folder: Path) -> Run:
    """A name that fits none of many patterns."""
    name, found = "sales_x", Names(tuple(f"{n}_*" for n in range(size)))
    return lambda: [found.match(name) for _ in range(20)]


def long_name(size: int, folder: Path) -> Run:
    """An entity with an endless name."""
    return imported({"N" * size: entity()}, folder)


def long_label(size: int, folder: Path) -> Run:
    """An element with an endless label."""
    return imported({"T": entity({"id": {**STRING, "@EndUserText.label": "L" * size}})}, folder)


def many_elements(size: int, folder: Path) -> Run:
    """An entity whose elements all are findings."""
    return imported({"T": entity({f"e{n}": {"type": "cds.hana.ST_POINT"} for n in range(size)})}, folder)


def nested_export(size: int, folder: Path) -> Run:
    """JSON in JSON in JSON."""
    return imported({}, folder, '{"definitions":' + "[" * size + "]" * size + "}")


def nested_type(size: int, folder: Path) -> Run:
    """A type within a type."""
    text = "array<" * size + "int" + ">" * size
    return lambda: render(parse(text))


def wide_struct(size: int, folder: Path) -> Run:
    """A type of many fields."""
    text = f"struct<{','.join(f'f{n}:decimal(10,2)' for n in range(size))}>"
    return lambda: render(parse(text))


def suggestions(size: int, folder: Path) -> Run:
    """A misspelt name among many."""
    known = [f"column_number_{n}" for n in range(size)]
    return lambda: nearest("colunm_number_1", known)


def many_findings(size: int, folder: Path) -> Run:
    """A spec in which each column is wrong."""
    columns = [{"name": f"c{n}", "type": "no type", "lable": "x"} for n in range(size)]
    return checked(folder, columns=columns)


def repeated_columns(size: int, folder: Path) -> Run:
    """A spec with one column many times."""
    return checked(folder, columns=[{"name": "c", "type": "int"} for _ in range(size)])


def many_overrides(size: int, folder: Path) -> Run:
    """A location for each partition."""
    block = {
        **TABLE["partitions"],
        "values": {"dt": ["2026-01-01"], "contributor": [f"c{n}" for n in range(size)]},
        "overrides": [{"where": {"contributor": f"c{n}"}, "location": f"s3://b/{n}/"} for n in range(size)],
    }
    return checked(folder, partitions=block)


def lint_patterns(size: int, folder: Path) -> Run:
    """A regular expression that ends in no time or in no end, and names that almost fit."""
    text = "a" * size
    return lambda: [automaton_of(_NESTED).fits(text + "!" * n) for n in range(5)]


def lint_rules(size: int, folder: Path) -> Run:
    """A spec whose columns all break rules."""
    columns = [{"name": f"c{n}", "type": f"decimal({n % 38 + 1},0)"} for n in range(size)]
    rules = {
        f"r{n}": {"of": "columns", "require": ["label"], "match": {"name": f"(c{n}|d)+"}} for n in range(10)
    }
    return checked(folder, columns=columns, lint={"rules": rules})


def imported(definitions: dict[str, object], folder: Path, text: str = "") -> Run:
    """`catalog import` of an export into an empty folder, written nowhere."""
    file = folder / "export.json"
    file.write_text(text or json.dumps(export(definitions)))
    words = ["import", str(file), "--space", "S", "--specs", str(folder / "specs"), "--dry-run"]
    return lambda: quietly(words)


def checked(folder: Path, **changed: object) -> Run:
    """`catalog check` of a project with one table."""
    write_project(folder, {"orders": table(**changed)}, stack=STACK)
    words = ["check", "--specs", str(folder / "catalog_specs")]
    return lambda: quietly(words)


def quietly(words: list[str]) -> int:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return main(words)


CASES: dict[str, tuple[Made, int]] = {
    made.__name__: (made, size)
    for made, size in [
        (stars, 2_000), (many_patterns, 500), (long_name, 200_000), (long_label, 500_000),
        (many_elements, 1_000), (nested_export, 200), (nested_type, 2_000), (wide_struct, 1_000),
        (suggestions, 5_000), (many_findings, 500), (repeated_columns, 500), (many_overrides, 60),
        (lint_patterns, 20_000), (lint_rules, 500),
    ]
}  # fmt: skip


def seconds(run: Run) -> float:
    """Processor time of the best of some rounds."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        took.append(time.process_time() - began)
    return min(took)


def peak(run: Run) -> int:
    """Bytes that were held at once."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("case", CASES)
def test_four_times_the_input_costs_about_four_times_as_much(case: str, tmp_path: Path) -> None:
    made, size = CASES[case]
    runs = []
    for n in (size, TIMES * size):
        (tmp_path / str(n)).mkdir()
        runs.append(made(n, tmp_path / str(n)))
    runs[0]()  # what is loaded with the first run is no cost of the input
    small, large = map(seconds, runs)
    assert large < TIMES * ROOM * max(small, 0.01), f"{small:.3f} s, then {large:.3f} s"


def test_a_name_of_twenty_million_letters_takes_no_gigabytes(tmp_path: Path) -> None:
    run = long_name(20_000_000, tmp_path)
    assert peak(run) < 15 * 20_000_000
