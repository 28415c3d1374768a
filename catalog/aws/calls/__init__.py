"""Calls to Glue: one call or one batch a function.

Takes a `CatalogClient` and plain values; gives Glue's structures. Decides nothing about ownership or
change.
"""
