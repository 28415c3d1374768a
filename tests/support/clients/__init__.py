"""Clients that other people use beside this project, as they are, pointed at servers of a test's own."""
