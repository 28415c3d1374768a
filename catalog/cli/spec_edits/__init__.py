"""Edits that commands make in specs of people: accepted breaks, and tables as they were at a commit.

Works out the new texts of files, holds them against the checks, shows them as diffs, and writes all or none.
"""
