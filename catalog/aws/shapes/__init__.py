"""The fields of each Glue kind as data: pulumi-aws's property names over Glue's members, and the conversion.

Pure; one module a kind.
"""
