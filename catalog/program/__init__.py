"""The Pulumi program: a stack's specs in, declared Glue resources and exports of what was declared out.

Never calls AWS. `partition_set` is the public import for people's own programs.
"""
