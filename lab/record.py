"""The record of the last run that was kept: lab/results.json, sorted, an outcome a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.environments import HERE

FILE = HERE / "results.json"
Outcomes = Mapping[str, Mapping[str, Mapping[str, str]]]  # by mode and trial: `word` and `told`


@dataclass(frozen=True)
class Results:
    """Outcomes by reader, with each reader's version and the day of the run (ISO 8601)."""

    day: str
    versions: Mapping[str, str]
    outcomes: Mapping[str, Outcomes]

    def word(self, reader: str, mode: str, trial: str) -> str | None:
        """What came out; None where it was not tried."""
        return self.outcomes.get(reader, {}).get(mode, {}).get(trial, {}).get("word")

    def lines(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Reader, mode, trial, word and what was told, sorted."""
        for reader, modes in sorted(self.outcomes.items()):
            for mode, trials in sorted(modes.items()):
                for trial, found in sorted(trials.items()):
                    yield reader, mode, trial, found["word"], found.get("told", "")


def read(file: Path = FILE) -> Results:
    """The record; empty where there is none yet."""
    if not file.is_file():
        return Results("", {}, {})
    data: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return Results(data["day"], data["versions"], data["outcomes"])


def write(results: Results, file: Path = FILE) -> None:
    """Write the record."""
    file.write_text(text(results), encoding="utf-8")


def text(results: Results) -> str:
    """The record as it is written: one outcome a line, so that a change shows as what it is."""
    head = {"day": results.day, "versions": dict(sorted(results.versions.items()))}
    readers = ",\n".join(_reader(*each) for each in sorted(results.outcomes.items()))
    return f'{json.dumps(head, indent=1)[:-2]},\n "outcomes": {{\n{readers}\n }}\n}}\n'


def _reader(name: str, modes: Outcomes) -> str:
    return f'  "{name}": {{\n{",".join(_mode(*each) for each in sorted(modes.items()))}\n  }}'.replace(
        "},   ", "},\n   "
    )


def _mode(name: str, trials: Mapping[str, Mapping[str, str]]) -> str:
    lines = ",\n".join(
        f"    {json.dumps(trial)}: {json.dumps({key: value for key, value in found.items() if value})}"
        for trial, found in sorted(trials.items())
    )
    return f'   "{name}": {{\n{lines}\n   }}'


def differences(old: Results, new: Results) -> Iterator[str]:
    """What a reader makes of a trial now where the record says otherwise; of readers that both have."""
    for reader, mode, trial, word, told in new.lines():
        before = old.word(reader, mode, trial)
        if reader in old.outcomes and before != word:
            more = f" ({told})" if told else ""
            yield f"{reader}, {mode}, {trial}: {word}{more}; recorded: {before or 'nothing'}"
