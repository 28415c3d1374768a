"""What came out of an import: outcome, coverage, and the text of `--report`.

Takes specs, findings and the plan; gives figures and text. Writes no files.
"""
