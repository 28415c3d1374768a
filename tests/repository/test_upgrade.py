"""What an upgrade does to each file, by what was made, what lies there and what the version makes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.repository.answers import Answers
from catalog.repository.files import REQUIREMENTS, File, Owner
from catalog.repository.record import Record, RecordError, digest, dump, parse
from catalog.repository.requirement import of_index
from catalog.repository.upgrade import Step, plan, recorded_after, with_own_lines, writes

OLD, NEW, OWN = "old\n", "new\n", "people's\n"


@pytest.mark.parametrize(
    ("owner", "there", "recorded", "step"),
    [
        (Owner.TOOL, OLD, OLD, Step.WRITE),
        (Owner.TEAM, OLD, OLD, Step.WRITE),
        (Owner.TOOL, OWN, OLD, Step.BESIDE),
        (Owner.TEAM, OWN, OLD, Step.KEEP),
        (Owner.TOOL, OWN, NEW, Step.KEEP),
        (Owner.TOOL, None, OLD, Step.GONE),
        (Owner.TEAM, None, OLD, Step.GONE),
        (Owner.TOOL, None, None, Step.CREATE),
        (Owner.TEAM, None, None, Step.CREATE),
        (Owner.TOOL, OWN, None, Step.BESIDE),
        (Owner.TEAM, OWN, None, Step.KEEP),
    ],
)
def test_each_case_has_its_step(owner: Owner, there: str | None, recorded: str | None, step: Step) -> None:
    record = {} if recorded is None else {"f": digest(recorded)}
    (change,) = plan({"f": File(NEW, owner)}, {"f": there}, record)
    assert change.step is step
    assert change.target == ("f.new" if step is Step.BESIDE else "f")


@pytest.mark.parametrize(
    ("owner", "there", "step"),
    [(Owner.TOOL, None, Step.CREATE), (Owner.TEAM, None, Step.GONE), (Owner.TOOL, OWN, Step.BESIDE),
     (Owner.TEAM, OWN, Step.KEEP)],
)  # fmt: skip
def test_without_a_record_the_team_s_files_are_left(owner: Owner, there: str | None, step: Step) -> None:
    (change,) = plan({"f": File(NEW, owner)}, {"f": there}, None)
    assert change.step is step


def test_a_file_that_is_as_it_should_be_is_no_change_however_its_lines_end() -> None:
    assert plan({"f": File(NEW, Owner.TOOL)}, {"f": "new\r\n"}, {}) == []


TEXTS = st.sampled_from([OLD, NEW, OWN, "other\n"])
MAYBE = st.none() | TEXTS


@given(st.sampled_from(Owner), MAYBE, MAYBE, TEXTS)
def test_people_s_text_is_never_written_over_and_a_second_upgrade_has_nothing_to_do(
    owner: Owner, there: str | None, recorded: str | None, new: str
) -> None:
    made = {"f": File(new, owner)}
    record = {} if recorded is None else {"f": digest(recorded)}
    files = {"f": there}
    for change in writes(plan(made, files, record)):
        if change.target == "f":
            assert there is None or there == recorded
        files[change.target] = change.new
    assert writes(plan(made, {"f": files["f"]}, recorded_after(made))) == []


def test_lines_that_people_added_to_the_requirements_stay_through_upgrades() -> None:
    def made(version: str) -> dict[str, File]:
        return {REQUIREMENTS: File(f"# head\n{of_index(version)}\npytest\n", Owner.TOOL)}

    there = made("1.0")[REQUIREMENTS].text.replace("pytest", "pandas==2\npytest")
    recorded = recorded_after(made("1.0"))
    for version in ("2.0", "3.0"):
        merged = with_own_lines(made(version), {REQUIREMENTS: there}, recorded, of_index(version))
        (change,) = plan(merged, {REQUIREMENTS: there}, recorded)
        assert (change.step, change.target) == (Step.WRITE, REQUIREMENTS)
        there, recorded = change.new, recorded_after(made(version))
        assert there == f"# head\n{of_index(version)}\npandas==2\npytest\n"


RECORD = Record("1.0", Answers("shop", of_index("1.0")), {"f": digest(OLD)})


def test_the_record_comes_back() -> None:
    assert parse(dump(RECORD)) == RECORD


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("{", "", "no JSON"),
        ("catalog.template", "other", "not of the format"),
        ('"version": 1', '"version": 2', "a newer version"),
        (digest(OLD), "short", "not as the tool writes them"),
        ('"shop"', '"a b"', "a name of letters"),
        ('"ap-southeast-5"', "3", "another type"),
        ("datasphere-glue-catalog[local]==1.0", "boto3", "does not name"),
    ],
)
def test_a_broken_record_says_why(before: str, after: str, why: str) -> None:
    text = dump(RECORD)
    assert before in text
    with pytest.raises(RecordError, match=why):
        parse(text.replace(before, after, 1))
