"""A catalog repository of people's own: what `catalog init` writes and `catalog upgrade` brings up to date.

Takes answers (name, region, bucket, where the tool comes from), gives the files of the repository; takes the
record of what was made and the files as they are, gives what an upgrade writes. Deciding is pure, and `store`
alone reads and writes. Never runs pip, Git or the engine, and never touches what people have changed.
"""
