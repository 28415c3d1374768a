"""Findings that repeat: printed once with a count, kept one by one for the report."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.language.findings import rendered
from mapping.diagnostics.collector import Diagnostics
from mapping.documents.lines import with_lines


def counted(*, singly: bool) -> Diagnostics:
    diagnostics = Diagnostics(singly=singly)
    diagnostics.add("MAP014", "a reference", file="f", path=("a",))
    for name in ("x", "y", "z"):
        diagnostics.count("MAP030", "an annotation", "Nothing", file="f", path=("definitions", name))
    diagnostics.count("MAP030", "an annotation", "Nothing", file="g", path=())
    return diagnostics


def test_what_repeats_is_one_finding_for_each_file_with_a_count() -> None:
    assert [(f.code, f.said, f.file, f.path) for f in counted(singly=False).all()] == [
        ("MAP014", "a reference", "f", ("a",)),
        ("MAP030", "an annotation (3 times, first here)", "f", ("definitions", "x")),
        ("MAP030", "an annotation", "g", ()),
    ]


def differing(values: Sequence[str], *, singly: bool = False) -> Diagnostics:
    diagnostics = Diagnostics(singly=singly)
    for i, value in enumerate(values):
        message = f"no text for {value!r}"
        diagnostics.count("CSN014", message, file="f", path=("a", i), kind="no text for a key")
    return diagnostics


def test_a_kind_is_one_finding_with_its_first_places_each_in_its_own_words() -> None:
    (one,) = differing([f"K{i}" for i in range(801)]).all()
    assert (one.message, one.times, one.path) == ("no text for a key", 801, ("a", 0))
    assert [(f.message, f.path) for f in one.firsts] == [(f"no text for 'K{i}'", ("a", i)) for i in range(3)]
    assert rendered([one]) == [
        "CSN014 info: no text for a key: 801 times, first in f:1 'K0', f:1 'K1', f:1 'K2'."
    ]


def test_a_kind_that_says_the_same_everywhere_keeps_its_words() -> None:
    (one,) = differing(["K", "K"]).all()
    assert (one.message, one.times) == ("no text for 'K'", 2)


def test_a_kind_met_once_is_that_finding() -> None:
    (one,) = differing(["K"]).all()
    assert (one.message, one.times, one.firsts) == ("no text for 'K'", 1, ())


def test_the_report_has_all_of_a_kind_in_their_own_words() -> None:
    diagnostics = differing([f"K{i}" for i in range(7)], singly=True)
    assert [(f.message, f.path, f.times) for f in diagnostics.each()] == [
        (f"no text for 'K{i}'", ("a", i), 1) for i in range(7)
    ]
    assert diagnostics.all() == differing([f"K{i}" for i in range(7)]).all()


def test_the_first_places_have_their_own_lines() -> None:
    (one,) = with_lines(
        differing(["K", "L", "M", "N"]).all(), {"f": lambda paths: {p: p[1] + 10 for p in paths}}
    )
    assert (one.line, [f.line for f in one.firsts]) == (10, [10, 11, 12])


def test_kinds_are_printed_the_most_severe_first() -> None:
    diagnostics = differing(["K", "L"])
    diagnostics.count("MAP030", "an annotation", file="f")
    diagnostics.add("MAP014", "a reference", file="f")
    assert [f.severity for f in diagnostics.all()] == ["warning", "info", "info"]


def test_each_has_every_place_of_what_repeats() -> None:
    diagnostics = counted(singly=True)
    assert diagnostics.all() == counted(singly=False).all()
    assert [(f.code, f.message, f.remedy, f.file, f.path) for f in diagnostics.each()] == [
        ("MAP014", "a reference", "", "f", ("a",)),
        ("MAP030", "an annotation", "Nothing", "f", ("definitions", "x")),
        ("MAP030", "an annotation", "Nothing", "f", ("definitions", "y")),
        ("MAP030", "an annotation", "Nothing", "f", ("definitions", "z")),
        ("MAP030", "an annotation", "Nothing", "g", ()),
    ]
