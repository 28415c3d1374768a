"""Partitions whose columns are not the table's: what readers do with them, and what is to reach them.

Takes columns and storage descriptors; gives columns, and words. Pure.
"""
