"""How long a name or a text of an export may be: far beyond any model's, and short of what costs memory.

What is longer is a finding (CSN008, EDM001) before anything is made of it: a name is folded, hashed, looked
up and written many times.
"""

from __future__ import annotations

NAME_LIMIT = 1_000  # characters of the name of a space, object, element, parameter or allowed value
TEXT_LIMIT = 100_000  # characters of a label or description; of an attribute or an element's text in metadata
EXPECTED_NAME = f"a name of at most {NAME_LIMIT:,} characters"
EXPECTED_TEXT = f"a text of at most {TEXT_LIMIT:,} characters"
