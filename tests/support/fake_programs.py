"""Programs of a few lines that stand for Python, Pulumi and Go on a PATH of the test's own."""

from __future__ import annotations

from pathlib import Path


def program(folder: Path, name: str, script: str) -> Path:
    """An executable sh script."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def python(folder: Path, name: str, version: tuple[int, int, int], venv: bool = True) -> Path:
    """A Python that answers the probe as one of that version would."""
    answer = f'{{"version": {list(version)}, "executable": "{folder / name}", "venv": {str(venv).lower()}}}'
    return program(folder, name, f"echo '{answer}'")


def pulumi(folder: Path, version: str, host: bool = True) -> Path:
    """An engine of that version, with its Python language host or without."""
    if host:
        program(folder, "pulumi-language-python", "exit 0")
    return program(folder, "pulumi", f"echo {version}")


def go(folder: Path, version: str, toolchain: str = "auto") -> Path:
    """A Go that says its version and toolchain, and builds nothing."""
    return program(folder, "go", f"echo {version}\necho {toolchain}")
