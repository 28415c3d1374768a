"""`python -m tools.pages`: writes the generated pages of docs/ anew; that is a part of `make docs`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tools.pages import changes, commands, spec_keys

ROOT = Path(__file__).resolve().parents[2]
PAGES: Mapping[str, Callable[[], str]] = {
    "docs/commands.md": commands.page,
    "docs/spec-keys.md": spec_keys.page,
    "docs/changes.md": changes.page,
    # the site holds what is in docs/ alone
    "docs/assets/results.svg": lambda: (ROOT / "bench" / "results.svg").read_text("utf-8"),
}


def main() -> None:
    """Writes each file and names it."""
    for name, text in PAGES.items():
        (ROOT / name).write_text(text(), encoding="utf-8")
        print(f"wrote {name}")


if __name__ == "__main__":
    main()
