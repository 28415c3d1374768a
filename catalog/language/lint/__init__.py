"""What a team asks of its own specs: the `lint:` blocks of specs to rules, and what breaks them.

Takes a resolved catalog and the documents it was made of; gives violations, and findings about the blocks
themselves. Never reads a file but to find a line to report, and never looks at Glue.
"""
