"""Placeholders in a stack's file are told once, with the lines that hold them."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.language.findings import Finding
from catalog.language.stacks.placeholders import placeholders
from catalog.language.stacks.settings import read_stack


def found(folder: Path, text: str) -> list[Finding]:
    (folder / "Pulumi.dev.yaml").write_text(text)
    return list(placeholders(read_stack(folder, "dev"), "dev"))


def test_one_finding_names_every_line(tmp_path: Path) -> None:
    text = (
        "config:\n"
        '  aws:allowedAccountIds: ["000000000000"]\n'
        "  aws:assumeRoles:\n"
        "    - roleArn: arn:aws:iam::000000000000:role/REPLACE-me\n"
        "  catalog:variables: {lake: example-lake-dev}\n"
    )
    (finding,) = found(tmp_path, text)
    assert finding.message == "stack dev holds placeholders of an example in lines 2, 4 and 5"
    assert (finding.code, finding.line) == ("STACK009", 2)


@pytest.mark.parametrize(
    "value",
    ["lake", "replace", "REPLACEMENT", "IRREPLACEABLE", "my-example-lake", "0000000000001", "1000000000000"],
)
def test_a_value_of_ones_own_is_none(tmp_path: Path, value: str) -> None:
    assert found(tmp_path, f'config:\n  catalog:variables: {{lake: "{value}"}} # REPLACE\n') == []


def test_of_many_lines_the_first_are_named(tmp_path: Path) -> None:
    lines = "".join(f"    v{i}: REPLACE\n" for i in range(14))
    (finding,) = found(tmp_path, f"config:\n  catalog:variables:\n{lines}")
    assert finding.message.endswith("in lines 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 4 more")


def test_keys_comments_and_what_stands_beside_config_are_no_values(tmp_path: Path) -> None:
    text = "# REPLACE\nencryptionsalt: REPLACE\nconfig:\n  catalog:variables: {REPLACE: a}\n"
    assert found(tmp_path, text) == []
