"""Annotations of objects that several stages ask for by name."""

from __future__ import annotations

EXPOSED = "@DataWarehouse.consumption.external"  # readers outside of Datasphere may consume it
SPACE_NAME = "@DataWarehouse.space.name"  # of a context that stands for a space
EXTERNAL = "@cds.external"  # CAP: of an external service
