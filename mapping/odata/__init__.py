"""The reader of OData metadata (EDMX).

Takes a `Document`; gives a `model.Fragment` in CSN's words. Reads no files, resolves no types.
"""
