"""The law of texts that are not ours: written literally, they come back through substitution."""

from typing import Any

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
