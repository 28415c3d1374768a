"""The files of a new repository: all of them, with every mark filled, valid as they are."""

from __future__ import annotations

import json
import re
from importlib.resources import files as shipped
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.language.stacks.settings import read_stack
from catalog.repository import example
from catalog.repository.answers import DEFAULT_LAKE, AnswerError, Answers, as_json, from_json
from catalog.repository.files import CI_TEMPLATES, LAUNCHER, TEMPLATES, filled, repository_files
from catalog.repository.requirement import of_index
from mapping.rules.business_context import read_context
from mapping.rules.loader import read_rules
from tests.support.project import ROOT

TOOL = of_index("1.0")
PLAIN = Answers("shop", TOOL)
ALL = Answers("shop", TOOL, "eu-central-1", "acme-{environment}/lake", "github", example=True)


@pytest.mark.parametrize("answers", [PLAIN, ALL])
def test_no_mark_is_left_and_no_file_is_empty(answers: Answers) -> None:
    for name, file in repository_files(answers).items():
        assert file.text.endswith("\n"), name
        assert not re.search(r"@[a-z_]+@", file.text), name


def test_every_template_is_used() -> None:
    named = {template for template, _ in TEMPLATES.values()}
    named |= {template for some in CI_TEMPLATES.values() for template, _ in some.values()}
    named |= {"readme_example.md", "readme_empty.md"}
    there = {file.name for file in shipped("catalog.repository").joinpath("template").iterdir()}
    assert {f"{name}.template" for name in named} == there


def test_a_mark_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("name: @nobody@", {})


def test_answers_are_where_they_belong() -> None:
    made = {name: file.text for name, file in repository_files(ALL).items()}
    assert yaml.safe_load(made["Pulumi.yaml"])["name"] == "shop"
    for environment in ("dev", "prod"):
        config = yaml.safe_load(made[f"Pulumi.{environment}.yaml"])["config"]
        assert config["aws:region"] == "eu-central-1"
        assert config["catalog:variables"] == {"lake": f"acme-{environment}/lake"}
        assert "lake: acme" in made[f"Pulumi.{environment}.yaml"]
        assert "# REPLACE: bucket" not in made[f"Pulumi.{environment}.yaml"]
    assert made["requirements.txt"].splitlines()[1] == "datasphere-glue-catalog[local]==1.0"
    assert yaml.safe_load(made[".github/workflows/catalog.yaml"])["permissions"] == {"contents": "read"}
    assert ".github/workflows/catalog.yaml" not in repository_files(PLAIN)
    assert (
        f"{DEFAULT_LAKE.format(environment='dev')} # REPLACE"
        in repository_files(PLAIN)["Pulumi.dev.yaml"].text
    )


@pytest.mark.parametrize("stack", ["local", "dev", "prod"])
def test_stacks_are_those_of_the_checkout(stack: str, tmp_path: Path) -> None:
    (tmp_path / f"Pulumi.{stack}.yaml").write_text(repository_files(PLAIN)[f"Pulumi.{stack}.yaml"].text)
    assert read_stack(tmp_path, stack).config == read_stack(ROOT, stack).config


def test_the_program_is_three_lines() -> None:
    assert len(repository_files(PLAIN)["__main__.py"].text.splitlines()) == 3


def test_the_launcher_is_a_program_that_names_no_path_of_a_machine() -> None:
    made = repository_files(PLAIN)
    assert [name for name, file in made.items() if file.executable] == [LAUNCHER]
    assert str(ROOT) not in made[LAUNCHER].text
    assert "catalog.provider.server" in made[LAUNCHER].text
    assert (ROOT / "catalog/checkout/own_venv.sh").read_text() in made[LAUNCHER].text


def test_schemas_are_those_that_checks_use() -> None:
    made = repository_files(PLAIN)
    for folder in ("catalog", "mapping"):
        for file in (ROOT / folder / "schemas").glob("*.json"):
            assert made[f"schemas/{file.name}"].text == file.read_text("utf-8")


def without_marks(text: str) -> str:
    """The text with what is commented out in force: lines that begin with `# ` and a key or a dash."""
    body = text[text.index("\nkind:") :].replace("\nentries: []", "")
    return re.sub(r"(?m)^# ", "", body)


def keys_of(schema: dict[str, Any]) -> set[str]:
    """All keys that a schema knows, at any depth."""
    found = set(schema.get("properties", {}))
    for below in [*schema.get("properties", {}).values(), schema.get("items")]:
        found |= keys_of(below) if isinstance(below, dict) else set()
    return found


def keys_in(value: Any) -> set[str]:
    """All keys of a document, at any depth."""
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in keys_in(each)}
    return {key for each in value for key in keys_in(each)} if isinstance(value, list) else set()


@pytest.mark.parametrize(
    ("name", "read", "schema"),
    [("catalog_rules.yaml", read_rules, "rules"), ("catalog_context.yaml", read_context, "context")],
)
def test_rules_and_context_are_valid_and_show_every_key(name: str, read: Any, schema: str) -> None:
    text = repository_files(PLAIN)[name].text
    read(text.encode(), name)
    shown = without_marks(text)
    read(shown.encode(), name)
    known = keys_of(json.loads((ROOT / f"mapping/schemas/{schema}.schema.json").read_text()))
    assert known - keys_in(yaml.safe_load(shown)) == set()


def test_the_example_is_the_checkout_s() -> None:
    exports = {
        p.relative_to(ROOT / "examples/exports").as_posix()
        for p in (ROOT / "examples/exports").rglob("*.json")
    }
    assert set(example.exports()) == exports
    context = repository_files(ALL)["catalog_context.yaml"].text
    read_context(context.encode(), "catalog_context.yaml")
    assert yaml.safe_load(context) == yaml.safe_load((ROOT / "examples/context.yaml").read_text())
    assert "mapping/" not in context
    assert set(example.partitions()) == {
        p.relative_to(ROOT / "examples/partitions").as_posix()
        for p in (ROOT / "examples/partitions").rglob("*.yaml")
    }


def test_answers_survive_the_record() -> None:
    assert from_json(json.loads(json.dumps(as_json(ALL)))) == ALL


@pytest.mark.parametrize(
    "wrong",
    [{"project": "a b"}, {"project": ""}, {"region": "mars"}, {"lake": "A_B"}, {"lake": "x{environment"},
     {"lake": "l\nx: y"}, {"ci": "jenkins"}, {"region": "eu-west-1\n"}],
)  # fmt: skip
def test_a_wrong_answer_is_refused_wherever_it_comes_from(wrong: dict[str, str]) -> None:
    with pytest.raises(AnswerError):
        Answers(**{"project": "shop", "requirement": TOOL, **wrong})  # type: ignore[arg-type]
    with pytest.raises(AnswerError):
        from_json({**as_json(PLAIN), **wrong})
