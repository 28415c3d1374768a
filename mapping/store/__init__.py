"""The specs folder on disk: the import record, spec files, names in use, journalled writing.

Takes the folder's path; gives what lies there, and performs a plan so that a killed run can be finished.
Decides nothing about specs.
"""
