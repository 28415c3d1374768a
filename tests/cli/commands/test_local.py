"""Which port `catalog local` takes."""

from pathlib import Path

import pytest

from catalog.cli.commands.local import local_port
from catalog.cli.project import UsageError
from catalog.local.service.control import DEFAULT_PORT
from tests.support.specs import write_project

STACK = "config:\n  aws:region: x\n  aws:endpoints:\n    - glue: http://127.0.0.1:4601\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CATALOG_LOCAL_PORT", raising=False)
    return write_project(tmp_path)


def test_the_port_is_that_of_the_command_the_shell_or_the_stack_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert local_port() == DEFAULT_PORT
    (project / "Pulumi.local.yaml").write_text(STACK)
    assert local_port() == 4601
    monkeypatch.setenv("CATALOG_LOCAL_PORT", "4602")
    assert local_port() == 4602
    assert local_port(4603) == 4603


def test_a_port_that_is_none_is_wrong_usage(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOG_LOCAL_PORT", "none")
    with pytest.raises(UsageError, match="CATALOG_LOCAL_PORT: a port is a number"):
        local_port()
