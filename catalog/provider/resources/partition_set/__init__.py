"""PartitionSet: all partitions of a table as one resource.

Takes ranges and products; works in differences of sets and batches of calls. State holds sets, never
lists.
"""
