"""What builds and checks the project: set-up from nothing, with the standard library alone."""
