"""Entry of the Pulumi program: declares the specs of the stack's `catalog:specs` folder."""

import sys

sys.path.append(sys.path.pop(0))  # this folder comes last: packages are those that are installed

import pulumi

from catalog.program.program import main

pulumi.run(main)
