"""The catalog as code: one package for all that works on specs and on Glue.

`language` is the spec language, `aws` the only door to AWS, `program` declares specs as resources,
`provider` is the Pulumi plugin, `engine` finds, builds and drives Pulumi, `local` is Glue on a laptop,
`cli` the command.
"""
