"""What came out of an import: outcome, coverage, and `--report`."""
