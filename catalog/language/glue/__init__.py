"""What Glue accepts and how it spells it: types, limits, names, storage formats, parameters.

Pure tables and functions over plain values; never calls AWS.
"""
