"""Files that strangers may have laid out: opened only where they are regular files inside their folder.

Takes paths as people and specs name them; gives bytes, names and kinds. A link, pipe, device or socket is
refused before it is opened, a file larger than its limit before it is read. Knows nothing of what the files
mean, and needs the standard library alone, so that every room may use it.
"""
