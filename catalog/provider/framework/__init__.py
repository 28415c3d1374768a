"""What every kind of resource is made of: its protocol, life, diff, validation, ownership, tags and names.

Takes plain property dicts in pulumi-aws's spelling; never sees a protocol message.
"""
