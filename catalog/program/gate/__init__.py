"""The gate at the engine: asks it for what was last applied, refuses what nobody accepted, exports the
record.

`catalog.language.gate` decides; here are the calls.
"""
