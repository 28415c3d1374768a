"""Whichever object or column is renamed upstream: nothing people wrote is lost, nothing goes silently."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.language.findings import errors
from mapping.reconcile.merge import ConflictPolicy
from mapping.renames.choice import RenameChoice, RenamePolicy
from tests.support.exports import entity, to_one
from tests.support.reimport import codes, import_into, planned, tree
from tests.support.sizes import example_count

LAW = settings(max_examples=example_count(60), deadline=None)
EDIT = "written by people"
LABELS = st.sampled_from(["", "Amount", "Sales Amount", "Status", "Order"])
TYPES = st.sampled_from([{"type": "cds.String", "length": 10}, {"type": "cds.Integer"}, {"type": "cds.Date"}])


@st.composite
def elements(draw: st.DrawFn, names: str) -> dict[str, Any]:
    found = {}
    for name in draw(st.lists(st.sampled_from(names), unique=True, min_size=1)):
        label = draw(LABELS)
        labelled = {"@EndUserText.label": label} if label else {}
        found[f"E_{name}"] = {**draw(TYPES), **labelled, "key": draw(st.booleans())}
    return found


@st.composite
def exports(draw: st.DrawFn) -> dict[str, Any]:
    """One object that others may refer to, and up to two others."""
    label = draw(LABELS)
    labelled = {"@EndUserText.label": label} if label else {}
    found = {"Main": entity(draw(elements("abcdef")), **labelled)}
    for name in draw(st.lists(st.sampled_from(["First", "Second"]), unique=True)):
        found[name] = entity(draw(elements("uvw")))
        if draw(st.booleans()):
            here, there = (
                next(iter(found[name]["elements"])),
                draw(st.sampled_from([*found["Main"]["elements"]])),
            )
            found[name]["elements"]["_main"] = to_one("Main", (here, there), name="_main")
    return found


def renamed(value: Any, old: str, new: str) -> Any:
    """An export with one name in place of another, wherever it stands."""
    if isinstance(value, dict):
        return {new if k == old else k: renamed(v, old, new) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(each, old, new) for each in value]
    return new if value == old else value


def edited(file: Path, column: int | None) -> None:
    """People describe a column, or the table; only by a description, so that the rest is import's."""
    spec = yaml.safe_load(file.read_text())
    (spec if column is None else spec["columns"][column])["description"] = EDIT
    file.write_text(yaml.safe_dump(spec, sort_keys=False))


@LAW
@given(exports(), st.data())
def test_no_edit_is_lost_and_no_rename_is_silent(export: dict[str, Any], data: st.DataObject) -> None:
    names = [name for name in export["Main"]["elements"] if name != "_main"]
    old = data.draw(st.sampled_from(["Main", *names]))
    column = data.draw(st.sampled_from([None, *range(len(names))]))
    prune = data.draw(st.booleans())
    conflicts = data.draw(st.sampled_from(ConflictPolicy))
    second = renamed(export, old, "Other" if old == "Main" else "E_zz")
    with tempfile.TemporaryDirectory() as folder:
        specs = Path(folder) / "specs"
        import_into(specs, export)
        edited(specs / "sales" / "main.yaml", column)
        before = tree(specs)
        outcome = planned(specs, second, prune=prune, conflicts=conflicts)
        found = {*codes(outcome)}
        is_looked_for = old != "Main" or len(names) > 1 or "@EndUserText.label" in export["Main"]
        if is_looked_for:
            assert found & {"IMP023", "IMP025"}
            assert outcome.plan.changes == []
        else:
            assert errors(outcome.findings) or found & {"IMP012", "IMP014"}
        take = RenameChoice(RenamePolicy.TAKE)
        taken = import_into(specs, second, prune=prune, conflicts=conflicts, renames=take)
        if {*codes(taken)} & {"IMP024"}:
            assert_followed(specs, old, column, names)
            again = planned(specs, second, prune=prune, conflicts=conflicts, renames=take)
            assert (codes(again), again.plan.changes) == ([], [])
        elif is_looked_for:
            assert "IMP025" in codes(taken)
            assert tree(specs) == before


def assert_followed(specs: Path, old: str, column: int | None, names: list[str]) -> None:
    """The edit stands where it was, under the new name, which says what it was."""
    name = "other" if old == "Main" else "main"
    spec = yaml.safe_load((specs / "sales" / f"{name}.yaml").read_text())
    assert (spec if column is None else spec["columns"][column])["description"] == EDIT
    if old == "Main":
        assert spec["renamed_from"] == "sales.main"
        assert not (specs / "sales" / "main.yaml").exists()
    else:
        assert spec["columns"][names.index(old)]["renamed_from"] == old.lower()
        assert spec["columns"][names.index(old)]["name"] == "e_zz"
    gone = f"sales.{old.lower()}" if old == "Main" else old.lower()
    for file in (specs / "sales").glob("*.yaml"):
        found = yaml.safe_load(file.read_text())
        for relationship in found.get("relationships", ()):
            assert gone not in (relationship["to"], *relationship["on"].values())
