"""One import over files, folders and spaces: who owns what, where it goes, and that it goes nowhere else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.language.findings import Severity, errors
from mapping.documents.inputs import MissingInputError, inputs_of
from mapping.importer import run_import
from mapping.report.outcome import Outcome
from mapping.rules.rules import Rules
from mapping.store.writer import perform
from tests.support.exports import STRING, SUFFIX, entity, rules_of, to_one, write_export


def import_into(folder: Path, *paths: Path, space: str = "", rules: Rules | None = None) -> Outcome:
    outcome = run_import(inputs_of(paths, space), folder, rules=rules)
    perform(outcome.plan.changes)
    return outcome


def files(folder: Path) -> list[str]:
    """The specs in a folder; import's own record lies beside them."""
    found = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    return sorted(p.as_posix() for p in found if not p.name.startswith("."))


def context(space: str, label: str = "") -> dict[str, Any]:
    return {"kind": "context", "@DataWarehouse.space.name": space, "@EndUserText.label": label}


COPY = {"@cds.persistence.exists": True}


def test_a_folder_has_one_space_a_subfolder_and_references_between_files_resolve(tmp_path: Path) -> None:
    write_export(
        tmp_path / "x" / "SALES" / "a.json",
        {"A": entity({"k": STRING, "_b": to_one("B", ("k", "K"), name="_b")})},
    )
    write_export(tmp_path / "x" / "SALES" / "b.json", {"B": entity({"K": STRING})})
    write_export(tmp_path / "x" / "Crédit" / "c.json", {"C": entity()})
    outcome = import_into(tmp_path / "specs", tmp_path / "x")
    assert files(tmp_path / "specs") == [
        "credit/c.yaml",
        "credit/database.yaml",
        "sales/a.yaml",
        "sales/b.yaml",
        "sales/database.yaml",
    ]
    assert outcome.findings == []


@pytest.mark.parametrize("folder", ["LAGER", "FIN_2026", "X"])
def test_a_file_in_a_folder_called_as_a_space_is_is_of_that_space(folder: str, tmp_path: Path) -> None:
    path = write_export(tmp_path / folder / "a.json", {"A": entity()})
    for named in (path, path.parent):
        specs = tmp_path / f"of_{named.suffix[1:]}"
        outcome = import_into(specs, named)
        assert [(f.code, f.severity) for f in outcome.findings] == [("CSN026", Severity.INFO)]
        assert files(specs) == [f"{folder.lower()}/a.yaml", f"{folder.lower()}/database.yaml"]


@pytest.mark.parametrize(
    ("folder", "suggested"),
    [
        ("exports", "A"),
        ("EXPORTS", "A"),
        ("demo", "DEMO"),
        ("Lager", "LAGER"),
        ("a b", "A_B"),
        ("2026", "A"),
        ("BERICHTE_UND_BESTAENDE", "BERICHTE_UND_BESTAEN"),
        ("größe", "GROESSE"),
        ("日本", "A"),
    ],
)
def test_a_space_that_nobody_named_is_an_error_that_says_what_to_write(
    folder: str, suggested: str, tmp_path: Path
) -> None:
    path = write_export(tmp_path / folder / "a.json", {"A": entity()})
    for named in (path, path.parent):
        outcome = import_into(tmp_path / "specs", named)
        assert [(f.code, f.severity) for f in outcome.findings] == [("CSN013", Severity.ERROR)]
        assert f"such as --space {suggested}, or" in outcome.findings[0].remedy
        assert files(tmp_path / "specs") == []
    assert import_into(tmp_path / "specs", path, space=suggested).findings == []


def test_what_may_fail_does_not_make_a_space_up(tmp_path: Path) -> None:
    path = write_export(tmp_path / "demo" / "a.json", {"A": entity()})
    rules = rules_of("order: [{objects: '*', on_failure: skip}]\n")
    outcome = import_into(tmp_path / "specs", path, rules=rules)
    assert [f.code for f in errors(outcome.findings)] == ["CSN013"]


def test_objects_of_other_spaces_go_to_theirs(tmp_path: Path) -> None:
    definitions = {
        "V": entity({"k": STRING, "_t": to_one("OTHER.T", ("k", "id"), name="_t")}),
        "OTHER": context("OTHER", "Other people"),
        "OTHER.T": entity(**COPY),
        "SAP": {"kind": "context"},
        "SAP.T": entity(**COPY),
    }
    import_into(tmp_path / "s", write_export(tmp_path / "a.json", definitions), space="MINE")
    assert files(tmp_path / "s") == [
        "mine/database.yaml",
        "mine/sap_t.yaml",
        "mine/v.yaml",
        "other/database.yaml",
        "other/t.yaml",
    ]
    other = yaml.safe_load((tmp_path / "s" / "other" / "t.yaml").read_text())
    assert other["source"] == {
        "system": "SAP Datasphere",
        "space": "OTHER",
        "object": "T",
        "kind": "entity",
        "copy": True,
    }
    assert (
        yaml.safe_load((tmp_path / "s" / "mine" / "v.yaml").read_text())["relationships"][0]["to"]
        == "other.t"
    )
    assert yaml.safe_load((tmp_path / "s" / "other" / "database.yaml").read_text())["business"] == {
        "label": "Other people"
    }


@pytest.fixture
def owner_and_copy(tmp_path: Path) -> tuple[Path, Path]:
    owner = write_export(
        tmp_path / "in" / "OWNER" / "t.json", {"T": entity({"id": {**STRING, "@title": "Owner's"}})}
    )
    copy = write_export(
        tmp_path / "in" / "A_USER" / "v.json",
        {
            "OWNER": context("OWNER"),
            "OWNER.T": entity({"id": {**STRING, "@title": "Copy's"}}, **COPY),
            "V": entity(),
        },
    )
    return owner, copy


def label_of(folder: Path) -> str:
    return str(yaml.safe_load((folder / "owner" / "t.yaml").read_text())["columns"][0]["label"])


def test_in_one_import_the_owner_goes_before_the_copy(
    tmp_path: Path, owner_and_copy: tuple[Path, Path]
) -> None:
    outcome = import_into(tmp_path / "s", tmp_path / "in")
    assert label_of(tmp_path / "s") == "Owner's"
    assert [f.code for f in outcome.findings] == ["CSN015"]


def test_a_copy_never_touches_the_owners_spec(tmp_path: Path, owner_and_copy: tuple[Path, Path]) -> None:
    owner, copy = owner_and_copy
    import_into(tmp_path / "s", owner, space="OWNER")
    before = (tmp_path / "s" / "owner" / "t.yaml").read_bytes()
    import_into(tmp_path / "s", copy, space="A_USER")
    assert (tmp_path / "s" / "owner" / "t.yaml").read_bytes() == before


def test_the_owner_takes_the_place_of_a_copy(tmp_path: Path, owner_and_copy: tuple[Path, Path]) -> None:
    owner, copy = owner_and_copy
    import_into(tmp_path / "s", copy, space="A_USER")
    assert label_of(tmp_path / "s") == "Copy's"
    outcome = import_into(tmp_path / "s", owner, space="OWNER")
    spec = yaml.safe_load((tmp_path / "s" / "owner" / "t.yaml").read_text())
    assert "copy" not in spec["source"]
    assert label_of(tmp_path / "s") == "Owner's"
    assert [f.code for f in outcome.findings] == ["IMP011"]


def test_a_copy_that_people_edited_is_a_conflict_for_its_owner(
    tmp_path: Path, owner_and_copy: tuple[Path, Path]
) -> None:
    owner, copy = owner_and_copy
    import_into(tmp_path / "s", copy, space="A_USER")
    spec = tmp_path / "s" / "owner" / "t.yaml"
    spec.write_text(spec.read_text().replace("Copy's", "Mine"))
    outcome = import_into(tmp_path / "s", owner, space="OWNER")
    assert [f.code for f in outcome.findings if f.severity is Severity.ERROR] == ["IMP010"]
    assert label_of(tmp_path / "s") == "Mine"


def test_spaces_that_fold_alike_are_an_error_or_get_suffixes(tmp_path: Path) -> None:
    write_export(tmp_path / "x" / "MY SPACE" / "t.json", {"T": entity()})
    write_export(tmp_path / "x" / "MY-SPACE" / "t.json", {"T": entity()})
    outcome = import_into(tmp_path / "s", tmp_path / "x")
    assert [f.code for f in outcome.findings] == ["MAP022"]
    assert not (tmp_path / "s").exists()
    outcome = import_into(tmp_path / "s", tmp_path / "x", rules=SUFFIX)
    assert len(files(tmp_path / "s")) == 4
    assert [f.code for f in outcome.findings] == ["MAP020"]


def test_two_definitions_of_one_object_that_differ_are_an_error(tmp_path: Path) -> None:
    write_export(tmp_path / "x" / "S" / "1.json", {"T": entity({"a": STRING})})
    write_export(tmp_path / "x" / "S" / "2.json", {"T": entity({"b": STRING}), "U": entity()})
    write_export(tmp_path / "x" / "S" / "3.json", {"U": entity()})
    outcome = import_into(tmp_path / "s", tmp_path / "x")
    assert [f.code for f in outcome.findings] == ["CSN011"]
    assert "2.json:3" in outcome.findings[0].message
    assert outcome.findings[0].file.endswith("1.json")
    assert files(tmp_path / "s") == []


def test_importing_again_writes_nothing(tmp_path: Path) -> None:
    path = write_export(
        tmp_path / "a.json", {"T": entity({"Ä": {**STRING, "@title": "a: b\n#x\x7f"}}), "U": entity()}
    )
    import_into(tmp_path / "s", path, space="S")
    before = {
        f: ((tmp_path / "s" / f).read_bytes(), (tmp_path / "s" / f).stat().st_mtime_ns)
        for f in files(tmp_path / "s")
    }
    outcome = import_into(tmp_path / "s", path, space="S")
    assert outcome.plan.changes == []
    assert outcome.plan.unchanged == 3
    assert {
        f: ((tmp_path / "s" / f).read_bytes(), (tmp_path / "s" / f).stat().st_mtime_ns)
        for f in files(tmp_path / "s")
    } == before


EVIL = [
    "../../etc/x",
    "CON",
    "a/b",
    "",
    " ",
    ".",
    "..",
    "database",
    "/etc/passwd",
    "C:\\x",
    "x\x00y",
    "∞",
    "NUL.yaml",
    "x" * 999,
]


def test_no_name_leads_out_of_the_specs_folder(tmp_path: Path) -> None:
    definitions: dict[str, Any] = {name: entity() for name in EVIL}
    definitions["../up"] = context("../../up")
    definitions["../up.T"] = entity(**COPY)
    path = write_export(tmp_path / "in" / "a.json", definitions)
    specs = tmp_path / "deep" / "er" / "specs"
    outcome = import_into(specs, path, space="../../CON", rules=SUFFIX)
    assert not [f for f in outcome.findings if f.severity is Severity.ERROR]
    outside = [p for p in tmp_path.rglob("*") if p.is_file() and specs not in p.parents]
    assert outside == [path]
    found = files(specs)
    assert len(found) == len(EVIL) + 2 + 1  # a table each, their database, and the other space's two
    assert {Path(f).parts[0] for f in found} == {"con_", "up"}
    for file in found:
        spec = yaml.safe_load((specs / file).read_text())
        assert spec["name"] == (Path(file).parent.name if spec["kind"] == "Database" else Path(file).stem)


def test_a_link_out_of_the_specs_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", tmp_path / "s" / "x")
    outcome = import_into(tmp_path / "s", write_export(tmp_path / "a.json", {"T": entity()}), space="X")
    assert {f.code for f in outcome.findings} == {"IMP005"}
    assert files(tmp_path / "elsewhere") == []


def test_an_error_in_one_file_keeps_all_from_being_written(tmp_path: Path) -> None:
    write_export(tmp_path / "x" / "S" / "good.json", {"T": entity()})
    (tmp_path / "x" / "S" / "bad.json").write_text('{"definitions": {')
    (tmp_path / "x" / "S" / "worse.json").write_text('{\n"definitions": {"A": 1}}')
    outcome = import_into(tmp_path / "s", tmp_path / "x")
    assert [(Path(f.file).name, f.line, f.code) for f in outcome.findings] == [
        ("bad.json", 1, "CSN002"),
        ("worse.json", 2, "CSN008"),
    ]
    assert not (tmp_path / "s").exists()


def test_findings_carry_the_line_of_their_element(tmp_path: Path) -> None:
    path = write_export(tmp_path / "a.json", {"T": entity({"a": STRING, "t": {"type": "cds.Time"}})})
    (finding,) = import_into(tmp_path / "s", path, space="S").findings
    assert '"t": {' in path.read_text().splitlines()[finding.line - 1]
    assert finding.path == ("definitions", "T", "elements", "t")


def test_an_export_without_tables_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"definitions": {"X": {"kind": "context"}}, "$version": "1.0"}))
    assert [f.code for f in import_into(tmp_path / "s", path, space="S").findings] == ["CSN012"]


def test_paths_that_are_not_there_are_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "gone.json", tmp_path / "empty"):
        with pytest.raises(MissingInputError):
            inputs_of([path])


def test_specs_in_a_project_name_their_schema(tmp_path: Path) -> None:
    (tmp_path / "catalog" / "schemas").mkdir(parents=True)
    (tmp_path / "catalog" / "schemas" / "table.schema.json").write_text("{}")
    path = write_export(tmp_path / "a.json", {"T": entity()})
    import_into(tmp_path / "catalog_specs", path, space="S")
    first = (tmp_path / "catalog_specs" / "s" / "t.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../catalog/schemas/table.schema.json"
