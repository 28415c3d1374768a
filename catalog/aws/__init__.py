"""The only room that knows botocore: settings, session, errors, identifiers, calls and the shapes of Glue.

Takes the standard `aws:` settings; gives live objects as plain dicts and errors as sentences for people.
Never sees specs on disk or the engine.
"""
