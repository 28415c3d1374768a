"""States of stacks as the engine keeps them in files."""
