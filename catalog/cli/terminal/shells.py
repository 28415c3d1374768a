"""Which shell ran the command: code for `eval` is of no use to one of another language."""

from __future__ import annotations

from pathlib import Path

from catalog.cli.project import UsageError

# Shells whose language is not sh's; what they do with our code ranges from an error to half of it.
OTHERS = ("fish", "csh", "tcsh", "nu", "elvish", "xonsh", "pwsh")


def refuse_other_shells(parent: int) -> None:
    """Raises UsageError where the process `parent`, who gets the code, is a shell that can't read it.

    Where the system doesn't tell (macOS), nothing is refused.
    """
    try:
        name = Path(f"/proc/{parent}/comm").read_text("utf-8", "replace").strip()
    except OSError:
        return
    if name in OTHERS:
        raise UsageError(
            f"this is code for bash, zsh and their kind, which {name} can't read: start one of them, "
            'and there run eval "$(catalog env local)"'
        )
