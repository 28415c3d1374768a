"""One module a Glue kind: a spec in, the properties of its resource out. Pure."""
