"""CDS's own words, which every format has: annotation values, labels, conditions, members, defaults.

Takes plain data of a document; gives Python values, or findings where the shape is another. Reads no files
and doesn't know what an annotation means for a spec.
"""
