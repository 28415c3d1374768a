"""The Pulumi program as a repository's own `__main__.py` runs it: `runpy.run_module("catalog.program", ...)`.

Resources that the repository's file declares before or after stand beside those of the specs.
"""

from __future__ import annotations

import pulumi

from .program import main

pulumi.run(main)
