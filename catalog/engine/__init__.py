"""The Pulumi engine: found or built, driven through the Automation API, its events and states read.

The modules that find and build it need nothing but Python itself: set-up runs them before there is a
`.venv`.
"""
