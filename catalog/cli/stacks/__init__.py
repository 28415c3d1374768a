"""What the command has to know of stacks: which are meant, what a change touches, what changes its stack."""
