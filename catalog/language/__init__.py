"""The spec language: findings, schema, loading, checks, Glue types, parameters codec and changes.

Knows nothing of Pulumi, AWS clients or export formats; everything here is pure but for
reading spec files and the parse cache.
"""
