"""The one place that finds, builds and drives the Pulumi engine.

Takes the project's folder and the environment; gives the folders that go on PATH: of an engine that is
installed, or of one built from the Go modules pinned in `recipe/` into a cache of the user's. What finds and
builds it runs before there is a `.venv`, on any Python from 3.9 on, with the standard library alone. Never
knows a spec.
"""
