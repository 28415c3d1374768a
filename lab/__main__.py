"""`make lab`: old files under changed schemas, read by DuckDB, pyarrow, Spark and Hive's readers.

Prints what differs from the record (lab/results.json) and from the verdict table's tried cells. Exit status:
0 all holds, 1 something differs, 2 something is missing here (Java 17 for Spark: the rest runs all the
same) or failed, 130 interrupted. `--record` writes the record and docs/lab.md.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from catalog.engine.jobs import SetupError, run_jobs
from lab import java, page, record, runs
from lab.environments import BUILT, FILES, SPARKS, plan
from lab.record import Results


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the lab."""
    args = _parser().parse_args(arguments)
    try:
        return _run(args)
    except SetupError as problem:
        print(f"lab: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("lab: interrupted; nothing was recorded", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lab", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--record", action="store_true", help="write lab/results.json and docs/lab.md")
    parser.add_argument(
        "--reader", action="append", choices=[*runs.READERS], help="only this one; may be given several times"
    )
    return parser


def _run(args: argparse.Namespace) -> int:
    wanted = args.reader or [*runs.READERS]
    lacking = _lacking(wanted)
    readers = [each for each in wanted if not lacking or each not in runs.NEED_JAVA]
    environments = [each for each in (FILES, *SPARKS) if each in {FILES, *map(runs.READERS.get, readers)}]
    run_jobs([job for job in (plan(each, os.environ) for each in environments) if job], say=runs.say)
    jar = java.json_serde(BUILT / "jars", os.environ) if {*readers} & {*runs.NEED_JAVA} else None
    if jar is None and {*readers} & {*runs.NEED_JAVA}:
        print(f"lab: JSON tables are left out of Spark: {java.ARTIFACT} can't be had (it needs Maven: mvn)")
    found = runs.run(readers, [jar] if jar else [], os.environ)
    results = Results(
        datetime.now(UTC).date().isoformat(),
        {each: answer["version"] for each, answer in found.items()},
        {each: answer["outcomes"] for each, answer in found.items()},
    )
    wrong = _report(results)
    complete = not lacking and jar is not None and not args.reader
    if args.record:
        _record(results, complete)
    return 2 if lacking or (args.record and not complete) else int(wrong)


def _lacking(wanted: Sequence[str]) -> str:
    lacking = java.missing(os.environ) if {*wanted} & {*runs.NEED_JAVA} else ""
    if lacking:
        print(f"lab: {lacking}", file=sys.stderr)
    return lacking


def _report(results: Results) -> bool:
    """Print what was seen; whether anything differs from what is written."""
    from lab.verdict_cells import deviations

    for reader in results.outcomes:
        counted = Counter(word for name, _, _, word, _ in results.lines() if name == reader)
        words = ", ".join(f"{counted[word]} {word}" for word in page.WORDS)
        print(f"{page.READERS[reader]} {results.versions[reader]}: {sum(counted.values())} trials: {words}")
    lines = [*record.differences(record.read(), results), *deviations(results)]
    for line in lines:
        print(f"  {line}")
    print(
        f"lab: {len(lines)} differ from the record or the verdict table" if lines else "lab: all as recorded"
    )
    return bool(lines)


def _record(results: Results, complete: bool) -> None:
    if not complete:
        print("lab: not recorded: a record is of all readers", file=sys.stderr)
        return
    record.write(results)
    page.main()
    print(f"lab: recorded in {os.path.relpath(record.FILE)} and {os.path.relpath(page.PAGE)}")


if __name__ == "__main__":
    sys.exit(main())
