"""Which files are read, decoded, and recognised by content.

Takes paths; gives `Document`s of a known format, or findings. The only stage that reads exports.
"""
