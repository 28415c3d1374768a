"""The specs folder on disk: the import record, spec files, names in use, journalled writing."""
