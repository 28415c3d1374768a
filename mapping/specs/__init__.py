"""The model to spec documents as plain data. Pure."""
