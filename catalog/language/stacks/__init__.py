"""Stack settings, and which stack holds which databases.

Takes `Pulumi.<stack>.yaml` and specs; gives settings and shards. Never talks to the engine.
"""
