"""Parsed specs are kept for their user alone; what anybody else could have written is not believed."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog.language.compiler import compile_specs
from catalog.language.specs import document_cache
from catalog.language.specs.document_cache import cache_folder
from catalog.language.stacks.settings import read_settings
from tests.support.specs import table, write_project, write_yaml


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's cache, which is the test's own."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "datasphere-glue-catalog" / "specs"


@pytest.fixture
def root(tmp_path: Path, kept: Path) -> Path:
    """A project that was compiled once."""
    root = tmp_path / "project"
    root.mkdir()
    write_project(root)
    compiled(root)
    return root


def compiled(root: Path) -> dict[str, Any]:
    """The one table's spec, as a compilation has it; the specs must be without findings."""
    catalog, findings = compile_specs(root, read_settings(root, "dev"))
    assert findings == []
    return catalog.tables[0].data


def files(kept: Path) -> list[Path]:
    return sorted(kept.glob("specs-*.json"))


def poison(kept: Path) -> None:
    """Another description under the hash of each document, as a stranger would have it."""
    for file in files(kept):
        stored = json.loads(file.read_text())
        for document in stored["documents"].values():
            document["description"] = "poisoned"
        file.write_text(json.dumps(stored))


def test_documents_are_kept_for_their_user_alone(root: Path, kept: Path) -> None:
    assert [oct(folder.stat().st_mode & 0o777) for folder in (kept.parent, kept)] == ["0o700"] * 2
    assert {oct(file.stat().st_mode & 0o777) for file in files(kept)} == {"0o600"}
    assert not (root / ".catalog").exists()


def test_what_is_kept_is_used(root: Path, kept: Path) -> None:
    poison(kept)
    assert compiled(root).get("description") == "poisoned"


def test_what_changed_is_read_anew(root: Path) -> None:
    write_yaml(root / "catalog_specs/sales/orders.yaml", table(description="new"))
    assert compiled(root).get("description") == "new"


def test_a_cache_of_the_clone_is_not_believed(root: Path, kept: Path) -> None:
    poison(kept)
    shutil.copytree(kept, root / ".catalog" / "cache")
    shutil.rmtree(kept)
    assert compiled(root).get("description") != "poisoned"


def everybody_s_folder(kept: Path) -> None:
    kept.chmod(0o777)


def everybody_s_folder_above(kept: Path) -> None:
    kept.parent.chmod(0o777)


def everybody_s_files(kept: Path) -> None:
    for file in files(kept):
        file.chmod(0o666)


def a_linked_folder(kept: Path) -> None:
    kept.rename(kept.with_name("elsewhere"))
    kept.symlink_to("elsewhere")


def linked_files(kept: Path) -> None:
    for file in files(kept):
        file.rename(file.with_suffix(".real"))
        file.symlink_to(file.with_suffix(".real").name)


def pipes(kept: Path) -> None:
    for file in files(kept):
        file.unlink()
        os.mkfifo(file)


@pytest.mark.parametrize(
    "spoil",
    [everybody_s_folder, everybody_s_folder_above, everybody_s_files, a_linked_folder, linked_files, pipes],
)
def test_what_others_could_have_written_is_not_believed(
    root: Path, kept: Path, spoil: Callable[[Path], None]
) -> None:
    poison(kept)
    spoil(kept)
    assert compiled(root).get("description") != "poisoned"


def test_what_another_user_wrote_is_not_believed(
    root: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison(kept)
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert compiled(root).get("description") != "poisoned"


@pytest.mark.parametrize("value", ["true", "1", "yes"])
def test_nothing_is_kept_or_believed_on_ci(
    root: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    poison(kept)
    monkeypatch.setenv("CI", value)
    assert compiled(root).get("description") != "poisoned"
    shutil.rmtree(kept)
    compiled(root)
    assert not kept.exists()


@pytest.mark.parametrize(
    "env", [{}, {"HOME": ""}, {"HOME": "relative"}, {"HOME": "/dev/null"}, {"HOME": "/proc"}]
)
def test_without_a_home_nothing_is_kept(env: dict[str, str]) -> None:
    assert cache_folder(env) is None


@pytest.mark.parametrize("spoiled", ["", "[]", "{}", '{"version": 1}', "not json"])
def test_a_spoiled_cache_is_rebuilt(root: Path, kept: Path, spoiled: str) -> None:
    for file in files(kept):
        file.write_text(spoiled)
    compiled(root)
    assert all("documents" in json.loads(file.read_text()) for file in files(kept))


def test_what_nobody_asked_for_in_a_month_goes(root: Path, kept: Path) -> None:
    left = kept / "specs-of-a-project-that-is-gone.json"
    left.write_text("{}")
    month_ago = time.time() - document_cache.KEPT_SECONDS - 1
    os.utime(left, (month_ago, month_ago))
    document_cache._forget_old.cache_clear()
    write_yaml(root / "catalog_specs/sales/orders.yaml", table(description="new"))
    compiled(root)
    assert not left.exists()
    assert files(kept)
