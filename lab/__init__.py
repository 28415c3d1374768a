"""The verdict lab (`make lab`): what engines read in old files under a changed schema, tried and recorded.

`trials` says what is tried, as data; `files` writes the old files; `readers` read them, each in a process of
its own; what came out is held to the record (results.json) and to the verdict table's tried cells. Its
packages are in environments of its own under build/lab.
"""
