"""A change as a value: what differs between two declarations of one object, in the catalog's words.

Takes two plain property dicts; gives changes that can describe themselves. Pure.
"""
