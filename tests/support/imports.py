"""Who imports whom, read from source text: arrows between files, lifted to folders, and the circles in them.

Nothing is imported for it. An import counts wherever it stands: late in a function, and under TYPE_CHECKING
too. Files are named by their path from the project's root, `catalog/aws/session.py`; what is outside of the
tree keeps its dotted name, `botocore.config`.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Graph = Mapping[str, Collection[str]]


@dataclass(frozen=True, order=True)
class Import:
    """One imported module: `file:line` imports `target`, a file of the tree or a dotted name outside."""

    file: str
    line: int
    target: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.target}"


def read_files(root: Path, folders: Iterable[str]) -> dict[str, str]:
    """The text of each Python file in these folders of `root`, by its path."""
    return {
        file.relative_to(root).as_posix(): file.read_text("utf-8")
        for folder in folders
        for file in sorted((root / folder).rglob("*.py"))
    }


def imports(files: Mapping[str, str]) -> list[Import]:
    """Every import of these files, in their order; a line that takes two names of a module is one import."""
    modules = {module_of(file): file for file in files}
    found = (
        Import(file, line, _target(name, modules))
        for file, text in files.items()
        for line, name in _imported(file, text)
    )
    return [*dict.fromkeys(found)]


def arrows(files: Mapping[str, str]) -> dict[str, set[str]]:
    """File to file: what each file imports of the others."""
    graph: dict[str, set[str]] = {file: set() for file in files}
    for found in imports(files):
        if found.target in files and found.target != found.file:
            graph[found.file].add(found.target)
    return graph


def lifted(graph: Graph, folder: str) -> dict[str, set[str]]:
    """The arrows between what lies directly in `folder`: files, and folders with all that they hold."""
    above: dict[str, set[str]] = {}
    for file, targets in graph.items():
        member = member_of(file, folder)
        if member is None:
            continue
        others = {other for target in targets if (other := member_of(target, folder)) is not None}
        above.setdefault(member, set()).update(others - {member})
    return above


def member_of(file: str, folder: str) -> str | None:
    """The file or folder directly in `folder` to which a file belongs; None outside of `folder`.

    A package's own `__init__.py` belongs to no member: it is the folder itself.
    """
    if not file.startswith(f"{folder}/"):
        return None
    member = f"{folder}/{file[len(folder) + 1 :].partition('/')[0]}"
    return None if member.endswith("/__init__.py") else member


def folders_of(files: Iterable[str]) -> list[str]:
    """Every folder that holds one of these files, at whatever depth."""
    return sorted({parent.as_posix() for file in files for parent in Path(file).parents} - {"."})


def circles(graph: Graph) -> list[list[str]]:
    """A shortest circle of each knot of nodes that reach each other, from its first name on; none: empty."""
    found: list[list[str]] = []
    knotted: set[str] = set()
    for node in sorted(graph):
        if node in knotted or (circle := _way(graph, node, node)) is None:
            continue
        knotted |= {other for other in reached(graph, node) if node in reached(graph, other)}
        found.append(circle)
    return found


def reached(graph: Graph, node: str) -> set[str]:
    """Every node that an arrow or several lead to."""
    found: set[str] = set()
    waiting = [node]
    while waiting:
        new = set(graph.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def module_of(file: str) -> str:
    """The dotted name of a file's module: `catalog.aws` of `catalog/aws/__init__.py`."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def _imported(file: str, text: str) -> list[tuple[int, str]]:
    """Line and whole dotted name of everything imported; a file is parsed once, whoever asks."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(file, node)
            found += ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
    return found


def _base(file: str, node: ast.ImportFrom) -> str:
    """What stands between `from` and `import`, as a whole name."""
    if not node.level:
        return node.module or ""
    package = Path(file).parts[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def _target(name: str, modules: Mapping[str, str]) -> str:
    """The file of the longest part of a name that is a module; a name of something outside as it is."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if (file := modules.get(".".join(parts[:length]))) is not None:
            return file
    return name


def _way(graph: Graph, start: str, end: str) -> list[str] | None:
    """The shortest way along arrows from one node to another, both named; None where there is none."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:
        for following in sorted(graph.get(way[-1], ())):
            if following == end:
                return [*way, end]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return None
