"""Sets of partitions as ranges and products, without expanding them.

Takes a spec's `partitions` block; gives sets, their differences, locations and Hive names. Pure, but for
CSV files that a caller hands in as rows.
"""
