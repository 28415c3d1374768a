"""Set-up: a project's `.venv` with what it needs, and the Pulumi engine; `make setup` and `catalog setup`.

Takes the project's folder: the tool's own checkout, whose locks are installed, or a repository of specs,
whose requirements.txt is. Decides what is missing, makes that and nothing else, and notes what it was made
of. Needs the standard library alone and any Python from 3.9 on, so that it can begin on a bare machine.
"""
