"""CDS's own words: annotation values, labels, conditions, members, defaults. Pure, and the same for every
format.
"""
