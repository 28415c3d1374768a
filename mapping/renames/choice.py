"""What people want done about renames: `--renames` and `--rename`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class RenamePolicy(StrEnum):
    """What to do about what is gone and what is new, where they look like one thing."""

    SUGGEST = "suggest"  # tell it, and leave the spec under the old name until someone says which it is
    TAKE = "take"  # the spec follows
    IGNORE = "ignore"  # one is gone, the other is new


@dataclass(frozen=True, slots=True)
class RenameChoice:
    """The policy, and the pairs that people named: `SPACE.OBJECT[.COLUMN]` -> its new last name."""

    policy: RenamePolicy = RenamePolicy.SUGGEST
    named: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_active(self) -> bool:
        """Whether anything is to be looked for."""
        return self.policy is not RenamePolicy.IGNORE or bool(self.named)

    def within(self, place: str) -> dict[str, str]:
        """Old name -> new name of what lies in a place: a space's objects, or an object's columns."""
        start = f"{place}."
        return {old[len(start) :]: new for old, new in self.named.items() if old.startswith(start)}

    def takes(self, is_named: bool) -> bool:
        """Whether a rename that was found, or named, is to be followed."""
        return is_named or self.policy is RenamePolicy.TAKE


def named_renames(words: Iterable[str]) -> dict[str, str]:
    """The pairs of `OLD=NEW` words. Raises ValueError, in words for people."""
    found: dict[str, str] = {}
    for word in words:
        old, sign, new = word.rpartition("=")
        if not sign or not new or old.count(".") < 1 or not all(old.split(".", 1)):
            raise ValueError(
                f"{word!r} names no rename: write SPACE.OBJECT=NEW_OBJECT or SPACE.OBJECT.COLUMN=NEW_COLUMN, "
                "with the names that Datasphere has"
            )
        if found.get(old, new) != new:
            raise ValueError(f"{old!r} is given two new names, {found[old]!r} and {new!r}: keep one")
        found[old] = new
    return found
