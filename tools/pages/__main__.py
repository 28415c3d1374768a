"""`python -m tools.pages`: writes the generated pages of docs/ anew; that is a part of `make docs`."""

from __future__ import annotations

from pathlib import Path

from tools.pages import commands, spec_keys

FOLDER = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"commands.md": commands.page, "spec-keys.md": spec_keys.page}


def main() -> None:
    """Writes each page and names it."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
        print(f"wrote docs/{name}")


if __name__ == "__main__":
    main()
