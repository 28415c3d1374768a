"""Property maps on the wire: plain values, unknowns, secrets, output values, nulls."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st

from catalog.aws.shapes.properties import UNKNOWN, contains_unknown
from catalog.provider.protocol import wire
from catalog.provider.protocol.wire import OUTPUT, RESOURCE, SECRET, SIGNATURE, UNKNOWN_TEXTS, WireError

scalars = st.one_of(st.text(), st.booleans(), st.integers(-(2**53), 2**53), st.just(UNKNOWN))
values = st.recursive(scalars, lambda v: st.one_of(st.lists(v), st.dictionaries(st.text(), v)), max_leaves=20)


@given(st.dictionaries(st.text(), values))
def test_what_was_encoded_decodes_to_itself(properties: dict[str, Any]) -> None:
    assert wire.decode(wire.encode(properties)) == properties


@given(st.dictionaries(st.text(), st.one_of(values, st.none())), st.text())
def test_a_lazy_map_is_the_decoded_one(properties: dict[str, Any], absent: str) -> None:
    lazy = wire.Lazy(wire.encode(properties))
    assert dict(lazy) == wire.decode(wire.encode(properties))
    assert len(lazy) == len(dict(lazy))
    assert lazy.get(absent) == properties.get(absent)
    assert dict(lazy) == wire.decode(wire.encode(properties)), "asking for what is absent made it"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_whole_number_comes_back_as_int(number: float) -> None:
    found = wire.decode(wire.encode({"n": number}))["n"]
    assert found == number
    assert isinstance(found, int) == number.is_integer()


@pytest.mark.parametrize("text", sorted(UNKNOWN_TEXTS))
def test_each_unknown_text_is_the_unknown_value(text: str) -> None:
    assert wire.decode(wire.encode({"a": text, "b": [text]})) == {
        "a": UNKNOWN,
        "b": [UNKNOWN],
    }


def test_a_null_member_is_absent_and_a_null_item_stays() -> None:
    struct = Struct()
    struct.update({"a": None, "b": {"c": None}, "d": [None, "x"]})
    assert wire.decode(struct) == {"b": {}, "d": [None, "x"]}


@pytest.mark.parametrize(
    ("special", "plain"),
    [
        ({SIGNATURE: SECRET, "value": "hidden"}, "hidden"),
        ({SIGNATURE: SECRET, "value": {"a": ["b"]}}, {"a": ["b"]}),
        ({SIGNATURE: SECRET, "value": {SIGNATURE: OUTPUT, "value": "deep"}}, "deep"),
        ({SIGNATURE: OUTPUT, "value": 7, "secret": True, "dependencies": ["urn:x"]}, 7),
        ({SIGNATURE: OUTPUT, "secret": True}, UNKNOWN),
        ({SIGNATURE: OUTPUT}, UNKNOWN),
        ({SIGNATURE: RESOURCE, "urn": "urn:x", "id": "i"}, "i"),
        ({SIGNATURE: RESOURCE, "urn": "urn:x"}, "urn:x"),
    ],
)
def test_a_special_form_is_read_as_the_value_it_holds(special: Any, plain: Any) -> None:
    assert wire.decode(wire.encode({"a": special, "b": [special]})) == {
        "a": plain,
        "b": [plain],
    }


def test_an_asset_is_refused() -> None:
    asset = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "x"}
    with pytest.raises(WireError, match="asset"):
        wire.decode(wire.encode({"a": asset}))


def test_a_value_without_a_form_is_refused() -> None:
    with pytest.raises(WireError, match="object has no form"):
        wire.encode({"a": object()})


def test_empty_objects_and_lists_survive() -> None:
    assert wire.decode(wire.encode({"a": {}, "b": [], "c": "", "d": 0, "e": False})) == {
        "a": {}, "b": [], "c": "", "d": 0, "e": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"), [({"a": [1, {"b": UNKNOWN}]}, True), ({"a": [1, {"b": ""}]}, False)]
)
def test_an_unknown_is_found_at_any_depth(value: Any, expected: bool) -> None:
    assert contains_unknown(value) is expected
