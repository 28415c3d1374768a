"""The local catalog as a process: HTTP server, background control, application.

Binds the loopback address only.
"""
