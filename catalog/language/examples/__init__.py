"""An example for each code of `codes.py`: small files before and after. Read by people, never by a run.

Each is tried by a test: before, `catalog check` finds that code alone; after, it does not find it.
"""
