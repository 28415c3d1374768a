"""An object that the export calls otherwise: kept until someone says so, then followed with all edits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.cli.main import main
from mapping.renames.choice import RenameChoice, RenamePolicy
from mapping.rules.rules import no_rules
from tests.support.exports import STRING, entity, to_one
from tests.support.reimport import codes, import_into, rewrite, spec_files_in, tree

TAKE, IGNORE = RenameChoice(RenamePolicy.TAKE), RenameChoice(RenamePolicy.IGNORE)
NAMED = RenameChoice(named={"SALES.Orders": "Bookings"})


def export(orders: str = "Orders", label: str = "Our orders", **more: Any) -> dict[str, Any]:
    """An export of orders under this name, and of items that belong to them."""
    found = {"Id": STRING, "Amount": {"type": "cds.Integer"}}
    items = {"Item": STRING, "Of": STRING, "_o": to_one(orders, ("Of", "Id"), name="_o")}
    labelled = {"@EndUserText.label": label} if label else {}
    return {orders: entity(found, **labelled), "Items": entity(items), **more}


@pytest.fixture
def file(specs: Path) -> Path:
    """The orders' spec, as imported first and edited then."""
    import_into(specs, export())
    found = specs / "sales" / "orders.yaml"
    rewrite(found, ("business: {label: Our orders}", "business: {label: Our orders, steward: a@b.com} # us"))
    return found


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text())


@pytest.mark.parametrize("prune", [False, True])
def test_by_default_the_spec_stays_and_each_import_says_so(specs: Path, file: Path, prune: bool) -> None:
    before = tree(specs)
    for _ in range(2):
        outcome = import_into(specs, export("Bookings"), prune=prune)
        assert codes(outcome) == ["IMP023"]
        assert "--rename 'SALES.Orders=Bookings'" in outcome.findings[0].remedy
        assert tree(specs) == before


@pytest.mark.parametrize("told_first", [False, True])
@pytest.mark.parametrize("prune", [False, True])
@pytest.mark.parametrize("choice", [TAKE, NAMED], ids=["take", "named"])
def test_taken_the_spec_moves_with_what_people_wrote(
    specs: Path, file: Path, choice: RenameChoice, prune: bool, told_first: bool
) -> None:
    if told_first:
        import_into(specs, export("Bookings"), prune=prune)
    outcome = import_into(specs, export("Bookings"), renames=choice, prune=prune)
    assert codes(outcome) == ["IMP011", "IMP016", "IMP024"]
    assert not file.exists()
    found = read(file.with_name("bookings.yaml"))
    assert (found["name"], found["renamed_from"]) == ("bookings", "sales.orders")
    assert found["source"]["object"] == "Bookings"
    assert found["business"]["steward"] == "a@b.com"
    assert "# us" in file.with_name("bookings.yaml").read_text()
    assert read(file.with_name("items.yaml"))["relationships"][0]["to"] == "sales.bookings"
    for again in (choice, RenameChoice()):
        outcome = import_into(specs, export("Bookings"), renames=again, prune=True)
        assert (codes(outcome), outcome.plan.changes) == ([], [])


def test_the_result_passes_check(specs: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_into(specs, export("Bookings"), renames=TAKE)
    main(["check", "--specs", str(specs)])
    assert "SPEC0" not in "".join(capsys.readouterr())


def test_people_s_own_specs_follow(specs: Path, file: Path) -> None:
    own = file.parent / "mine.yaml"
    own.write_text(
        "kind: Table\ndatabase: sales\nname: mine\ncolumns: [{name: a, type: string}]\n"
        'relationships:\n  - {name: r, to: sales.orders, "on": {a: id}} # ours\n'
    )
    import_into(specs, export("Bookings"), renames=TAKE)
    assert "to: sales.bookings" in own.read_text()
    assert "# ours" in own.read_text()


def test_a_name_and_a_place_that_people_gave_stay(specs: Path, file: Path) -> None:
    mine = file.rename(file.with_name("mine.yaml"))
    rewrite(mine, ("name: orders\n", "name: mine\n"))
    rewrite(file.with_name("items.yaml"), ("to: sales.orders", "to: sales.mine"))
    before = tree(specs)
    assert codes(import_into(specs, export("Bookings"))) == ["IMP023"]
    assert tree(specs) == before
    import_into(specs, export("Bookings"), renames=TAKE)
    found = read(mine)
    assert (found["name"], found["source"]["object"]) == ("mine", "Bookings")
    assert "renamed_from" not in found
    assert read(file.with_name("items.yaml"))["relationships"][0]["to"] == "sales.mine"
    assert import_into(specs, export("Bookings")).plan.changes == []


def test_a_spec_that_people_removed_does_not_come_back(specs: Path, file: Path) -> None:
    file.unlink()
    for choice in (RenameChoice(), TAKE, RenameChoice()):
        import_into(specs, export("Bookings"), renames=choice)
        assert spec_files_in(specs) == ["sales/database.yaml", "sales/items.yaml"]


def test_columns_may_be_renamed_with_it(specs: Path, file: Path) -> None:
    first = export(Wide=entity(dict.fromkeys("ABCDEFGHIJ", STRING)))
    import_into(specs, first)
    rewrite(file.with_name("wide.yaml"), ("{name: j,", "{name: j, description: last,"))
    second = export(Broad=entity(dict.fromkeys("ABCDEFGHIZ", STRING)))
    assert codes(import_into(specs, second)) == ["IMP023"]
    import_into(specs, second, renames=TAKE)
    found = read(file.with_name("broad.yaml"))["columns"][-1]
    assert (found["name"], found["renamed_from"], found["description"]) == ("z", "j", "last")


def test_one_name_in_glue_is_one_table(specs: Path, file: Path) -> None:
    import_into(specs, export("Net Orders"), renames=TAKE)
    second = export("NET_ORDERS")
    assert codes(import_into(specs, second, rules=no_rules())) == ["IMP023"]
    import_into(specs, second, renames=TAKE, rules=no_rules())
    found = read(file.with_name("net_orders.yaml"))
    assert (found["source"]["object"], found["renamed_from"]) == ("NET_ORDERS", "sales.orders")
    assert found["business"]["steward"] == "a@b.com"


def test_one_new_file_says_nothing_of_what_is_in_none(specs: Path, file: Path) -> None:
    import_into(specs, export(X=entity({"x": STRING}), Y=entity({"y": STRING})))
    copy = {"Bookings": export()["Orders"]}
    assert codes(import_into(specs, copy)) == ["IMP014"]
    assert file.with_name("bookings.yaml").exists()


def test_but_people_may_say_so(specs: Path, file: Path) -> None:
    import_into(specs, export(X=entity({"x": STRING}), Y=entity({"y": STRING})))
    outcome = import_into(specs, {"Bookings": export()["Orders"]}, renames=NAMED)
    assert "IMP024" in codes(outcome)
    assert read(file.with_name("bookings.yaml"))["business"]["steward"] == "a@b.com"
    assert read(file.with_name("items.yaml"))["relationships"][0]["to"] == "sales.bookings"


def test_two_that_fit_wait_until_one_is_named(specs: Path, file: Path) -> None:
    second = export("Bookings")
    second["Sales"] = second["Bookings"]
    before = tree(specs)
    for choice in (RenameChoice(), TAKE):
        assert codes(import_into(specs, second, renames=choice, prune=True)) == ["IMP025"]
        assert tree(specs) == before
    import_into(specs, second, renames=NAMED)
    assert read(file.with_name("bookings.yaml"))["business"]["steward"] == "a@b.com"
    assert "steward" not in read(file.with_name("sales.yaml"))["business"]


def test_all_objects_of_a_space_may_be_renamed_at_once(specs: Path, file: Path) -> None:
    second = export("V2_Orders")
    second["V2_Items"] = second.pop("Items")
    assert codes(import_into(specs, second, renames=TAKE)).count("IMP024") == 2
    assert spec_files_in(specs) == ["sales/database.yaml", "sales/v2_items.yaml", "sales/v2_orders.yaml"]
    assert read(file.with_name("v2_items.yaml"))["relationships"][0]["to"] == "sales.v2_orders"


def test_ignored_the_one_is_gone_and_the_other_new(specs: Path, file: Path) -> None:
    assert "IMP014" in codes(import_into(specs, export("Bookings"), renames=IGNORE))
    assert file.exists()
    assert "steward" not in read(file.with_name("bookings.yaml"))["business"]


def test_another_object_in_the_old_place_leaves_no_former_name(specs: Path, file: Path) -> None:
    second = export("Bookings")
    second["ORDERS!"] = entity({"x": STRING})
    import_into(specs, second, renames=NAMED, rules=no_rules())
    assert "renamed_from" not in read(file.with_name("bookings.yaml"))
    assert read(file)["source"]["object"] == "ORDERS!"


@pytest.mark.parametrize("text", ["", "[1]", "a: [", "kind: Table\nsource: 5\n"])
def test_a_spec_that_can_t_be_read_can_t_follow(specs: Path, file: Path, text: str) -> None:
    file.write_text(text)
    before = tree(specs)
    assert "IMP002" in codes(import_into(specs, export("Bookings"), renames=TAKE))
    assert tree(specs) == before
