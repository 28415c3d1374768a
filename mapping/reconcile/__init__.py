"""The export, the import record and people's files to planned writes: a three-way merge.

Takes specs and a `SpecStore`; gives a `Plan`: findings, and the files to write in a safe order. Decides;
`store` writes.
"""
