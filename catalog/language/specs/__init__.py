"""Spec files to resolved specs, and values back to YAML text.

Takes YAML files; gives specs with defaults layered and variables replaced, with findings instead of
exceptions. Reads files and the parse cache, never writes a spec.
"""
