"""Laws of names: valid, the same again, apart from each other, independent of order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.glue.names import is_glue_name
from mapping.names import ASCII, FILE_NAME_LIMIT, RESERVED, TRANSLITERATE, assign, fold, fold_file, is_from

NAMES = st.text(alphabet=st.characters(exclude_categories=()), max_size=300) | st.sampled_from(
    [
        "CON",
        "../../etc/x",
        "a/b",
        "",
        " ",
        "_DQMSample∞0",
        "number ",
        "Größe",
        "İ",
        "ﬁ",
        "x" * 400,
        "Database",
    ]
)


@given(NAMES)
def test_a_folded_name_is_a_glue_name_and_folds_to_itself(name: str) -> None:
    assert is_glue_name(fold(name))
    assert fold(fold(name)) == fold(name)


@given(NAMES)
def test_a_name_of_a_file_is_short_and_no_device(name: str) -> None:
    found = fold_file(name)
    assert is_glue_name(found)
    assert len(found) <= FILE_NAME_LIMIT
    assert found not in RESERVED
    assert fold_file(found) == found


@given(st.lists(NAMES, unique=True, max_size=30), st.randoms())
def test_assigned_names_are_valid_all_different_and_independent_of_order(
    names: list[str], random: object
) -> None:
    found, collisions = assign(names)
    assert len(set(found.values())) == len(names)
    assert all(is_glue_name(name) for name in found.values())
    assert {c.original for c in collisions} == {n for n in names if found[n] != fold(n)}
    shuffled = list(names)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assign(shuffled)[0] == found


EXAMPLES = [
    ("Net Amount (EUR)", "net_amount_eur"),
    ("/BIC/ZCUST", "bic_zcust"),
    ("number ", "number"),
    ("3VF_SALARY", "3vf_salary"),
    ("SAP.TIME.DAY", "sap_time_day"),
    ("_DQMSample∞0", "_dqmsample_0"),
    ("Straße", "strasse"),
    ("Größe", "grosse"),
    ("Ærø Łódź", "aero_lodz"),
    ("__keep__", "__keep__"),
    ("", "unnamed"),
    ("../../etc/x", "etc_x"),
]


@pytest.mark.parametrize(("name", "folded"), EXAMPLES)
def test_names_fold_as_people_expect(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_a_long_name_is_cut_with_a_hash_of_the_whole() -> None:
    first, second = fold("x" * 300 + "a"), fold("x" * 300 + "b")
    assert len(first) == len(second) == 255
    assert first != second


def test_a_long_name_is_cut_the_same_way_on_every_machine() -> None:
    assert fold("Ä" * 300) == "a" * 246 + "_e5a5e95f"
    assert fold_file("ORDERS_" * 30) == ("orders_" * 16)[:111] + "_08012050"


def test_names_without_a_latin_letter_stay_different() -> None:
    assert fold("商户") != fold("客户")


def test_the_name_that_needs_no_folding_keeps_it() -> None:
    found, collisions = assign(["A B", "a_b", "a-b"])
    assert found["a_b"] == "a_b"
    assert [(c.original, c.other, c.folded) for c in collisions] == [
        ("A B", "a_b", "a_b"),
        ("a-b", "a_b", "a_b"),
    ]


ALIKE = st.sampled_from(["A B", "a_b", "a-b", "A/B", "x", "a_b_0"])
KNOWN = st.dictionaries(ALIKE, st.sampled_from(["a_b", "x", "y"]))


def test_a_name_stays_with_the_original_that_has_it() -> None:
    found, collisions = assign(["A B", "a_b"], known={"A B": "a_b"})
    assert found["A B"] == "a_b"
    assert found["a_b"].startswith("a_b_")
    assert [(c.original, c.other, c.name) for c in collisions] == [("a_b", "A B", found["a_b"])]
    assert assign(["A B", "a_b"], known=found)[0] == found
    assert assign(["a_b"], known=found) == ({"a_b": found["a_b"]}, [])
    assert is_from(found["a_b"], "a_b", "a_b")
    assert not is_from(found["a_b"], "a_b", "A B")


def test_a_name_that_something_else_has_goes_to_no_newcomer() -> None:
    found, (collision,) = assign(["a_b"], held={"a_b": "A B"})
    assert found["a_b"].startswith("a_b_")
    assert (collision.original, collision.other) == ("a_b", "A B")


@given(st.lists(ALIKE, unique=True), KNOWN, st.randoms())
def test_names_in_use_stay_and_all_are_different(
    names: list[str], known: dict[str, str], random: object
) -> None:
    found, _ = assign(names, known=known)
    assert len(set(found.values())) == len(names)
    shuffled = list(names)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assign(shuffled, known=known)[0] == found
    assert assign(names, known=found)[0] == found
    assert assign([*names, "A.B"], known=found)[0].items() >= found.items()


@pytest.mark.parametrize(
    ("name", "ascii_only", "transliterated"),
    [
        ("Größe", "grosse", "groesse"),
        ("GRÖSSE", "grosse", "groesse"),
        ("Gro\u0308ße", "grosse", "groesse"),  # o and its mark apart
        ("Ärger über Öl", "arger_uber_ol", "aerger_ueber_oel"),
        ("Smørrebrød på Åland", "smorrebrod_pa_aland", "smoerrebroed_paa_aaland"),
        ("Ærø", "aero", "aeroe"),
        ("STRAẞE", "strasse", "strasse"),
        ("Crédit", "credit", "credit"),
        ("Łódź", "lodz", "lodz"),
        ("plain_1", "plain_1", "plain_1"),
    ],
)
def test_umlauts_by_either_rule(name: str, ascii_only: str, transliterated: str) -> None:
    assert (fold(name), fold(name, TRANSLITERATE)) == (ascii_only, transliterated)
    assert fold_file(name, TRANSLITERATE) == transliterated


@given(NAMES, st.sampled_from([ASCII, TRANSLITERATE]))
def test_either_rule_gives_glue_names_that_stay(name: str, letters: str) -> None:
    found = fold(name, letters)
    assert is_glue_name(found)
    assert fold(found, letters) == found
    assert fold_file(found, letters) == fold_file(fold_file(found, letters), letters)
