"""What lies in a folder, to see whether something changed it."""

from __future__ import annotations

from pathlib import Path


def tree(folder: Path) -> dict[str, str]:
    """Each file below a folder by its name: its text; where a link leads; `special` for others."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = path.read_text()
        elif not path.is_dir():
            found[name] = "special"
    return found
