"""What import says: the table of codes, the collector of findings, progress."""
