"""An example for each code of import: small exports, rules and edits, before and after. Read by people alone.

Each is tried by a test: before, `catalog import` finds that code (and `beside`); after, it finds nothing.
"""
