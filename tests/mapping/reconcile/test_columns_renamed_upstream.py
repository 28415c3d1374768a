"""A column that the export calls otherwise: kept until someone says so, then followed with people's edits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.cli.main import main
from mapping.reconcile.merge import ConflictPolicy
from mapping.renames.choice import RenameChoice, RenamePolicy
from mapping.report.outcome import Outcome
from tests.support.exports import entity, to_one
from tests.support.reimport import codes, columns_in, import_into, rewrite, tree

TAKE, IGNORE = RenameChoice(RenamePolicy.TAKE), RenameChoice(RenamePolicy.IGNORE)


def text(label: str, length: int = 10, **members: Any) -> dict[str, Any]:
    return {"type": "cds.String", "length": length, "@EndUserText.label": label, **members}


def orders(amount: str = "Amount", **more: Any) -> dict[str, Any]:
    """An export of orders whose second column is called so, and of items that join by it."""
    elements = {"Id": text("Id", key=True), amount: text("How much"), "Note": text("Note"), **more}
    items = {"Item": text("Item"), "Of": text("Of"), "_o": to_one("Orders", ("Of", amount), name="_o")}
    return {"Orders": entity(elements), "Items": entity(items)}


@pytest.fixture
def file(specs: Path) -> Path:
    """The orders' spec, as imported first and edited then."""
    import_into(specs, orders())
    found = specs / "sales" / "orders.yaml"
    rewrite(found, ("label: How much", "label: How much, description: by the desk"))
    return found


def messages(outcome: Outcome, code: str) -> list[str]:
    return [found.said for found in outcome.findings if found.code == code]


def test_by_default_the_spec_stays_and_each_import_says_so(specs: Path, file: Path) -> None:
    before = tree(specs)
    for policy in ConflictPolicy:
        outcome = import_into(specs, orders("Net"), conflicts=policy)
        (message,) = messages(outcome, "IMP023")
        assert "'Amount'" in message
        assert "'Net'" in message
        assert "--rename 'SALES.Orders.Amount=Net'" in outcome.findings[0].remedy
        assert codes(outcome) == ["IMP023"]
        assert tree(specs) == before


def test_other_changes_of_the_export_come_in_meanwhile(specs: Path, file: Path) -> None:
    outcome = import_into(specs, orders("Net", Note=text("Remark"), More=text("More")))
    assert codes(outcome) == ["IMP011", "IMP023"]
    found = columns_in(file)
    assert list(found) == ["id", "amount", "note", "more"]
    assert found["note"]["label"] == "Remark"
    assert found["amount"]["description"] == "by the desk"


@pytest.mark.parametrize("told_first", [False, True])
@pytest.mark.parametrize(
    "choice", [TAKE, RenameChoice(named={"SALES.Orders.Amount": "Net"})], ids=["take", "named"]
)
def test_taken_the_spec_has_the_new_name_and_what_people_wrote(
    specs: Path, file: Path, choice: RenameChoice, told_first: bool
) -> None:
    if told_first:
        import_into(specs, orders("Net"))
    outcome = import_into(specs, orders("Net"), renames=choice)
    assert codes(outcome) == ["CHG102", "IMP024"]
    found = columns_in(file)
    assert list(found) == ["id", "net", "note"]
    assert found["net"]["renamed_from"] == "amount"
    assert found["net"]["description"] == "by the desk"
    assert found["net"]["source"]["name"] == "Net"
    items = yaml.safe_load((file.parent / "items.yaml").read_text())
    assert items["relationships"][0]["on"] == {"of": "net"}
    for again in (choice, RenameChoice()):
        outcome = import_into(specs, orders("Net"), renames=again)
        assert (codes(outcome), outcome.plan.changes) == ([], [])


def test_the_result_passes_check(specs: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_into(specs, orders("Net"), renames=TAKE)
    main(["check", "--specs", str(specs)])
    assert "SPEC0" not in "".join(capsys.readouterr())


def test_the_exports_own_changes_of_it_are_merged_as_ever(specs: Path, file: Path) -> None:
    second = orders("Net")
    second["Orders"]["elements"]["Net"]["@EndUserText.quickInfo"] = "of the export"
    assert codes(import_into(specs, second, renames=TAKE)) == ["CHG102", "IMP010", "IMP024"]
    import_into(specs, second, renames=TAKE, conflicts=ConflictPolicy.KEEP)
    assert columns_in(file)["net"]["description"] == "by the desk"


def test_people_s_references_follow_in_this_spec_and_in_others(specs: Path, file: Path) -> None:
    rewrite(file, ("label: Note", "label: Note, text: amount, currency: amount"))
    own = file.parent / "mine.yaml"
    own.write_text(
        "kind: Table\ndatabase: sales\nname: mine\n# by hand\ncolumns: [{name: a, type: string}]\n"
        'relationships:\n  - {name: r, to: sales.orders, "on": {a: amount}} # ours\n'
    )
    items = file.parent / "items.yaml"
    rewrite(items, ("{of: amount}", "{of: amount, item: id}"))
    assert codes(import_into(specs, orders("Net"), renames=TAKE)) == ["CHG102", "IMP024"]
    note = columns_in(file)["note"]
    assert (note["text"], note["currency"]) == ("net", "net")
    assert '"on": {a: net}} # ours' in own.read_text()
    assert "# by hand" in own.read_text()
    assert "{of: net, item: id}" in items.read_text()


def test_a_name_that_people_gave_stays(specs: Path, file: Path) -> None:
    rewrite(file, ("name: amount", "name: turnover"))
    assert codes(import_into(specs, orders("Net"))) == ["IMP023"]
    (message,) = messages(import_into(specs, orders("Net"), renames=TAKE), "IMP024")
    assert message.endswith("its name here stays turnover")
    found = columns_in(file)["turnover"]
    assert (found["source"]["name"], found.get("renamed_from")) == ("Net", None)


def test_a_column_that_people_removed_does_not_come_back(specs: Path, file: Path) -> None:
    lines = [line for line in file.read_text().splitlines(True) if "name: amount" not in line]
    file.write_text("".join(lines))
    for choice in (RenameChoice(), TAKE, RenameChoice()):
        import_into(specs, orders("Net"), renames=choice)
        assert list(columns_in(file)) == ["id", "note"]


def test_a_rename_that_people_made_by_hand_is_no_question(specs: Path, file: Path) -> None:
    rewrite(file, ("name: amount", "name: net, renamed_from: amount"))
    assert codes(import_into(specs, orders("Net"))) == ["IMP024"]
    found = columns_in(file)
    assert list(found) == ["id", "net", "note"]
    assert (found["net"]["source"]["name"], found["net"]["description"]) == ("Net", "by the desk")
    assert '"on": {of: net}' in (file.parent / "items.yaml").read_text()


def test_a_partition_key_is_left_to_people(specs: Path, file: Path) -> None:
    lines = [line for line in file.read_text().splitlines(True) if "name: amount" not in line]
    keys = "partitions: {keys: [{name: amount, type: string}]}\ncolumns:\n"
    file.write_text("".join(lines).replace("columns:\n", keys))
    before = tree(specs)
    for choice in (RenameChoice(), TAKE):
        (message,) = messages(import_into(specs, orders("Net"), renames=choice), "IMP023")
        assert "partition key" in message
        assert tree(specs) == before
    rewrite(file, ("name: amount", "name: net"))
    assert codes(import_into(specs, orders("Net"))) == ["IMP024"]
    assert list(columns_in(file)) == ["id", "note"]
    assert '"on": {of: net}' in (file.parent / "items.yaml").read_text()


def test_one_rename_after_the_other_names_the_last_one(specs: Path, file: Path) -> None:
    for name in ("Net", "Gross"):
        import_into(specs, orders(name), renames=TAKE)
    found = columns_in(file)["gross"]
    assert (found["renamed_from"], found["description"]) == ("net", "by the desk")


def test_no_former_name_is_written_that_another_column_has(specs: Path, file: Path) -> None:
    second = orders("Net")
    second["Orders"]["elements"]["amount!"] = {"type": "cds.Integer"}
    import_into(specs, second, renames=RenameChoice(named={"SALES.Orders.Amount": "Net"}))
    assert all("renamed_from" not in column for column in columns_in(file).values())


def test_two_that_fit_wait_until_one_is_named(specs: Path, file: Path) -> None:
    second = orders("Net")
    elements = second["Orders"]["elements"]
    second["Orders"]["elements"] = {"Id": elements["Id"], "Gross": elements["Net"], **elements}
    before = tree(specs)
    for choice in (RenameChoice(), TAKE):
        (message,) = messages(import_into(specs, second, renames=choice), "IMP025")
        assert "'Gross', 'Net'" in message
        assert tree(specs) == before
    named = RenameChoice(named={"SALES.Orders.Amount": "Net"})
    assert codes(import_into(specs, second, renames=named)) == ["CHG102", "IMP011", "IMP024"]
    found = columns_in(file)
    assert list(found) == ["id", "gross", "net", "note"]
    assert found["net"]["description"] == "by the desk"


def test_ignored_the_one_goes_and_the_other_comes(specs: Path, file: Path) -> None:
    assert codes(import_into(specs, orders("Net"), renames=IGNORE))[0] == "IMP010"
    import_into(specs, orders("Net"), renames=IGNORE, conflicts=ConflictPolicy.TAKE)
    assert list(columns_in(file)) == ["id", "net", "note"]
    assert "description" not in columns_in(file)["net"]


def test_another_type_is_no_rename(specs: Path, file: Path) -> None:
    second = orders("Net")
    second["Orders"]["elements"]["Net"] = text("How much", 11)
    assert "IMP023" not in codes(import_into(specs, second))


def test_a_former_name_alone_is_no_edit_of_people_s(specs: Path) -> None:
    import_into(specs, orders())
    import_into(specs, orders("Net"), renames=TAKE)
    outcome = import_into(specs, {"Items": entity({"Item": text("Item")})}, prune=True)
    assert "IMP015" in codes(outcome)
    assert not (specs / "sales" / "orders.yaml").exists()


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({"SALES.Orders.Amont": "Net"}, "no column is called 'Amont' (did you mean 'Amount'?)"),
        ({"SALES.Orders.Amount": "Nett"}, "no column 'Nett' in its place (did you mean 'Net'?)"),
        ({"SALES.Orders.Note": "Net"}, "still has the column under its old name"),
        ({"SALES.Order.Amount": "Net"}, "no object is called so"),
        ({"SALES.Items": "Net"}, "still has the object under its old name"),
    ],
)
def test_a_named_pair_that_is_none_is_an_error(
    specs: Path, file: Path, named: dict[str, str], says: str
) -> None:
    outcome = import_into(specs, orders("Net"), renames=RenameChoice(named=named))
    (message,) = messages(outcome, "IMP026")
    assert says in message
    assert outcome.plan.changes == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "IMP002"), ("[1]", "IMP002"), ("a: [", "SPEC001"), ("\t", "SPEC001")],
)
def test_a_spec_that_can_t_be_read_can_t_follow(specs: Path, file: Path, text: str, code: str) -> None:
    file.write_text(text)
    assert code in codes(import_into(specs, orders("Net"), renames=TAKE))
    assert file.read_text() == text


def test_columns_in_another_shape_are_left_alone(specs: Path, file: Path) -> None:
    file.write_text(
        "kind: Table\nsource: {space: SALES, object: Orders}\n"
        "columns:\n- 5\n- {name: amount} # ours\n- {name: [1]}\n"
    )
    assert "IMP024" in codes(import_into(specs, orders("Net"), renames=TAKE))
    assert "name: net" in file.read_text()
    assert "# ours" in file.read_text()


def test_line_ends_stay(specs: Path, file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    lines = file.read_bytes().count(b"\r\n")
    import_into(specs, orders("Net"), renames=TAKE)
    found = file.read_bytes()
    assert found.count(b"\r\n") == found.count(b"\n") == lines
