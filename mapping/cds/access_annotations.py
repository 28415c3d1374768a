"""The annotations of Datasphere for data access controls: what one is, and which objects it protects."""

from __future__ import annotations

DEFINITION = "@DataWarehouse.dataAccessControl.definition"
USAGE = "@DataWarehouse.dataAccessControl.usage"
