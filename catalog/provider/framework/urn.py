"""The engine's names of resources, read apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Urn:
    """`urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`, taken apart."""

    text: str

    def _part(self, index: int) -> str:
        parts = self.text.split("::", 3)
        return parts[index] if index < len(parts) else ""

    @property
    def stack(self) -> str:
        """The stack's name."""
        return self._part(0).removeprefix("urn:pulumi:")

    @property
    def project(self) -> str:
        """The project's name."""
        return self._part(1)

    @property
    def type(self) -> str:
        """The resource's own type token, without its parents'."""
        return self._part(2).rsplit("$", 1)[-1]

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return self._part(3)

    @property
    def stamp(self) -> str:
        """`<project>/<stack>`: what this stack's objects bear in `catalog.stack`."""
        return f"{self.project}/{self.stack}"
