"""Lines of a project that were written for an earlier version, whose parts had other places.

Plain `pulumi` stops at such a line before any code of ours runs, so `catalog check`, `apply` and `env` look
for them: the plugin's old folder in Pulumi.yaml, and old imports in the program's own files.
"""

from __future__ import annotations

import ast
import importlib.util
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalog.files import limits
from catalog.files.kinds import Kind
from catalog.files.paths import open_folder, read_file
from catalog.language.codes import finding
from catalog.language.findings import DataError, Finding
from catalog.language.specs import yaml_text
from catalog.language.stacks.settings import as_typed

from .project import PROJECT_FILE, UsageError

PACKAGE = Path(__file__).resolve().parents[1]  # `catalog`, where it is installed
LAUNCHER = "pulumi-resource-aws"
FORMER_FOLDER, FOLDER = "provider", Path("catalog") / "provider"
FORMER_PACKAGES = {"catalog_program": "program", "provider": "provider"}  # to the sub-package of `catalog`


def refuse_former_layout(root: Path) -> None:
    """Raises UsageError with the new line for each line that was written for an earlier version."""
    found = former_layout(root)
    if found:
        lines = [f"  {one.render()}" for one in found]
        raise UsageError("this project was written for an earlier version:\n" + "\n".join(lines))


def former_layout(root: Path) -> list[Finding]:
    """Errors PROJ001 (the plugin's folder) and PROJ002 (an import), each with its file, line and new text."""
    file = root / PROJECT_FILE
    try:
        text = yaml_text.decode(read_file(file, limits.STACK_FILE), str(file))
        document = yaml_text.parse(text, str(file))
    except (OSError, DataError):
        return []  # the engine has better words for a project file that can't be read
    project = document if isinstance(document, dict) else {}
    return [*_plugin_paths(root, project, text), *_imports(root, project)]


def _plugin_paths(root: Path, project: Mapping[str, Any], text: str) -> Iterator[Finding]:
    plugins = project.get("plugins")
    providers = plugins.get("providers") if isinstance(plugins, dict) else None
    for number, plugin in enumerate(providers if isinstance(providers, list) else ()):
        path = plugin.get("path") if isinstance(plugin, dict) and plugin.get("name") == "aws" else None
        if isinstance(path, str) and _is_former(root / path):
            line = yaml_text.line_of(text, ("plugins", "providers", number, "path"))[0]
            message = f"path: {path} is where an earlier version had the aws plugin"
            remedy = f"Write path: {_new_path(root, path)}"
            file = str(as_typed(root / PROJECT_FILE))
            yield finding("PROJ001", message, remedy, file, line)


def _is_former(folder: Path) -> bool:
    """Whether a plugin's folder is called as it was, and no plugin is in it."""
    whole = Path(os.path.normpath(folder))
    former = whole.name == FORMER_FOLDER and whole.parent.name != FOLDER.parts[0]
    return former and not (whole / LAUNCHER).exists()


def _new_path(root: Path, former: str) -> str:
    """The folder in the same checkout, else in the package that is installed."""
    beside = Path(former).parent / FOLDER
    if not (root / beside / LAUNCHER).exists():
        beside = Path(os.path.relpath(PACKAGE / FOLDER.name, root))
    return beside.as_posix() if beside.is_absolute() or beside.parts[0] == ".." else f"./{beside.as_posix()}"


def _imports(root: Path, project: Mapping[str, Any]) -> Iterator[Finding]:
    main = root / str(project.get("main") or ".")
    folder = main if main.is_dir() else main.parent
    former = {name for name in FORMER_PACKAGES if not _is_theirs(name, (root, folder))}
    for file in _modules(root, folder) if former else ():
        for line, module in _imported(file):
            package, _, rest = module.partition(".")
            if package in former:
                message = f"{module} is the name that an earlier version had for this package"
                remedy = f"Import it from {_new_module(package, rest)}"
                yield finding("PROJ002", message, remedy, str(as_typed(file)), line)


def _modules(root: Path, folder: Path) -> list[Path]:
    """The Python files of the program's folder; none where that is not the project's own."""
    whole = Path(os.path.normpath(folder))
    try:
        with open_folder(whole) as opened:
            found = [e.name for e in opened.entries() if e.kind is Kind.FILE and e.name.endswith(".py")]
    except OSError:
        return []
    return [whole / name for name in found] if whole.is_relative_to(root) else []


def _is_theirs(package: str, folders: tuple[Path, ...]) -> bool:
    """Whether the project has, or installed, a package of that name of its own."""
    own = any((folder / package).is_dir() or (folder / f"{package}.py").is_file() for folder in folders)
    return own or importlib.util.find_spec(package) is not None


def _imported(file: Path) -> Iterator[tuple[int, str]]:
    try:
        tree = ast.parse(read_file(file, limits.PROGRAM))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return  # Python itself says what is wrong when the program runs
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def _new_module(package: str, rest: str) -> str:
    folder = FORMER_PACKAGES[package]
    kept = rest if (PACKAGE / folder / f"{rest}.py").is_file() else ""
    return ".".join(part for part in ("catalog", folder, kept) if part)
