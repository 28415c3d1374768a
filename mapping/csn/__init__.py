"""The reader of CSN, the JSON form of CDS.

Takes a `Document`; gives a `model.Fragment` in the export's own words. Reads no files, resolves no types.
"""
