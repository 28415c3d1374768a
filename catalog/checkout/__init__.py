"""What a clone may have brought: a Git repository, and folders in the place of those that set-up makes.

Takes the project's folder and the environment; gives Git's answers, paths of programs, or why a folder is not
used. Git runs nothing that a repository configures, and what a clone holds is looked at, never run. Needs the
standard library alone, for set-up on a bare machine.
"""
