"""The engine's errors that people meet first, in words that say what to do."""

from __future__ import annotations

import pytest

from catalog.engine.advice import ADVICE, explained, is_known

SAID = {  # what engine 3.259 prints
    "error: could not create secrets manager for new stack: passphrase must be set with "
    "PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables": "set PULUMI_CONF",
    "error: getting stack configuration: get stack secrets manager: incorrect passphrase": "is not the",
    "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions": "pulumi login s3://",
    'error: unable to open state directory "file:///x": stat /x: no such file or directory': "make it",
    'error: read ".pulumi/meta.yaml": blob (key ".pulumi/meta.yaml") (code=Unknown): operation error S3: '
    "GetObject, resolve auth scheme: resolve endpoint: endpoint rule error, Invalid region: region was not a "
    "valid DNS name.": "?region=",
}


@pytest.mark.parametrize(("text", "words"), SAID.items())
def test_a_known_error_says_what_to_do_in_one_line(text: str, words: str) -> None:
    found = explained(text)
    assert found.startswith("error: ")
    assert words in found
    assert "\n" not in found
    assert is_known(text)


def test_every_advice_has_its_example() -> None:
    assert len(SAID) == len(ADVICE)


def test_any_other_error_and_the_lines_around_it_stay() -> None:
    assert explained("error: boom\n  at x") == "error: boom\n  at x"
    assert not is_known("error: boom\n")
    assert explained("a\nerror: x: incorrect passphrase\nb").split("\n")[::2] == ["a", "b"]
