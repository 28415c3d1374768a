"""Findings that repeat: printed once with a count, kept one by one for the report."""

from __future__ import annotations

from mapping.diagnostics.collector import Diagnostics


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
