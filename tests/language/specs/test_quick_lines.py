"""Lines that are found without parsing: the same as the parser's, wherever there is an answer."""

from pathlib import Path as FilePath
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.findings import Path
from catalog.language.specs.quick_lines import quick_line
from catalog.language.specs.yaml_emitter import dump
from catalog.language.specs.yaml_text import line_of, parse
from tests.support.project import ROOT

SPECS = sorted((ROOT / "catalog_specs").rglob("*.yaml"))
TEXTS = st.sampled_from(
    ["a", "x: y", "two\nlines\n", "name: b\nlabel: c", "- d", "'q' # e", "", "  - name: f"]
)
COLUMN = st.fixed_dictionaries(
    {"name": TEXTS},
    optional={"label": TEXTS, "type": TEXTS, "source": st.fixed_dictionaries({"name": TEXTS})},
)
DOCUMENTS = st.fixed_dictionaries(
    {"kind": st.just("Table")},
    optional={
        "description": TEXTS,
        "columns": st.lists(COLUMN, max_size=4),
        "business": st.dictionaries(TEXTS, TEXTS),
    },
)


def paths_in(data: dict[str, Any]) -> list[Path]:
    """Places of a document that are there, and some that are not."""
    found: list[Path] = [("missing",), *((key,) for key in data), *((key, "missing") for key in data)]
    for key, value in data.items():
        for i, entry in enumerate(value) if isinstance(value, list) else ():
            found += [(key, i), (key, i, "missing")]
            found += [(key, i, inner) for inner in entry] if isinstance(entry, dict) else []
    return found


def answers(text: str, data: dict[str, Any]) -> list[bool]:
    """Whether each place has a quick answer, all of which are the parser's."""
    found = []
    for path in paths_in(data):
        quick = quick_line(text, data, path)
        assert quick in (None, line_of(text, path)), path
        found.append(quick is not None)
    return found


@pytest.mark.parametrize("file", SPECS, ids=lambda file: file.stem)
def test_specs_as_import_and_people_write_them_are_answered(file: FilePath) -> None:
    text = file.read_text("utf-8")
    found = answers(text, parse(text, str(file)))
    assert sum(found) > 0.6 * len(found)


@given(DOCUMENTS)
def test_an_answer_is_the_parser_s_in_the_spelling_of_import(data: dict[str, Any]) -> None:
    text = dump(data)
    answers(text, parse(text, "f"))


@given(
    DOCUMENTS,
    st.sampled_from([None, True, False]),
    st.sampled_from([None, '"', "'", "|"]),
    st.integers(10, 80),
)
def test_an_answer_is_the_parser_s_in_any_spelling(
    data: dict[str, Any], flow: bool | None, quotes: str | None, width: int
) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, default_style=quotes, width=width, sort_keys=False)
    answers(text, parse(text, "f"))


@pytest.mark.parametrize(
    "text",
    [
        "kind: Table\ncolumns:\n  - name: a\n    label: 'x\n\n      label: b'\n",
        'kind: Table\ndescription: "x\ncolumns: y"\ncolumns: [{name: a}]\n',
        "kind: Table\ncolumns:\n-\n  name: a\n- name: b\n",
        "kind: Table\ncolumns:\n  - {name: a, source: {label: b,\n    type: c}, type: d}\n",
        "{kind: Table,\ndescription: x}\n",
        "---\nkind: Table\n# description: x\ndescription: y\n",
        "# a comment\n\nkind: Table\ncolumns:\n  # another\n  - name: a\n    type: b\n",
        "kind: Table\r\ncolumns:\r\n  - name: a\r\n    type: b\r\n",
    ],
)
def test_unusual_spellings_give_the_parser_s_line_or_no_answer(text: str) -> None:
    answers(text, parse(text, "f"))
