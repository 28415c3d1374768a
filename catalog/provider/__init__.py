"""The `aws` plugin: Glue databases, tables, partitions and partition indexes for the Pulumi engine.

Speaks the engine's provider protocol over gRPC on one side and Glue through botocore on the other.
Tokens, properties, IDs and outputs are those of pulumi-aws. May use `catalog` (types, codec,
changes) and never sees specs on disk or exports.
"""
