"""What `catalog list` and `catalog show` list: tables of specs, or of Glue, as entries, filtered and printed.

Entries of both have one shape, so that filters and formats are written once. Never changes anything.
"""
