"""The laws of layers of rules: an algebra with one empty block, in which the later wins."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.language.lint.layers import EMPTY, MERGED, Block, LayeredRule, in_force, layered
from catalog.language.lint.standard import STANDARD
from tests.support.sizes import example_count

LAW = settings(max_examples=example_count(80), deadline=None)

NAMES = st.sampled_from(["a", "b", "table-steward"])
WORDS = st.sampled_from(["x", "y", "z"])
MAPPING = st.dictionaries(WORDS, WORDS, max_size=2)
RULES = st.fixed_dictionaries(
    {},
    optional={
        "severity": st.sampled_from(["error", "warning", "off"]),
        "of": WORDS,
        "require": st.lists(WORDS, max_size=2),
        "message": WORDS,
        **dict.fromkeys(MERGED, MAPPING),
    },
)
FILES = st.sampled_from(["catalog.yaml", "database.yaml", "table.yaml"])
BLOCKS = st.builds(
    Block,
    st.sampled_from([None, "standard", "none"]),
    st.dictionaries(NAMES, st.builds(LayeredRule, RULES, FILES), max_size=3),
    st.frozensets(NAMES, max_size=1),
)


@LAW
@given(BLOCKS, BLOCKS, BLOCKS)
def test_layers_can_be_put_together_in_any_grouping(a: Block, b: Block, c: Block) -> None:
    assert layered(layered(a, b), c) == layered(a, layered(b, c))


@LAW
@given(BLOCKS)
def test_an_empty_block_changes_nothing(block: Block) -> None:
    assert layered(EMPTY, block) == block == layered(block, EMPTY)


@LAW
@given(BLOCKS)
def test_a_block_twice_is_the_block(block: Block) -> None:
    assert layered(block, block) == block


@LAW
@given(BLOCKS, BLOCKS)
def test_what_the_later_says_holds_and_the_rest_is_the_earlier_s(a: Block, b: Block) -> None:
    both = layered(a, b)
    assert both.extends == (b.extends if b.extends is not None else a.extends)
    for name, rule in both.rules.items():
        above, below = (dict(of.rules[name].data) if name in of.rules else {} for of in (a, b))
        assert rule.origin == (b if name in b.rules else a).rules[name].origin
        for key, value in rule.data.items():
            assert value == expected(key, above, below)


def expected(key: str, above: dict[str, Any], below: dict[str, Any]) -> Any:
    if key in MERGED and key in above and key in below:
        return {**above[key], **below[key]}
    return below.get(key, above.get(key))


@LAW
@given(st.lists(BLOCKS, max_size=3))
def test_the_standard_set_lies_under_all_layers(blocks: list[Block]) -> None:
    rules = in_force(blocks).rules
    extends = next((b.extends for b in reversed(blocks) if b.extends is not None), None)
    named = {name for block in blocks for name in block.rules}
    assert {*rules} == named | ({*STANDARD} if extends == "standard" else set())
    for name, rule in rules.items():
        if name not in named:
            assert (rule.data, rule.origin) == (STANDARD[name], "")
