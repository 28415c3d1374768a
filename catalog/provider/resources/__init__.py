"""One module a Glue kind: what is particular to it, on top of the framework."""
