"""The first stage: which files are read, decoded, and recognised by content.

Takes paths; gives `Document`s of a known format, or findings with their lines. The only stage that reads
exports; doesn't know what definitions mean.
"""
