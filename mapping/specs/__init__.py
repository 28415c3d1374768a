"""The model to spec documents.

Takes a `model.Model` and `SpecOptions`; gives `Specs`: databases and tables as data in the key order of spec
files. Pure: reads and writes no files.
"""
