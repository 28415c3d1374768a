"""The engine's provider protocol: gRPC messages in and out, property values, the engine's log and its life.

Takes requests; gives plain property dicts to the resources. Knows no Glue kind.
"""
