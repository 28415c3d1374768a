"""The gate: what was last applied and what the specs say now in, breaks that nobody accepted out.

Judges, and says why and what to type; never asks the engine or Glue, and refuses nothing by itself. Pure but
for the lines of spec files and the CSV files of partitions.
"""
