"""What every stage reports with: the table of codes, the collector of findings, progress.

Takes findings as stages meet them; gives them in order, those that repeat counted. Prints nothing.
"""
