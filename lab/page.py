"""docs/lab.md, written from the record: `python -m lab.page`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lab.environments import ROOT
from lab.record import Results, read
from lab.trials.model import FORMATS

PAGE = ROOT / "docs" / "lab.md"
TITLES = {
    "PN": "Parquet, columns by name",
    "PI": "Parquet, columns by position",
    "ON": "ORC, columns by name",
    "OI": "ORC, columns by position",
    "TX": "CSV",
    "JS": "JSON",
    "AV": "Avro",
}
READERS = {
    "spark-3.5": "Spark 3.5",
    "spark-4.0": "Spark 4.0",
    "hive": "Hive",
    "duckdb": "DuckDB",
    "pyarrow": "pyarrow",
}
WORDS = {"same": "same", "null": "NULL", "error": "**error**", "other": "**other value**"}
FULL = {**READERS, "spark-3.5": "Spark", "spark-4.0": "Spark", "hive": "Hive's readers of Spark"}
HEAD = """# What engines read in old files

You get what each engine made of old files after their table's columns were changed: files were written,
the columns changed, the files read again. Each line of a table is a change, each column a reader;
below stands what was seen, value by value. Whether a change breaks readers is decided in
the [verdict table](changes.md):
what is marked *tried* there rests on a line here.

- same: every old value is the same under the new columns.
- NULL: an old value is NULL now, without an error. Of an added column or field that is right.
- **error**: the query fails.
- **other value**: an old value is another one now, without an error; so is one that lost digits.

Of several old values the worst counts: for `bigint -> int` one fits and one does not. A dash: not tried.

Spark reads external tables in a Hive metastore, which say what a Glue table says: Parquet and ORC by readers
of its own, the rest by Hive's SerDes (LazySimpleSerDe, HCatalog's JsonSerDe, AvroSerDe). *Hive* is Hive's own
readers of Parquet and ORC, run by Spark 3.5. DuckDB reads a list of Parquet files of which the first, an
empty one, has the new columns; text by the columns that it is told. pyarrow reads a data set with the new
columns as its schema.
"""


def page(results: Results) -> str:
    """The page."""
    named = [f"{FULL[name]} {results.versions[name]}" for name in READERS if name in results.versions]
    parts = [HEAD, f"Run on {results.day} with {_listed(named)}. `make lab` does it again.\n"]
    parts += ["\n".join(_section(mode, results)) for mode in FORMATS]
    return "\n".join(parts)


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if words[1:] else "".join(words)


def _section(mode: str, results: Results) -> Iterator[str]:
    readers = [name for name in READERS if results.outcomes.get(name, {}).get(mode)]
    trials = dict.fromkeys(trial for name in readers for trial in results.outcomes[name][mode])
    yield f"## {TITLES[mode]}\n"
    yield f"| Change | {' | '.join(READERS[name] for name in readers)} |"
    yield "|---" * (len(readers) + 1) + "|"
    for trial in trials:
        words = [results.word(name, mode, trial) for name in readers]
        yield f"| {_cell(trial)} | {' | '.join(WORDS[word] if word else '-' for word in words)} |"
    yield from _told(mode, readers, list(trials), results)


def _told(mode: str, readers: Sequence[str], trials: Sequence[str], results: Results) -> Iterator[str]:
    """What was seen, folded away; readers that saw the same are named together."""
    yield f'\n??? note "What was seen in {TITLES[mode]}"\n'
    for trial in trials:
        seen: dict[str, list[str]] = {}
        for name in readers:
            if told := results.outcomes[name][mode].get(trial, {}).get("told"):
                seen.setdefault(told, []).append(READERS[name])
        for told, names in seen.items():
            yield f"    - {_cell(trial)}, {', '.join(names)}: {_code(told)}"
    yield ""


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`"


def _cell(text: str) -> str:
    """A change's name in Markdown: types hold < and >."""
    return _code(text) if any(sign in text for sign in "<>\\_") else text


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(read()), encoding="utf-8")


if __name__ == "__main__":
    main()
