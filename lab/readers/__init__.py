"""Read old files under new columns: DuckDB, pyarrow, Spark, and Hive's own readers through Spark.

Each runs as `python -I start.py READER ...` in an environment that has its packages.
"""
