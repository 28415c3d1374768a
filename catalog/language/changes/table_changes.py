"""Changes of a table beside its columns, as values: storage, parameters, context, partitions. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from catalog.language.glue.storage_formats import format_of
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.language.partitions.wording import number_of_partitions, set_text

from .change import Change, Transition, parameter_line, value_line
from .column_changes import changed_keys
from .model import SERDE_FIELDS, SET_FIELDS, STORAGE_FIELDS, TABLE_FIELDS, Index

Owner = Literal["table", "storage", "SerDe", "column"]
PARAMETER_OF = {"table": "parameter", "storage": "storage parameter", "SerDe": "SerDe parameter"}
WORDS = dict((*TABLE_FIELDS, *STORAGE_FIELDS, *SERDE_FIELDS, *SET_FIELDS))


@dataclass(frozen=True, slots=True)
class Form:
    """How files are read: the classes that Glue names."""

    input_format: str = ""
    output_format: str = ""
    library: str = ""

    @property
    def name(self) -> str:
        """`parquet`, `csv`, ..., or the SerDe's class where it is none of those known here."""
        return format_of(self.input_format, self.library) or self.library or self.input_format

    def fields(self) -> tuple[tuple[str, str], ...]:
        """The word for each class, and the class."""
        return (
            ("input format", self.input_format),
            ("output format", self.output_format),
            ("SerDe", self.library),
        )


@dataclass(frozen=True, slots=True)
class ChangeFormat(Transition):
    """Another file format: `csv` to `parquet`."""

    old: Form
    new: Form

    def lines(self) -> tuple[str, ...]:
        """A line a class: `~ SerDe: '...LazySimpleSerDe' -> '...ParquetHiveSerDe'`."""
        return _form_lines(self.old, self.new)


@dataclass(frozen=True, slots=True)
class ChangeSerde(Transition):
    """Another class that reads the same format."""

    old: Form
    new: Form

    def lines(self) -> tuple[str, ...]:
        """`~ SerDe: '...LazySimpleSerDe' -> '...OpenCSVSerde'`."""
        return _form_lines(self.old, self.new)


@dataclass(frozen=True, slots=True)
class ChangeLocation(Transition):
    """Another folder; '' for none."""

    old: str
    new: str

    def lines(self) -> tuple[str, ...]:
        """`~ location: 's3://a/' -> 's3://b/'`."""
        return (value_line("location", self.old, self.new),)


@dataclass(frozen=True, slots=True)
class ChangeParameter(Transition):
    """A parameter that is not our own; None where there is none. `column` names the column that has it."""

    owner: Owner
    name: str
    old: str | None
    new: str | None
    column: str = ""

    def lines(self) -> tuple[str, ...]:
        """`~ SerDe parameter field.delim changed`: its values may be secret."""
        what = PARAMETER_OF.get(self.owner) or f"column {self.column} parameter"
        return (parameter_line(what, self.name, self.old, self.new),)


@dataclass(frozen=True, slots=True)
class ChangeProjection(Transition):
    """Other partition projection: the `projection.*` parameters and the template of folders."""

    old: Mapping[str, str] = field(hash=False)
    new: Mapping[str, str] = field(hash=False)

    def lines(self) -> tuple[str, ...]:
        """A line a parameter."""
        return tuple(
            parameter_line("parameter", name, self.old.get(name), self.new.get(name))
            for name in changed_keys(self.old, self.new)
        )


@dataclass(frozen=True, slots=True)
class ChangeBusinessContext(Transition):
    """What the table means: its description and owner, or one of our own parameters.

    `name` is a property (`description`), or a parameter's key where `parameter` is set; None for none.
    """

    name: str
    old: str | None
    new: str | None
    parameter: bool = False

    def lines(self) -> tuple[str, ...]:
        """`~ description: '' -> 'Orders'`, `~ parameter business.steward: 'a' -> 'b'`."""
        if self.parameter:
            return (parameter_line("parameter", self.name, self.old, self.new),)
        return (value_line(WORDS[self.name], self.old or "", self.new or ""),)


@dataclass(frozen=True, slots=True)
class FieldChange(Transition):
    """Another value of the property `name`; None for none."""

    name: str
    old: Any = field(hash=False)
    new: Any = field(hash=False)

    def lines(self) -> tuple[str, ...]:
        """`~ table type: 'EXTERNAL_TABLE' -> 'VIRTUAL_VIEW'`."""
        return (value_line(WORDS[self.name], self.old or "", self.new or ""),)


@dataclass(frozen=True, slots=True)
class ChangeTableField(FieldChange):
    """Another value of a property of the table (`tableType`, `viewOriginalText`); None for none."""


@dataclass(frozen=True, slots=True)
class ChangeStorage(FieldChange):
    """Another value of a property of the storage descriptor (`bucketColumns`); None for none."""


@dataclass(frozen=True, slots=True)
class ChangeSerdeName(Transition):
    """Another name of the SerDe, which no reader looks at."""

    old: str
    new: str

    def lines(self) -> tuple[str, ...]:
        """`~ SerDe name: 'a' -> 'b'`."""
        return (value_line("SerDe name", self.old, self.new),)


@dataclass(frozen=True, slots=True)
class AddPartitions(Change):
    """Partitions that are declared from now on. `first`: none were declared before, by no set at all."""

    keys: tuple[str, ...]
    rows: TupleSet
    first: bool = False

    def lines(self) -> tuple[str, ...]:
        """`+ 31 partitions dt=2026-01-01..2026-01-31`."""
        return (_partitions_line("+", self.keys, self.rows),)

    def reverse(self) -> Change:
        """They go again."""
        return RemovePartitions(self.keys, self.rows, self.rows, self.first)


@dataclass(frozen=True, slots=True)
class RemovePartitions(Change):
    """Partitions that are no longer declared. `written`: those of them by which what is written shrank; a
    window that moves with `today` shrinks nothing. `last`: no set declares any from now on.
    """

    keys: tuple[str, ...]
    rows: TupleSet
    written: TupleSet
    last: bool = False

    def lines(self) -> tuple[str, ...]:
        """`- 31 partitions dt=2026-01-01..2026-01-31`."""
        return (_partitions_line("-", self.keys, self.rows),)

    def reverse(self) -> Change:
        """They come again."""
        return AddPartitions(self.keys, self.rows, self.last)


@dataclass(frozen=True, slots=True)
class ChangePartitionSet(FieldChange):
    """Another value of a property of the PartitionSet (`locationTemplate`, `overrides`); None for none."""


@dataclass(frozen=True, slots=True)
class AddIndex(Change):
    """A partition index that is declared from now on."""

    index: Index

    def lines(self) -> tuple[str, ...]:
        """`+ index by_day over dt`."""
        return (f"+ index {self.index.name} over {', '.join(self.index.keys)}",)

    def reverse(self) -> Change:
        """It goes again."""
        return DropIndex(self.index)


@dataclass(frozen=True, slots=True)
class DropIndex(Change):
    """A partition index that is no longer declared."""

    index: Index

    def lines(self) -> tuple[str, ...]:
        """`- index by_day over dt`."""
        return (f"- index {self.index.name} over {', '.join(self.index.keys)}",)

    def reverse(self) -> Change:
        """It comes again."""
        return AddIndex(self.index)


def _form_lines(old: Form, new: Form) -> tuple[str, ...]:
    pairs = zip(old.fields(), new.fields(), strict=True)
    return tuple(value_line(word, was, now) for (word, was), (_, now) in pairs if was != now)


def _partitions_line(sign: str, keys: Sequence[str], rows: TupleSet) -> str:
    return f"{sign} {number_of_partitions(rows.count)} {' and '.join(set_text(keys, rows))}"
