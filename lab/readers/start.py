"""A reader as a program: `python -I start.py READER FILES SCRATCH OUT [JAR ...]`; `write` writes the files.

Writes its version and outcomes to OUT, as JSON. The checkout comes last on sys.path, so that nothing of it
stands in for a package.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parents[2]))

from lab.readers.rounds import Read, run
from lab.trials.every import trials_of
from lab.trials.model import Trial

JSON_SERDE = "JS"  # needs a jar that Spark does not bring


def main(words: Sequence[str]) -> None:
    """Run the trials of one reader."""
    reader, files, scratch, out = words[0], *map(Path, words[1:4])
    if reader == "write":
        from lab.files.write import write_files

        write_files(files)
        return
    version, read = opened(reader, files, scratch, [Path(word) for word in words[4:]])
    tried = [each for each in trials_of(reader) if possible(each, reader, bool(words[4:]))]
    out.write_text(json.dumps({"version": version, "outcomes": run(tried, read)}), encoding="utf-8")


def possible(trial: Trial, reader: str, jars: bool) -> bool:
    """Whether the reader has what the trial needs."""
    return jars or trial.mode != JSON_SERDE or reader in ("duckdb", "pyarrow")


def opened(reader: str, files: Path, scratch: Path, jars: Sequence[Path]) -> tuple[str, Read]:
    """A reader's version, and what reads; each loads its own packages alone."""
    if reader == "duckdb":
        from lab.readers import duck

        return duck.VERSION, duck.reader(files)
    if reader == "pyarrow":
        from lab.readers import arrow_dataset

        return arrow_dataset.VERSION, arrow_dataset.reader(files)
    from lab.readers import spark

    session: Any = spark.Spark(files, scratch, jars, hive=reader == "hive")
    return spark.VERSION, session.read


if __name__ == "__main__":
    main(sys.argv[1:])
