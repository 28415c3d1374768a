"""The `catalog` command: thin over the rooms, one module a subcommand."""
