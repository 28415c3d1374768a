"""The line of requirements.txt that names the tool, in each of its forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.repository.requirement import (
    Requirement,
    RequirementError,
    in_file,
    of_checkout,
    of_direct_url,
    of_git,
    of_index,
    of_wheel,
    replaced,
)

TOOL = "datasphere-glue-catalog"
WHEEL = "datasphere_glue_catalog-1.2.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (of_index("1.2.0"), f"{TOOL}[local]==1.2.0"),
        (of_wheel(WHEEL), f"./wheels/{WHEEL}[local]"),
        (of_checkout("/home/a/tool"), "-e /home/a/tool[local]"),
        (of_checkout("/home/a b/tool"), '-e "/home/a b/tool[local]"'),
        (of_git("https://host/team/tool@v1.2.0"), f"{TOOL}[local] @ git+https://host/team/tool@v1.2.0"),
        (of_git("git+https://host/team/tool@abc123"), f"{TOOL}[local] @ git+https://host/team/tool@abc123"),
        (of_git("git@host:team/tool@v1"), f"{TOOL}[local] @ git+ssh://git@host/team/tool@v1"),
    ],
)
def test_each_source_has_its_line_which_is_found_again(made: Requirement, line: str) -> None:
    assert str(made) == line
    assert in_file(f"# tool\n{line}\npytest\n") == line
    assert Requirement(line) == made


@pytest.mark.parametrize(
    "text",
    ["https://host/team/tool", "https://user@host/tool", "v1", "@v1", "", "https://@v1", "ftp://host/t@v1",
     "https://host/a b@v1", "https://host/t@v1 --index-url=x", "https://host/t@v1\n-r x"],
)  # fmt: skip
def test_a_git_url_without_revision_or_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(RequirementError):
        of_git(text)


def test_a_password_is_never_written_and_never_quoted() -> None:
    with pytest.raises(RequirementError, match="leave it out") as refused:
        of_git("https://me:hunter2@host/team/tool@v1")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "name", ["other-1.0-py3-none-any.whl", "x.whl", f"../{WHEEL}", WHEEL + ".txt", "datasphere_glue_catalog"]
)
def test_a_file_that_is_no_wheel_of_the_tool_is_refused(name: str) -> None:
    with pytest.raises(RequirementError, match="is no wheel"):
        of_wheel(name)


@pytest.mark.parametrize("line", ["boto3", "-r other.txt", f"{TOOL}s==1", "", f"{TOOL}==1\nevil"])
def test_a_line_about_something_else_is_none_of_the_tool(line: str) -> None:
    with pytest.raises(RequirementError):
        Requirement(line)


@pytest.mark.parametrize(
    ("recorded", "kind"),
    [
        (None, ("index", "")),
        ({"url": f"file:///tmp/a%20b/{WHEEL}", "archive_info": {}}, ("wheel", f"/tmp/a b/{WHEEL}")),
        ({"url": "file:///home/a/tool", "dir_info": {"editable": True}}, ("checkout", "/home/a/tool")),
        (
            {"url": "https://host/tool", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            ("git", "https://host/tool@abc"),
        ),
    ],
)
def test_what_pip_recorded_says_where_the_tool_came_from(recorded: object, kind: tuple[str, str]) -> None:
    assert of_direct_url(recorded) == kind


@pytest.mark.parametrize("recorded", [{}, [], {"url": 3}, {"url": "https://host/x.whl", "archive_info": {}}])
def test_a_source_that_can_t_be_named_again_is_an_error(recorded: object) -> None:
    with pytest.raises(RequirementError):
        of_direct_url(recorded)


LINES = st.lists(st.sampled_from(["pandas==2.0", "# ours", "", "  pytest", "-r more.txt", f"{TOOL}==0.1"]))


@given(LINES)
def test_only_the_tool_s_line_changes_and_one_is_there_afterwards(lines: list[str]) -> None:
    new = of_index("2.0")
    text = replaced("\n".join(lines), new)
    assert in_file(text) == str(new) or in_file(text).startswith(TOOL)
    kept = [line for line in text.splitlines() if line.strip() and line != str(new)]
    others = [line for line in lines if line.strip()]
    first = next((line for line in others if line.startswith(TOOL)), None)
    if first is not None:
        others.remove(first)
    assert kept == others
    assert replaced(text, new) == text
