"""Variables in specs, and texts in which `${` is no variable."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.specs.variables import Substitution, literal

PLAIN = st.recursive(
    st.none() | st.integers() | st.text(st.sampled_from("$a{}"), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)


@given(PLAIN)
def test_a_literal_value_survives_substitution(value: Any) -> None:
    substitution = Substitution({})
    assert substitution.value(literal(value)) == value
    assert substitution.missing == []


@pytest.mark.parametrize("path", [(), ("columns", 0), ("partitions", "keys", 1)])
def test_the_record_of_an_import_is_left_alone(path: tuple[str | int, ...]) -> None:
    substitution = Substitution({"a": "1"})
    assert substitution.value({"source": {"sql": "${a}"}, "name": "${a}"}, path) == {
        "source": {"sql": "${a}"},
        "name": "1",
    }


def test_a_source_anywhere_else_is_a_text_as_any_other() -> None:
    assert Substitution({"a": "1"}).value({"source": "${a}"}, ("business",)) == {"source": "1"}


def test_a_name_without_a_value_stays_and_is_remembered_with_its_path() -> None:
    substitution = Substitution({"a": "1"})
    assert substitution.value({"x": ["${ a }-${b}"]}) == {"x": ["1-${b}"]}
    assert substitution.missing == [(("x", 0), "b")]
