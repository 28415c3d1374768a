"""The laptop's Glue: Moto behind a WSGI layer of ours with the rules that Glue has and Moto lacks.

Serves Glue and STS on 127.0.0.1 only, keeps its state in the process and forgets it when it stops.
Knows Glue's API and nothing of specs, exports or Pulumi.
"""
