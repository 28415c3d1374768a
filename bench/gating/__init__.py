"""The gate of the program: what it takes of a run, as a program that says so measures it."""
