"""How contributors' tables deviate from the canonical table that they conform to (`conforms_to`).

Takes resolved specs; gives deviations, what is wrong with a `conforms_to` itself, and the canonical query: a
SELECT of the canonical columns over all contributors, in Athena's SQL. Never asks Glue or Athena.
"""
