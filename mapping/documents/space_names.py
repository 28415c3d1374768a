"""What can be the technical name of a Datasphere space, as against names that any folder may have.

Datasphere takes at most 20 upper-case letters, digits and underscores ("Rules for Technical Names").
"""

from __future__ import annotations

import re

from mapping.names import TRANSLITERATE, fold

_SPACE = re.compile(r"(?=.*[A-Z])[A-Z0-9_]{1,20}")
# Upper case, and still what people call a folder for files of any space
_PLACES = frozenset(
    [
        *("CSN", "DATA", "DATASPHERE", "DESKTOP", "DOCUMENTS", "DOWNLOAD", "DOWNLOADS", "EDMX", "EXPORT"),
        *(
            "EXPORTS",
            "FILES",
            "HOME",
            "IMPORT",
            "IMPORTS",
            "IN",
            "INPUT",
            "INPUTS",
            "JSON",
            "METADATA",
            "ODATA",
        ),
        *("OUT", "OUTPUT", "OUTPUTS", "SAP", "SPACES", "SRC", "TEMP", "TEST", "TESTS", "TMP", "USERS", "XML"),
    ]
)


def is_space_name(name: str) -> bool:
    """True for a name that Datasphere takes for a space, and that no folder has for files of any space."""
    return _SPACE.fullmatch(name) is not None and name not in _PLACES


def space_name_like(*names: str) -> str:
    """A name that a space could have, made of the first of `names` that says something; else `SALES`."""
    for name in names:
        made = fold(name, TRANSLITERATE).upper()[:20].strip("_")
        if is_space_name(made) and not made.startswith("UNNAMED"):
            return made
    return "SALES"
