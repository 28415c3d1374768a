"""What a person sees who edited specs and imports again: each kind of conflict, and all that is printed.

A case is an edit of the specs that `first` gave and the options with which `second` is imported. Its golden
holds what the command prints and the diff of the specs folder. `UPDATE_GOLDEN=1 pytest FILE` writes what
import does now; the diff in git is then to be read like any other change.
"""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.cli.main import main
from catalog.language.specs.loader import JOURNAL
from mapping.diagnostics.codes import CODES
from tests.support.exports import entity, to_one, write_export
from tests.support.project import ROOT

GOLDEN = ROOT / "tests" / "golden" / "reimport"
RECORD = ".import.json"


def text(length: int, label: str, **members: Any) -> dict[str, Any]:
    return {"type": "cds.String", "length": length, "@EndUserText.label": label, **members}


def amount(label: str, scale: int) -> dict[str, Any]:
    return {"type": "cds.Decimal", "precision": 15, "scale": scale, "@EndUserText.label": label}


PLANS = {
    "Plan_ID": text(8, "Plan", key=True),
    "Months": {"type": "cds.Integer", "@EndUserText.label": "Months"},
}
FIRST = {
    "Orders": entity(
        {
            "Order_ID": text(36, "Order", key=True),
            "Plan_ID": text(8, "Plan"),
            "Amount": amount("Amount", 2),
            "Channel": text(20, "Channel"),
            "_Plan": to_one("Plans", ("Plan_ID", "Plan_ID"), name="_Plan"),
        },
        **{"@EndUserText.label": "Orders"},
    ),
    "Plans": entity(PLANS, **{"@EndUserText.label": "Plans"}),
    "Refunds": entity({"Refund_ID": text(36, "Refund", key=True)}, **{"@EndUserText.label": "Refunds"}),
}
SECOND = {
    "Orders": entity(
        {
            "Order_ID": text(36, "Order", key=True),
            "Merchant": text(12, "Merchant"),
            "Plan_ID": text(8, "Instalment Plan"),
            "Amount": amount("Amount", 4),
            "_Plan": to_one("Plans", ("Plan_ID", "Plan_ID"), name="_Plan"),
        },
        **{"@EndUserText.label": "Orders"},
    ),
    "Plans": entity(PLANS, **{"@EndUserText.label": "Payment Plans"}),
}


def replaced(*pairs: tuple[str, str], name: str = "orders") -> Callable[[Path], None]:
    """An edit of one spec's text."""

    def edit(folder: Path) -> None:
        file = folder / f"{name}.yaml"
        found = file.read_text()
        for old, new in pairs:
            assert old in found, old
            found = found.replace(old, new)
        file.write_text(found)

    return edit


def removed(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def moved(folder: Path) -> None:
    """People give a table another name, and refer to it so."""
    replaced(("name: plans", "name: payment_plans"), name="plans")(folder)
    (folder / "plans.yaml").rename(folder / "payment_plans.yaml")
    replaced(("to: bnpl.plans", "to: bnpl.payment_plans"))(folder)


def database_moved(folder: Path) -> None:
    for file in folder.glob("*.yaml"):
        found = file.read_text().replace("database: bnpl\n", "database: lending\n")
        file.write_text(
            found.replace("\nname: bnpl\n", "\nname: lending\n").replace("to: bnpl.", "to: lending.")
        )
    folder.rename(folder.parent / "lending")


def conflicted(folder: Path) -> None:
    """Two branches imported, Git merged what it could."""
    found = (folder / RECORD).read_text()
    theirs = found.splitlines()[4]
    found = found.replace(theirs, f"<<<<<<< HEAD\n{theirs}\n=======\n{theirs}x\n>>>>>>> other")
    (folder / RECORD).write_text(found)


CHANNEL = "{name: channel, type: string, label: Channel, source: {name: Channel, type: cds.String(20)}}"
GONE = replaced((CHANNEL, CHANNEL.replace("label: Channel", "label: Sales Channel")))
COMMENTED = replaced((CHANNEL, f"{CHANNEL} # the desk reports by it"))
AMOUNT = (
    '  - {name: amount, type: "decimal(15,2)", label: Amount, '
    'source: {name: Amount, type: "cds.Decimal(15,2)"}}\n'
)
LEDGER = """\
  # The ledger decides.
  - name: amount
    type:   decimal(20,6)   # as the ledger has it
    label:  'Amount due'
    source: {name: Amount, type: "cds.Decimal(15,2)"}
"""
TYPED = replaced((AMOUNT, LEDGER), ("label: Plan,", "label: Tariff,"))
DROPPED = replaced((AMOUNT, "  # no amounts here, says the desk\n"))
STEWARD = replaced(
    ("business: {label: Refunds}", "business: {label: Refunds, steward: r@example.com} # since June"),
    name="refunds",
)
NOTHING = replaced()


def broken(text: str) -> Callable[[Path], None]:
    """What people left of a spec that the export changed."""
    return lambda folder: (folder / "plans.yaml").write_text(text) and None


def linked(folder: Path) -> None:
    """The folder of a database lies elsewhere, behind a link."""
    elsewhere = folder.parent.parent.resolve() / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere, target_is_directory=True)


def by_rules(text: str) -> Callable[[Path], None]:
    """A rules file beside the specs that was not there at the first import."""
    return lambda folder: (
        (folder.parent.parent / "catalog_rules.yaml").write_text(f"kind: Rules\n{text}") and None
    )


def damaged(folder: Path) -> None:
    """The second export has an object that can't be read, and the rules let the import go on without it."""
    by_rules("order: [{objects: '*/Plans', on_failure: skip}]\n")(folder)
    unreadable = {**SECOND, "Plans": entity({**PLANS, "Months": {"type": 5}})}
    write_export(Path("second/BNPL/model.json"), unreadable)


EXCLUDED = by_rules("objects:\n  exclude:\n    - BNPL/Plans\n    - '*/Refunds'\n")
NO_ORDERS = by_rules("objects: {exclude: '*/Orders'}\n")
ONLY_ORDERS = by_rules("objects: {include: BNPL/Orders}\n")
MAY_FAIL = by_rules("order: [{objects: '*/Orders', on_failure: skip}]\n")


def typed_and(more: Callable[[Path], None]) -> Callable[[Path], None]:
    """People typed something into a spec, and something else."""

    def edit(folder: Path) -> None:
        TYPED(folder)
        more(folder)

    return edit


TWIN = """\
kind: Table
database: bnpl
name: plans
source: {system: SAP Datasphere, space: BNPL, object: "Plans!"}
columns: [{name: a, type: string}]
"""


def owned_by_another(folder: Path) -> None:
    """The spec's place is taken by one of another object, and nobody knows what import last wrote."""
    (folder / RECORD).unlink()
    (folder / "plans.yaml").write_text(TWIN)


PARTITIONED = replaced(
    (AMOUNT, ""), ("columns:\n", "partitions: {keys: [{name: amount, type: string}]}\ncolumns:\n")
)
JOIN = '"on": {plan_id: plan_id}'
JOINED = replaced((JOIN, '"on": {channel: plan_id}'))
ANNOTATED = replaced(("to: bnpl.plans", "label: The plan, to: bnpl.plans"))
PLAN = f"  - {{name: _Plan, to: bnpl.plans, {JOIN}, cardinality: many-to-one}}\n"
UNRELATED = replaced(("relationships:\n" + PLAN, ""))
NARROW = {
    **FIRST,
    "Plans": {**FIRST["Plans"], "elements": {**PLANS, "Plan_ID": text(12, "Tariff", key=True)}},
}
RESPELLED = {"ORDERS" if name == "Orders" else name: found for name, found in FIRST.items()}


def copied(folder: Path) -> None:
    """People took a table's spec to begin another with, its source included."""
    (folder / "tariffs.yaml").write_text((folder / "plans.yaml").read_text().replace("plans\n", "tariffs\n"))


def unfinished(folder: Path) -> None:
    """A run was killed, and people edited what it left."""
    (folder.parent / JOURNAL).write_text("{")


def truncated(folder: Path) -> None:
    (folder / RECORD).write_text((folder / RECORD).read_text()[:300])


REORDERED = replaced((AMOUNT, ""), ("columns:\n", f"columns:\n{AMOUNT}"))
ORIGIN = replaced(('type: "cds.Decimal(15,2)"', 'type: "cds.Decimal(15,3)"'))


def second(**elements: Any) -> dict[str, Any]:
    """The second export, with these elements of the orders in place of its own; None leaves one out."""
    orders = {**FIRST["Orders"]["elements"], **elements}
    members = {k: v for k, v in FIRST["Orders"].items() if k != "elements"}
    return {**FIRST, "Orders": entity({k: v for k, v in orders.items() if v is not None}, **members)}


def ordered(*names: str) -> dict[str, Any]:
    return {
        **FIRST,
        "Orders": {**FIRST["Orders"], "elements": {n: FIRST["Orders"]["elements"][n] for n in names}},
    }


def renamed(names: dict[str, str], plan: str = "Plan_ID") -> dict[str, Any]:
    """The first export with elements of the orders under other names, each in its place."""
    orders = FIRST["Orders"]
    elements = {names.get(name, name): element for name, element in orders["elements"].items()}
    elements["_Plan"] = to_one("Plans", (plan, "Plan_ID"), name="_Plan")
    return {**FIRST, "Orders": {**orders, "elements": elements}}


CALLED_ELSE = {"Sales_Orders" if name == "Orders" else name: found for name, found in FIRST.items()}
TWO_CHANNELS = {**renamed({"Channel": "Medium"})}
TWO_CHANNELS["Orders"]["elements"]["Route"] = TWO_CHANNELS["Orders"]["elements"]["Medium"]
JOINED_PLAN = renamed({"Plan_ID": "Tariff_ID"}, "Tariff_ID")
OTHER_JOIN = to_one("Plans", ("Order_ID", "Plan_ID"), name="_Plan")
SECONDS: dict[str, dict[str, Any]] = {  # where a case needs another export than SECOND
    "join_changed": second(_Plan=OTHER_JOIN),
    "relationship_gone_and_edited": second(_Plan=None),
    "relationship_removed_and_changed": second(_Plan=OTHER_JOIN),
    "left_out_by": {**SECOND, "Refunds": FIRST["Refunds"]},
    "not_included": {**SECOND, "Refunds": FIRST["Refunds"]},
    "source_type_changed": NARROW,
    "object_respelled": RESPELLED,
    "column_renamed": renamed({"Channel": "Sales_Channel"}),
    "column_of_a_join_renamed": JOINED_PLAN,
    "column_renamed_perhaps": TWO_CHANNELS,
    "object_renamed": CALLED_ELSE,
    "columns_reordered": ordered("Channel", "Plan_ID", "Order_ID", "Amount", "_Plan"),
}
CASES: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "nobody_edited": (NOTHING, []),
    "both_changed": (TYPED, []),
    "both_changed_keep": (TYPED, ["--conflicts", "keep"]),
    "both_changed_take": (TYPED, ["--conflicts", "take"]),
    "column_gone_and_edited": (GONE, []),
    "column_gone_and_edited_take": (GONE, ["--overwrite"]),
    "column_gone_and_commented": (COMMENTED, []),
    "column_removed_and_changed": (DROPPED, []),
    "column_removed_and_changed_keep": (DROPPED, ["--conflicts", "keep"]),
    "column_removed_and_changed_take": (DROPPED, ["--conflicts", "take"]),
    "spec_removed_and_changed": (removed("orders.yaml"), []),
    "spec_removed_and_changed_keep": (removed("orders.yaml"), ["--conflicts", "keep"]),
    "spec_removed_and_changed_take": (removed("orders.yaml"), ["--conflicts", "take"]),
    "object_gone_pruned": (NOTHING, ["--prune"]),
    "object_gone_and_edited_pruned": (STEWARD, ["--prune"]),
    "object_gone_and_edited_pruned_take": (STEWARD, ["--prune", "--conflicts", "take"]),
    "table_renamed_by_people": (moved, []),
    "database_renamed_by_people": (database_moved, []),
    "column_gone_and_edited_keep": (GONE, ["--conflicts", "keep"]),
    "object_gone_and_edited_pruned_keep": (STEWARD, ["--prune", "--conflicts", "keep"]),
    "join_changed": (JOINED, []),
    "join_changed_keep": (JOINED, ["--conflicts", "keep"]),
    "join_changed_take": (JOINED, ["--conflicts", "take"]),
    "relationship_gone_and_edited": (ANNOTATED, []),
    "relationship_gone_and_edited_take": (ANNOTATED, ["--conflicts", "take"]),
    "relationship_removed_and_changed": (UNRELATED, []),
    "relationship_removed_and_changed_take": (UNRELATED, ["--conflicts", "take"]),
    "column_renamed": (GONE, []),
    "column_renamed_and_nobody_edited": (NOTHING, []),
    "column_renamed_take": (GONE, ["--renames", "take"]),
    "column_renamed_ignore": (GONE, ["--renames", "ignore"]),
    "column_renamed_conflicts_take": (GONE, ["--conflicts", "take"]),
    "column_renamed_named": (GONE, ["--rename", "BNPL.Orders.Channel=Sales_Channel"]),
    "column_renamed_named_wrongly": (GONE, ["--rename", "BNPL.Orders.Chanel=Sales_Channel"]),
    "column_of_a_join_renamed_take": (JOINED, ["--renames", "take"]),
    "column_renamed_perhaps": (GONE, []),
    "object_renamed": (TYPED, ["--prune"]),
    "object_renamed_take": (TYPED, ["--renames", "take"]),
    "object_renamed_take_dry_run": (NOTHING, ["--renames", "take", "--dry-run"]),
    "object_renamed_ignore": (NOTHING, ["--renames", "ignore"]),
    "columns_reordered": (REORDERED, []),
    "columns_reordered_and_nobody_edited": (NOTHING, []),
    "source_type_changed": (NOTHING, []),
    "object_respelled": (typed_and(NOTHING), ["--prune"]),
    "spec_copied": (copied, []),
    "record_truncated": (truncated, []),
    "journal_edited": (unfinished, []),
    "partition_key_changed": (PARTITIONED, []),
    "origin_edited_and_changed": (ORIGIN, []),
    "names_changed_by_rules": (by_rules("names: {table: 'v2_{object}'}\n"), []),
    "left_out_by_the_rules": (EXCLUDED, []),
    "left_out_by_the_rules_pruned": (EXCLUDED, ["--prune"]),
    "left_out_by_the_rules_and_edited_pruned": (typed_and(NO_ORDERS), ["--prune"]),
    "not_included_by_the_rules": (ONLY_ORDERS, []),
    "object_failed_and_may_pruned": (damaged, ["--prune"]),
    "both_changed_and_may_fail": (typed_and(MAY_FAIL), []),
    "spec_of_another_object": (owned_by_another, []),
    "spec_is_a_list": (broken("- a\n"), []),
    "spec_is_no_yaml": (broken("kind: Table\ncolumns:\n\t- a\n"), []),
    "folder_behind_a_link": (linked, []),
    "before_there_was_a_record": (removed(RECORD), ["--prune"]),
    "record_in_conflict": (conflicted, []),
    "dry_run": (TYPED, ["--conflicts", "keep", "--prune", "--dry-run"]),
}


def specs_in(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*.yaml"))}


def diff(before: dict[str, str], after: dict[str, str]) -> str:
    lines: list[str] = []
    for name in sorted(before | after):
        old, new = (found.get(name, "").splitlines() for found in (before, after))
        found = list(difflib.unified_diff(old, new, name, name, n=1, lineterm=""))
        lines += found
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("case", CASES)
def test_a_reimport_says_and_does_exactly_this(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    edit, options = CASES[case]
    write_export(Path("first/BNPL/model.json"), FIRST)
    fitting = [name for name in SECONDS if case.startswith(name)]
    other = SECONDS[max(fitting, key=len)] if fitting else SECOND
    write_export(Path("second/BNPL/model.json"), other)
    assert main(["import", "first", "--specs", "specs"]) == 0
    edit(Path("specs/bnpl"))
    before = specs_in(Path("specs"))
    records = {p: p.read_bytes() for p in Path("specs").rglob(RECORD)}
    capsys.readouterr()
    status = main(["import", "second", "--specs", "specs", *options])
    printed = capsys.readouterr()
    after = specs_in(Path("specs"))
    command = " ".join(["catalog import second --specs specs", *options])
    found = f"$ {command}\n{printed.err}{printed.out}exit status {status}\n\n{diff(before, after)}"
    golden = GOLDEN / f"{case}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")
    if status or "--dry-run" in options:
        assert after == before
        assert {p: p.read_bytes() for p in Path("specs").rglob(RECORD)} == records
    else:
        assert_settled(options, after)


def assert_settled(options: list[str], after: dict[str, str]) -> None:
    """A second time nothing changes, and nothing is asked again."""
    records = {p: p.read_bytes() for p in Path("specs").rglob(RECORD)}
    shutil.rmtree("first")
    assert main(["import", "second", "--specs", "specs"]) == 0
    assert specs_in(Path("specs")) == after
    assert {p: p.read_bytes() for p in Path("specs").rglob(RECORD)} == records


def test_each_kind_of_conflict_has_a_golden() -> None:
    goldens = "".join(p.read_text("utf-8") for p in GOLDEN.glob("*.txt"))
    codes = {code for code in CODES if code.startswith("IMP")}
    assert [code for code in sorted(codes) if f"{code} " not in goldens] == []


def test_each_golden_is_of_a_case() -> None:
    assert {p.stem for p in GOLDEN.glob("*.txt")} == CASES.keys()
