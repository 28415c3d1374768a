"""Writes old files: Parquet and ORC as Spark writes them, CSV and JSON lines."""
