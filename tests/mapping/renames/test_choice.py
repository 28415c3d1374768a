"""What `--rename` takes."""

from __future__ import annotations

import pytest

from mapping.renames.choice import RenameChoice, RenamePolicy, named_renames


def test_names_may_hold_dots_and_signs() -> None:
    choice = RenameChoice(named=named_renames(["S.SAP.TIME=SAP.DAY", "S.T.a=b=c", "S.T.x.y=z"]))
    assert choice.within("S") == {"SAP.TIME": "SAP.DAY", "T.a=b": "c", "T.x.y": "z"}
    assert choice.within("S.T") == {"a=b": "c", "x.y": "z"}


@pytest.mark.parametrize("word", ["", "a", "S.T", "S.T=", "=b", "T=b", ".T=b", "S.=b"])
def test_a_word_that_names_no_pair_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=r"write SPACE\.OBJECT=NEW_OBJECT"):
        named_renames([word])


def test_two_new_names_for_one_thing_are_refused() -> None:
    assert named_renames(["S.T=A", "S.T=A"]) == {"S.T": "A"}
    with pytest.raises(ValueError, match="two new names, 'A' and 'B'"):
        named_renames(["S.T=A", "S.T=B"])


def test_nothing_is_looked_for_where_renames_are_ignored_and_none_is_named() -> None:
    assert RenameChoice().is_active
    assert not RenameChoice(RenamePolicy.IGNORE).is_active
    assert RenameChoice(RenamePolicy.IGNORE, {"S.T": "U"}).is_active
