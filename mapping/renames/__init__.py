"""Renames upstream: which object or column that is gone and which new one are one thing under another name.

Takes the state in which a reconciliation begins, finds pairs in what import last wrote and what the export
gives now, and makes record and specs follow, or the export wait, before anything is merged. Writes nothing.
"""
