"""Which stacks a command is for, and which shell fits them."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.cli.project import UsageError
from catalog.cli.stacks.selection import narrowed, refuse_wrong_shell
from tests.support.specs import write_yaml

FOUND = {"dev": ["dev-a", "dev-b"], "prod": ["prod"]}


def test_stacks_of_several_environments_are_applied_only_by_name() -> None:
    with pytest.raises(UsageError, match=r"2 environments: dev \(dev-a, dev-b\), prod \(prod\)\. Say which"):
        narrowed(FOUND, None, one_by_one=False)
    assert narrowed(FOUND, "dev", one_by_one=False) == {"dev": ["dev-a", "dev-b"]}
    assert narrowed(FOUND, None, one_by_one=True) == FOUND


def test_one_environment_needs_no_name_and_an_unknown_one_is_refused() -> None:
    assert narrowed({"dev": ["a", "b"]}, None, one_by_one=False) == {"dev": ["a", "b"]}
    with pytest.raises(UsageError, match=r"no stack of environment 'x' \(environments: dev"):
        narrowed(FOUND, "x", one_by_one=False)


@pytest.mark.parametrize(
    ("stack", "endpoint", "backend", "remedy"),
    [
        ("dev", None, "local", "catalog env local is in force in this shell, and stack dev is not on this"),
        ("local", "http://127.0.0.1:1", None, r'run eval "\$\(catalog env local\)" first'),
        ("local", "http://127.0.0.1:1", "local", "no local catalog at http://127.0.0.1:1"),
    ],
)
def test_a_shell_that_does_not_fit_the_stack_is_refused(
    tmp_path: Path, stack: str, endpoint: str | None, backend: str | None, remedy: str
) -> None:
    config = {"aws:endpoints": [{"glue": endpoint}]} if endpoint else {}
    write_yaml(tmp_path / f"Pulumi.{stack}.yaml", {"config": config})
    env = {"PULUMI_BACKEND_URL": (tmp_path / ".catalog" / "state").as_uri()} if backend else {}
    with pytest.raises(UsageError, match=remedy):
        refuse_wrong_shell(tmp_path, [stack], env)


def test_a_stack_elsewhere_fits_any_other_shell(tmp_path: Path) -> None:
    write_yaml(tmp_path / "Pulumi.dev.yaml", {"config": {"aws:region": "eu-central-1"}})
    refuse_wrong_shell(tmp_path, ["dev"], {"PULUMI_BACKEND_URL": "s3://states"})
    refuse_wrong_shell(tmp_path, ["dev"], {})


def test_the_shell_of_another_project_is_refused(tmp_path: Path) -> None:
    write_yaml(tmp_path / "Pulumi.dev.yaml", {"config": {"aws:region": "eu-central-1"}})
    other = (tmp_path / "other one" / ".catalog" / "state").as_uri()
    with pytest.raises(UsageError, match=r"in force in this shell for .*/other one: run eval"):
        refuse_wrong_shell(tmp_path, ["dev"], {"PULUMI_BACKEND_URL": other})
