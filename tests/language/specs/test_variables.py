"""Variables in specs, and texts in which `${` is no variable."""

import pytest

from catalog.language.specs.variables import Substitution, values_in


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


def test_a_replaced_text_says_what_its_variables_stand_for() -> None:
    written, values = "s3://${ lake }/$${b}/${day}/x+y/", {"lake": "my.lake", "day": "monday"}
    assert values_in(written, Substitution(values).value(written)) == values
    assert values_in("s3://lake/", "s3://lake/") == {}
    assert values_in("s3://${lake}/orders/", "s3://my-lake/other/") == {}
