"""The findings about objects that several files define: who says what, by FILE:LINE.

They are gathered while definitions are settled and made at the end, so that each file is read for lines once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.language.findings import Path, listed
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.lines import Lines
from mapping.model import Entity
from mapping.unions.definitions import Difference, Placed

SHOWN = 3  # differences in one finding
FILES = 5  # files in one finding
_CHOOSE = "Take one with --prefer FILE, or `prefer:` in catalog_rules.yaml, or leave one of the files out"


Cited = Callable[[Placed], str]  # FILE:LINE


@dataclass(slots=True)
class OverlapFindings:
    """What is to be said of overlaps; `lines` are those of the files."""

    diagnostics: Diagnostics
    lines: Mapping[str, Lines] = field(default_factory=dict)
    _pending: list[tuple[str, Placed, Sequence[Placed], Callable[[Cited], str], str]] = field(
        default_factory=list
    )

    def differ(self, name: str, definitions: Sequence[Placed], differences: Sequence[Difference]) -> None:
        """Definitions contradict each other, and nobody said which to take: an error at the first's."""
        first, others = definitions[0], definitions[1:]

        def message(cited: Cited) -> str:
            found = "; ".join(_difference(each, first, cited, definitions) for each in differences[:SHOWN])
            return f"{name} is defined otherwise in {_files(others, cited)}: {found}{_more(differences)}"

        self._pending.append(("CSN011", first, others, message, _CHOOSE))

    def completed(self, name: str, lacking: Sequence[tuple[Entity, Sequence[str]]]) -> None:
        """Definitions that agree, the first of which says most, became one."""
        first, rest = lacking[0], [each for each in lacking[1:] if each[1] or lacking[0][1]]

        def message(cited: Cited) -> str:
            if first[1]:
                also = _files([each for each, _ in rest], cited)
                adds, all_ = ("adds", "both") if len(rest) == 1 else ("add", "all")
                return f"{name} is also in {also}, which {adds} {_parts(first[1])}: {all_} are taken together"
            less = "; ".join(f"{cited(each)}, without {_parts(lacks)}" for each, lacks in rest[:FILES])
            more = f"; and {len(rest) - FILES:,} more" if len(rest) > FILES else ""
            return f"{name} is also in {less}{more}: the one that says more is taken"

        self._pending.append(("CSN021", first[0], [each for each, _ in rest], message, ""))

    def columns(self, name: str, without: Placed, having: Placed) -> None:
        """A definition without columns has those of another file."""

        def message(cited: Cited) -> str:
            return f"{name} has no columns in {cited(without)}: those of this file are taken"

        self._pending.append(("CSN021", having, [without], message, ""))

    def chosen(
        self, name: str, taken: Placed, others: Sequence[Placed], differences: Sequence[Difference]
    ) -> None:
        """People preferred one of those that contradict each other: each other one is told in what."""
        for each in others:
            mine = [d for d in differences if _says_otherwise(d, taken, each)]

            def message(cited: Cited, each: Placed = each, mine: Sequence[Difference] = tuple(mine)) -> str:
                found = "; ".join(_difference(d, each, cited, (taken, each)) for d in mine[:SHOWN])
                return f"{name} is taken from {cited(taken)}, which is preferred: {found}{_more(mine)}"

            if mine:
                self._pending.append(("CSN023", each, [taken], message, ""))

    def say(self) -> None:
        """Makes the findings."""
        places: dict[str, list[Path]] = {}
        for _, first, others, _, _ in self._pending:
            for each in (first, *others):
                places.setdefault(each.file, []).append(each.path)
        found = {file: self.lines[file](paths) for file, paths in places.items() if file in self.lines}

        def cited(each: Placed) -> str:
            return f"{each.file}:{found[each.file][each.path]}" if each.file in found else each.file

        for code, first, _, message, remedy in self._pending:
            self.diagnostics.add(code, message(cited), remedy, file=first.file, path=first.path)
        self._pending.clear()


def _says_otherwise(difference: Difference, taken: Placed, other: Placed) -> bool:
    values = [next((v for e, v in difference.values if e is each), None) for each in (taken, other)]
    in_what_is_cut = len({value for _, value in difference.values}) == 1
    return values[1] is not None and (values[0] != values[1] or in_what_is_cut)


def _difference(difference: Difference, here: Placed, cited: Cited, of: Sequence[Placed]) -> str:
    """`label: "A" here, "B" there`: each value, and whose of the definitions `of` it is."""
    by_value: dict[str, list[Placed]] = {}
    for each, value in sorted(difference.values, key=lambda pair: pair[0] is not here):
        if any(each is one for one in of):
            by_value.setdefault(value, []).append(each)
    if len(by_value) == 1:  # they differ in what is not shown
        return f"{difference.what}, which is {next(iter(by_value))} in short"
    words = [f"{value} {_where(each, here, cited, of)}" for value, each in by_value.items()]
    return f"{difference.what}: {', '.join(words)}"


def _where(those: Sequence[Placed], here: Placed, cited: Cited, of: Sequence[Placed]) -> str:
    places = ["here"] if any(each is here for each in those) else []
    rest = [each for each in those if each is not here]
    if rest:
        places.append("there" if len(of) == 2 else f"in {_files(rest, cited)}")
    return " and ".join(places)


def _files(those: Sequence[Placed], cited: Cited) -> str:
    return listed(sorted(cited(each) for each in those), FILES)


def _parts(names: Sequence[str]) -> str:
    return listed(names, SHOWN)


def _more(differences: Sequence[Difference]) -> str:
    left = len(differences) - SHOWN
    return f"; and {left:,} more difference{'s' if left > 1 else ''}" if left > 0 else ""
