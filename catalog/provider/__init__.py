"""The `aws` plugin: Glue databases, tables, partitions and partition indexes for the Pulumi engine.

Speaks the engine's provider protocol over gRPC on one side and Glue through `catalog.aws` on the other.
Tokens, properties, IDs and outputs are those of pulumi-aws. Never sees specs on disk or exports.
"""
