"""Entry of the Pulumi program: declares the specs of the stack's `catalog:specs` folder."""

import pulumi

from catalog.program.program import main

pulumi.run(main)
