"""Who may see which rows: takes the model and an object's layout, gives the `access` of its spec, and warns.

Never decides what becomes of a restricted table: that is people's, and `catalog check` asks them.
"""
