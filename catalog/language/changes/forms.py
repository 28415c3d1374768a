"""The lines that the plugin writes to the engine's log about objects: how each is worded, and what it means.

The engine relays nothing else of a plugin's, so who shows a run (`catalog apply`) reads these lines again.
Both sides take them from here. Lines about single properties are those of the change values. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache

from .change import MAY_LOSE
from .model import DATABASE_FIELDS, SERDE_FIELDS, STORAGE_FIELDS, TABLE_FIELDS


class Impact(IntEnum):
    """What a change does to an object in Glue, what loses most first."""

    REPLACE = 0  # removed and made anew
    DELETE = 1
    DROP = 2  # a column, or a partition key
    NARROW = 3  # a type that may not hold every value
    OVERWRITE = 4  # of what another writer wrote
    CHANGE = 5
    CREATE = 6
    NOTE = 7  # changes nothing, or says how
    DETAIL = 8  # of what another line says in sum
    PROGRESS = 9  # of no interest afterwards
    KEPT = 10  # taken out of the stack's state, left in Glue


@dataclass(frozen=True)
class Form:
    """A line: its words, `{}` for what differs from line to line, and what it means."""

    words: str
    impact: Impact

    def text(self, *values: object) -> str:
        """The line with its values."""
        return self.words.format(*values)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the line is known by."""
        return re.compile("(.*)".join(map(re.escape, self.words.split("{}"))))


ADOPTED = Form("took up existing {} (made by an earlier run of this stack)", Impact.NOTE)
WITHOUT_CONTEXT = Form("{} stays in Glue, without the context of this stack", Impact.KEPT)
KEPT = Form("kept in Glue: it is {} now", Impact.KEPT)
UNPROTECT = Form(
    "may go, but is protected: pulumi state unprotect '{}'", Impact.NOTE
)  # of the program's gate
KEPT_BY_SET = Form("kept in Glue: the PartitionSet {} holds it now", Impact.KEPT)
OVERWRITTEN = Form("another writer changed {}: {}; the program's is written", Impact.OVERWRITE)
FASTER_WRITER = Form("another writer was faster at {}: read again, merged", Impact.NOTE)
TABLE_REPLACED = Form(
    "the number of partition keys changes: the table is removed with {}, and made anew with the partitions "
    "and indexes that are declared; files stay, partitions of others don't",
    Impact.CHANGE,
)
PARTITIONS_LAG = Form("{} left with the old {}: {}", Impact.NOTE)
INDEXES_REBUILT = Form(
    "partition indexes over changed keys are removed and built anew, the table stays as it is", Impact.CHANGE
)
INDEX_REBUILT = Form("~ index {}, removed and built anew, the table stays as it is", Impact.CHANGE)
INDEX_UNFINISHED = Form("~ index {} is {}: {}, the table stays as it is", Impact.CHANGE)
INDEX_FAILED = Form("{} is {}: removed, built anew", Impact.NOTE)
INDEX_OF_OTHER_KEYS = Form("{} was over {}: removed, {}", Impact.NOTE)
INDEX_IN_THE_WAY = Form("partition index {} is in the way of the new keys: removed", Impact.NOTE)
INDEX_PUT_BACK = Form("partition index {} is built again: the keys did not change", Impact.NOTE)
WAITING = Form("waiting for {} since {} s, at most {} s", Impact.PROGRESS)
EARLIER_PARTITIONS = Form(
    "{} holds partitions of an earlier run of this stack: a set of partitions takes up those that it "
    "declares and removes the others. Without one they stay; a spec removes them by partitions.values: []",
    Impact.NOTE,
)
PARTITIONS_LEFT_OVER = Form(  # they are counted by the set's own line, too
    "{} of an earlier run of this stack, not declared any more: to be removed", Impact.NOTE
)
PARTITIONS_THERE = Form("{} there already: {}", Impact.NOTE)
PARTITIONS_UNSTAMPED = Form("{} without this stack's stamp: left in Glue", Impact.NOTE)
PARTITIONS_RELEASED = Form("{} made by others, not declared any more: left in Glue", Impact.NOTE)
PARTITIONS_SEEN = {  # by a refresh; what it leads to is in the set's own line
    what: Form(f"{{}} {what}", Impact.NOTE)
    for what in (
        "missing",
        "changed",
        "not where declared: moved by another writer, kept there",
        "declared, but made by others: left as they are",
        "left over, to be removed",
        "of others, to be removed",
        "of others, kept",
    )
}
FORMS = (
    *(ADOPTED, WITHOUT_CONTEXT, KEPT, KEPT_BY_SET, OVERWRITTEN, FASTER_WRITER, TABLE_REPLACED),
    *(INDEXES_REBUILT, INDEX_REBUILT, INDEX_UNFINISHED, INDEX_FAILED, INDEX_OF_OTHER_KEYS),
    *(INDEX_IN_THE_WAY, INDEX_PUT_BACK, WAITING, EARLIER_PARTITIONS, PARTITIONS_LEFT_OVER),
    *(PARTITIONS_THERE, PARTITIONS_UNSTAMPED, PARTITIONS_RELEASED, *PARTITIONS_SEEN.values()),
    *(PARTITIONS_LAG, UNPROTECT),
)

COUNTED = r"[\d,]+ partitions?\b.*?"
SET = re.compile(rf"(\+ (?:0|{COUNTED})), (- (?:0|{COUNTED})), (~ .*)")
_COLUMN = "(?:column|partition key)"
_FIELDS = (*DATABASE_FIELDS, *TABLE_FIELDS, *STORAGE_FIELDS, *SERDE_FIELDS)
_WORDS = sorted({word for _, word in _FIELDS} | {"SerDe parameter", "storage parameter", "parameter"})
PROPERTIES = (  # the lines of change values; the first that fits counts
    (re.compile(rf"- {_COLUMN} .* parameter [^:]+(?:: ['\"].*)?"), Impact.CHANGE),
    (re.compile(rf"- {_COLUMN} .*"), Impact.DROP),
    (re.compile(rf"~ {_COLUMN} .*{re.escape(MAY_LOSE)}"), Impact.NARROW),
    (re.compile(rf"[+~] {_COLUMN} .*"), Impact.CHANGE),
    (re.compile(r"~ primary key: .* -> .*"), Impact.CHANGE),
    (re.compile(rf"[+~-] (?:{'|'.join(map(re.escape, _WORDS))})(?:[: ].*)"), Impact.CHANGE),
)
PARTITION = re.compile(r"[+~-] [^=]+=.*")  # one of few, after the line of its set


@lru_cache(maxsize=4096)
def impact_of(line: str) -> Impact | None:
    """What a line of the plugin means; None for one that it does not write.

    Nothing that a spec or Glue holds can make a dropped column read as less: its line begins with the word.
    """
    if found := SET.fullmatch(line):
        return Impact.CHANGE if found[2] == "- 0" else Impact.DELETE
    for pattern, impact in PROPERTIES:
        if pattern.fullmatch(line):
            return impact
    for form in FORMS:
        if form.pattern.fullmatch(line):
            return form.impact
    return Impact.DETAIL if PARTITION.fullmatch(line) else None


def of_a_set(line: str) -> tuple[str, str]:
    """Of a set of partitions' own line what is removed, and the rest; each '' where it is nothing.

    `- 31 partitions dt=2026-01-01..2026-01-31` and `+ 1 partition dt=2026-02-01, ~ 12 locations`.
    """
    found = SET.fullmatch(line)
    if found is None:
        return "", line
    added, removed, changed = (part if part[2:] != "0" else "" for part in found.groups())
    return removed, ", ".join(filter(None, (added, changed)))
