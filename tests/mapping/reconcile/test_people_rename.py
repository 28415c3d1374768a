"""What people renamed or moved in their specs is updated where it is, under their names."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.support.exports import STRING, entity, to_one
from tests.support.reimport import (
    DATE,
    codes,
    columns_in,
    import_into,
    rewrite,
    spec_files_in,
)

REFERS = {"id": STRING, "plan": STRING, "_p": to_one("P", ("plan", "id"), name="_p")}


def test_a_column_people_renamed_takes_the_exports_changes_under_its_name(specs: Path) -> None:
    import_into(specs, {"T": entity({"id": STRING, "Net Amount": STRING})})
    rewrite(specs / "sales" / "t.yaml", ("name: net_amount", "name: net"))
    outcome = import_into(specs, {"T": entity({"id": STRING, "Net Amount": DATE})})
    assert codes(outcome) == ["CHG208", "IMP011"]
    found = columns_in(specs / "sales" / "t.yaml")
    assert list(found) == ["id", "net"]
    assert found["net"]["type"] == "date"


def test_a_table_that_people_renamed_keeps_its_new_name_when_an_object_is_called_so(specs: Path) -> None:
    import_into(specs, {"T": entity()})
    (specs / "sales" / "t.yaml").rename(specs / "sales" / "mine.yaml")
    rewrite(specs / "sales" / "mine.yaml", ("name: t\n", "name: mine\n"))
    both = {"T": entity(), "Mine": entity({"k": DATE})}
    assert codes(import_into(specs, both)) == ["MAP020"]
    assert yaml.safe_load((specs / "sales" / "mine.yaml").read_text())["source"]["object"] == "T"
    assert len(spec_files_in(specs)) == 3
    assert import_into(specs, both).plan.changes == []


def test_two_specs_of_one_object_are_a_finding(specs: Path) -> None:
    import_into(specs, {"T": entity()})
    copied = (specs / "sales" / "t.yaml").read_text().replace("name: t\n", "name: t_copy\n")
    (specs / "sales" / "t_copy.yaml").write_text(copied)
    (found,) = (f for f in import_into(specs, {"T": entity({"id": DATE})}).findings if f.code == "IMP022")
    assert (Path(found.file).name, found.line) == ("t_copy.yaml", 4)
    assert f"{specs / 'sales' / 't.yaml'} are of one object, SALES.T" in found.message
    assert (specs / "sales" / "t_copy.yaml").read_text() == copied


@pytest.mark.parametrize("has_record", [True, False])
def test_a_table_people_moved_is_updated_where_it_is(specs: Path, has_record: bool) -> None:
    import_into(specs, {"T": entity(), "U": entity()})
    (specs / "people").mkdir()
    (specs / "sales" / "t.yaml").rename(specs / "people" / "mine.yaml")
    rewrite(
        specs / "people" / "mine.yaml", ("database: sales", "database: people"), ("name: t\n", "name: mine\n")
    )
    if not has_record:
        (specs / "sales" / ".import.json").unlink()
    outcome = import_into(specs, {"T": entity({"id": STRING, "new": DATE}), "U": entity()})
    assert spec_files_in(specs) == ["people/mine.yaml", "sales/database.yaml", "sales/u.yaml"]
    assert list(columns_in(specs / "people" / "mine.yaml")) == ["id", "new"]
    assert codes(outcome) == (["IMP011"] if has_record else ["IMP003", "IMP003"])
    assert import_into(specs, {"T": entity({"id": STRING, "new": DATE}), "U": entity()}).plan.changes == []


def test_what_comes_new_refers_to_tables_as_people_named_them(specs: Path) -> None:
    import_into(specs, {"T": entity(), "P": entity()})
    (specs / "sales" / "p.yaml").rename(specs / "sales" / "plans.yaml")
    rewrite(specs / "sales" / "plans.yaml", ("name: p\n", "name: plans\n"))
    import_into(specs, {"T": entity(REFERS), "P": entity(), "V": entity(REFERS)})
    for name in ("t", "v"):
        spec = yaml.safe_load((specs / "sales" / f"{name}.yaml").read_text())
        assert [r["to"] for r in spec["relationships"]] == ["sales.plans"]
    assert import_into(specs, {"T": entity(REFERS), "P": entity(), "V": entity(REFERS)}).plan.changes == []


def test_new_tables_go_to_the_database_as_people_named_it(specs: Path) -> None:
    import_into(specs, {"T": entity()})
    (specs / "sales").rename(specs / "shop")
    rewrite(specs / "shop" / "database.yaml", ("name: sales", "name: shop"))
    rewrite(specs / "shop" / "t.yaml", ("database: sales", "database: shop"))
    before = (specs / "shop" / "t.yaml").read_bytes()
    import_into(specs, {"T": entity(), "N": entity()})
    assert spec_files_in(specs) == ["shop/database.yaml", "shop/n.yaml", "shop/t.yaml"]
    assert yaml.safe_load((specs / "shop" / "n.yaml").read_text())["database"] == "shop"
    assert (specs / "shop" / "t.yaml").read_bytes() == before
    assert import_into(specs, {"T": entity(), "N": entity()}).plan.changes == []
