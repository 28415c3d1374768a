"""What all commands have in common: takes words, gives parsers, help, exit statuses.

Every command is built by `parsers.command` and says its result by `statuses`. Knows no command, reads no file
and prints nothing by itself.
"""
