"""Renames upstream: which object or column that is gone and which new one are one thing under another name.

Takes specs as import last wrote them and as the export gives them now, gives pairs and the edits that make
a spec follow them. Pure: reads no file, decides nothing about what is written.
"""
