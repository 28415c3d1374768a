"""What people want otherwise: rules, business context, patterns, templates, and what a failure stops.

Takes YAML files beside the specs; gives values that the stages ask. Their defaults are an import without
files.
"""
