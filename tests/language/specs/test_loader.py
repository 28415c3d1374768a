"""Reading a folder: layers, selection, cache, and files in the wrong place."""

import os
from datetime import date
from pathlib import Path

import pytest

from catalog.files.folder import Folder
from catalog.language.compiler import check_stacks, compile_specs, read_specs
from catalog.language.findings import DataError
from catalog.language.specs import loader
from catalog.language.stacks.settings import (
    SettingError,
    Settings,
    read_settings,
    settings_of,
    stack_names,
)
from tests.support.specs import DATABASE, STACK, table, write_project, write_yaml


def test_defaults_are_layered_and_the_tables_own_value_wins(tmp_path: Path) -> None:
    database = {
        **DATABASE,
        "defaults": {"business": {"steward": "db", "team": "db", "tags": {"a": 1, "b": 1}}},
    }
    root = write_project(tmp_path, {"orders": table(business={"team": "own", "tags": {"b": 2}})}, database)
    write_yaml(
        root / "catalog_specs/catalog.yaml",
        {"kind": "Catalog", "defaults": {"business": {"steward": "all", "certification": "draft"}}},
    )
    catalog, findings = compile_specs(root, read_settings(root, "dev"))
    assert findings == []
    assert catalog.tables[0].data["business"] == {
        "steward": "db",
        "certification": "draft",
        "team": "own",
        "tags": {"a": 1, "b": 2},
    }


def test_variables_and_the_environment_are_replaced_per_stack(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    catalog, _ = compile_specs(root, read_settings(root, "dev"))
    assert catalog.databases[0].physical_name == "sales_dev"
    assert catalog.tables[0].data["storage"]["location"] == "s3://my-lake/sales/orders/"


def test_only_selected_databases_or_domains_are_opened(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    risk = {"kind": "Database", "name": "risk", "business": {"tags": {"domain": "credit"}}}
    write_yaml(root / "catalog_specs/risk/database.yaml", risk)
    write_yaml(root / "catalog_specs/risk/broken.yaml", "not: [read")
    selected = loader.load(root / "catalog_specs", ["sales"])
    assert [f.name for f in selected.folders] == ["sales"]
    assert list(selected.all_findings()) == []
    by_domain = loader.load(root / "catalog_specs", ["credit"])
    assert [f.name for f in by_domain.folders] == ["risk"]
    for name in ("nothing", ""):
        unknown = loader.load(root / "catalog_specs", [name])
        assert unknown.folders == []
        assert [f.code for f in unknown.all_findings()] == ["SPEC006"]


def _codes(root: Path) -> list[str]:
    return [f.code for f in loader.load(root / "catalog_specs").all_findings()]


def test_what_looks_like_a_spec_and_is_not_read_is_an_error(tmp_path: Path) -> None:
    folder = write_project(tmp_path) / "catalog_specs" / "sales"
    assert _codes(tmp_path) == []
    (folder / "old").mkdir()
    (folder / "orders.yaml").rename(folder / "old" / "orders.yaml")
    assert _codes(tmp_path) == ["SPEC007"]
    (folder / "t.YAML").write_text("kind: Table")
    (folder / "notes.md").write_text("not a spec")
    assert _codes(tmp_path) == ["SPEC007"] * 2


@pytest.mark.parametrize("name", ["sales/linked.yaml", "sales/database.yaml", "linked", "catalog.yaml"])
@pytest.mark.parametrize(
    "target", ["sales/orders.yaml", "nowhere", "/etc/hostname", "/proc/self/environ", "."]
)
def test_a_link_in_the_folder_is_refused_wherever_it_leads(tmp_path: Path, name: str, target: str) -> None:
    specs = write_project(tmp_path) / "catalog_specs"
    (specs / name).unlink(missing_ok=True)
    (specs / name).symlink_to(target)
    (found,) = (f for f in loader.load(specs, ["finance", "sales"]).all_findings() if f.code != "SPEC006")
    assert (found.code, found.file) == ("SPEC009", str(specs / name))
    assert found.message == "this is a link: regular files and folders alone are read here"


def test_a_linked_database_file_is_refused_whatever_is_selected(tmp_path: Path) -> None:
    specs = write_project(tmp_path) / "catalog_specs"
    (specs / "sales" / "database.yaml").rename(tmp_path / "database.yaml")
    (specs / "sales" / "database.yaml").symlink_to(tmp_path / "database.yaml")
    assert "SPEC009" in [f.code for f in loader.load(specs, ["credit"]).all_findings()]


def test_a_folder_of_specs_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    write_project(tmp_path / "other")
    (tmp_path / "catalog_specs").symlink_to("other/catalog_specs")
    with pytest.raises(DataError, match=r"SPEC000.*it is a link"):
        loader.load(tmp_path / "catalog_specs")


def test_a_pipe_in_the_folder_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    specs = write_project(tmp_path) / "catalog_specs"
    os.mkfifo(specs / "sales" / "pipe.yaml")
    assert [f.message for f in loader.load(specs).all_findings()] == [
        "this is a named pipe: regular files and folders alone are read here"
    ]


def test_a_spec_larger_than_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    specs = write_project(tmp_path) / "catalog_specs"
    with open(specs / "sales" / "orders.yaml", "r+b") as file:
        file.truncate(1 << 40)
    (found,) = loader.load(specs).all_findings()
    assert found.message == "can't be read: it has 1024 GB, more than the 16 MB allowed for it"


def test_an_empty_folder_is_an_error_and_not_a_destroy(tmp_path: Path) -> None:
    (tmp_path / "catalog_specs").mkdir()
    assert _codes(tmp_path) == ["SPEC000"]


def test_a_directive_is_refused(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    file = root / "catalog_specs/sales/orders.yaml"
    file.write_text("# a note\n%YAML 1.1\n---\n" + file.read_text())
    found = list(loader.load(root / "catalog_specs").all_findings())
    assert [(f.code, f.line) for f in found] == [("SPEC001", 2)]


def test_an_unknown_key_hides_nothing_else(tmp_path: Path) -> None:
    broken = table(colour="red", storage={"location": "s3://${nope}/x/"}, description="x" * 2049)
    root = write_project(tmp_path, {"orders": broken})
    _, findings = compile_specs(root, read_settings(root, "dev"))
    assert sorted(f.code for f in findings) == ["SPEC003", "SPEC013", "SPEC018"]


def test_only_the_record_of_the_import_keeps_its_variables(tmp_path: Path) -> None:
    places = {
        "source": {"sql": "${x}"},
        "parameters": {"source": "${lake}"},
        "business": {"custom": {"source": "${lake}"}},
    }
    columns = [{"name": "a", "type": "int", "source": {"name": "${x}"}, "label": "${lake}"}]
    root = write_project(tmp_path, {"orders": table(columns=columns, partitions=None, **places)})
    catalog, findings = compile_specs(root, read_settings(root, "dev"))
    assert findings == []
    data = catalog.tables[0].data
    assert data["source"]["sql"] == "${x}"
    assert data["columns"][0]["source"]["name"] == "${x}"
    assert data["columns"][0]["label"] == "my-lake"
    assert data["parameters"]["source"] == data["business"]["custom"]["source"] == "my-lake"


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder"):
        loader.load(tmp_path / "nowhere")


def test_files_in_the_wrong_place_are_reported(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    write_yaml(root / "catalog_specs/stray.yaml", "kind: Table")
    write_yaml(root / "catalog_specs/sales/old.yml", "kind: Table")
    codes = [f.code for f in loader.load(root / "catalog_specs").all_findings()]
    assert sorted(codes) == ["SPEC005", "SPEC007"]


@pytest.mark.parametrize(
    "text", ["", "- a", "just text", "kind: [Table]", "kind: Table\n\tx: 1", b"\xff\xfe"]
)
def test_a_document_that_is_none_is_an_error_in_its_file(text: str | bytes, tmp_path: Path) -> None:
    root = write_project(tmp_path)
    file = root / "catalog_specs/sales/bad.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = list(loader.load(root / "catalog_specs").all_findings())
    assert {Path(f.file).name for f in found} == {"bad.yaml"}


def test_broken_documents_are_never_cached(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"orders": table(unknown=1)})
    for _ in range(2):
        assert [f.code for f in compile_specs(root, read_settings(root, "dev"))[1]] == ["SPEC003"]


def test_a_finding_of_one_stack_only_names_the_stack(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    settings = [read_settings(root, "dev"), Settings("prod", environment="prod")]
    found = check_stacks(root, settings)
    assert [f.code for f in found] == ["SPEC013"]
    assert "has no value (stack prod). Set catalog:variables lake in Pulumi.prod.yaml" in found[0].render()


def test_stacks_are_read_without_the_engine(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    assert stack_names(root) == ["dev"]
    settings = read_settings(root, "dev")
    assert settings.all_variables() == {"environment": "dev", "lake": "my-lake"}


STACKS = [
    ("config: [a]", "STACK002", 1),
    ("encryptionsalt: a\naws:region: eu-west-1", "STACK002", 2),
    ("catalog:variables: {lake: a}", "STACK002", 1),
    ("config:\n  catalog:variable: {}", "STACK003", 2),
    ("config:\n  catalog:variables: [a]", "STACK003", 2),
    ("config:\n  catalog:select: {a: 1}", "STACK003", 2),
    ("config:\n  catalog:protect: maybe", "STACK003", 2),
    ("config:\n  catalog:environment: {secure: AAAB}", "STACK003", 2),
    ("config:\n  catalog:variables: {lake: {secure: AAAB}}", "STACK003", 2),
    ("config:\n\tx: 1", "SPEC001", 2),
]


@pytest.mark.parametrize(("text", "code", "line"), STACKS)
def test_a_stack_file_that_is_wrong_is_an_error_with_its_line(
    text: str, code: str, line: int, tmp_path: Path
) -> None:
    root = write_project(tmp_path, stack=text)
    with pytest.raises(DataError) as caught:
        read_settings(root, "dev")
    assert [(f.code, f.line) for f in caught.value.findings] == [(code, line)]


def test_a_stack_without_a_file_names_those_that_have_one(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="known stacks: dev"):
        read_settings(write_project(tmp_path), "prod")


def test_the_engines_configuration_gives_the_same_settings_as_the_file(tmp_path: Path) -> None:
    root = write_project(tmp_path, stack=STACK + "  catalog:select: [sales]\n  catalog:protect: true\n")
    values = {"environment": "dev", "variables": {"lake": "my-lake"}, "select": ["sales"], "protect": "true"}
    assert settings_of("dev", values) == read_settings(root, "dev")


def test_a_comma_at_the_end_of_a_selection_selects_nothing() -> None:
    assert settings_of("dev", {"select": "sales, risk,"}).select == ("sales", "risk")


@pytest.mark.parametrize("text", ["2026-01-10", "2026-01-10 00:00:00 +0000 UTC"])
def test_a_day_may_be_written_as_the_engine_passes_it_on(text: str, tmp_path: Path) -> None:
    root = write_project(tmp_path, stack=f"{STACK}  catalog:date: {text}\n")
    assert settings_of("dev", {"date": text}).today == date(2026, 1, 10)
    assert read_settings(root, "dev").today == date(2026, 1, 10)


@pytest.mark.parametrize(
    "text",
    ["2026-01-10 10:00:00 +0000 UTC", "2026-01-10 00:00:00 +0800 +0800", "2026-02-30", "2026-W02-1", "today"],
)
def test_what_is_no_whole_day_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match=r"found\. Write a day, such as 2026-01-31"):
        settings_of("dev", {"date": text})


def test_an_interrupted_import_stops_the_run(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / "catalog_specs" / loader.JOURNAL).write_text("{}")
    assert _codes(root) == ["SPEC008"]


def test_tables_without_a_database_file_are_an_error(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / "catalog_specs" / "sales" / "database.yaml").unlink()
    assert _codes(root) == ["SPEC005"]


def test_files_and_hidden_folders_that_are_no_specs_are_ignored(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / "catalog_specs" / "README.md").write_text("about")
    (root / "catalog_specs" / "sales" / "notes.txt").write_text("about")
    (root / "catalog_specs" / ".git").mkdir()
    assert _codes(root) == []


def test_a_spec_that_can_not_be_opened_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_project(tmp_path)
    real = Folder.read

    def refuse(folder: Folder, name: str, limit: int) -> bytes:
        if name == "orders.yaml":
            raise PermissionError(13, "Permission denied")
        return real(folder, name, limit)

    monkeypatch.setattr(Folder, "read", refuse)
    (found,) = compile_specs(root, read_settings(root, "dev"))[1]
    assert (found.code, found.message) == ("SPEC001", "can't be read: Permission denied")


def test_only_the_named_folders_are_read_where_any_are_named(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    other = root / "catalog_specs" / "finance"
    other.mkdir()
    write_yaml(other / "database.yaml", {**DATABASE, "name": "finance", "physical_name": "finance"})
    catalog, findings = read_specs(root, read_settings(root, "dev"), folders=["finance"])
    assert [database.name for database in catalog.databases] == ["finance"]
    assert (catalog.tables, findings) == ([], [])


@pytest.mark.parametrize("name", ["amount\n", "amount\n\n", "\namount", "amount ", "Amount"])
def test_a_name_with_a_line_end_is_no_name(tmp_path: Path, name: str) -> None:
    root = write_project(
        tmp_path, {"orders": table(columns=[{"name": name, "type": "int"}], partitions=None)}
    )
    (found,) = compile_specs(root, read_settings(root, "dev"))[1]
    assert (found.code, found.path) == ("SPEC002", ("columns", 0, "name"))
    assert found.message.endswith("found, 1 to 255 of a-z, 0-9 and _ expected")


def test_many_specs_in_folders_of_folders_are_one_finding_a_folder(tmp_path: Path) -> None:
    nested = write_project(tmp_path) / "catalog_specs" / "sales" / "old"
    (nested / "older").mkdir(parents=True)
    for number in range(30):
        (nested / f"t{number}.yaml").touch()
    (nested / "older" / "t.yml").touch()
    found = list(loader.load(tmp_path / "catalog_specs").all_findings())
    assert [f.message for f in found] == [
        "a spec in a folder of a folder is not read (and 29 more)",
        "a spec in a folder of a folder is not read",
    ]


def test_a_stack_is_named_once_however_often_its_specs_say_the_same(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"orders": table(description="${nobody} ${nobody} ${nobody}")})
    (root / "Pulumi.prod.yaml").write_text(STACK + "  catalog:select: [sales]\n")
    settings = [read_settings(root, name) for name in ("dev", "prod")]
    found = [f for f in check_stacks(root, settings) if f.code == "SPEC013"]
    assert found
    assert not any("dev, dev" in f.message for f in found)
