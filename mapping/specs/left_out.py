"""Why objects of an export give no spec, and what is said when none of them gives one.

CAP: `@cds.persistence.skip: true` says that this application's database has no such table. Of the entities of
an external service (`@cds.external`) that is all it says: their data is in the service, and the rules say
whether they are wanted (`external: include`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from mapping.cds.object_annotations import EXTERNAL
from mapping.model import Entity
from mapping.rules.rules import Rules

SKIP = "@cds.persistence.skip"
OF_A_SERVICE = f"is an external service's ({EXTERNAL})"
NOT_PERSISTED = f"is not persisted ({SKIP}): it has no data"
NO_COLUMNS = "has no columns"
WAYS_IN = {
    OF_A_SERVICE: "Write external: include into catalog_rules.yaml for tables of what the service has",
    NOT_PERSISTED: "Import the tables that the application has",
    NO_COLUMNS: "Deploy objects with columns, and export them again",
}
BY_THE_RULES = "Change objects: in catalog_rules.yaml, which leaves them out"


def not_persisted(entity: Entity, rules: Rules) -> str:
    """Why an entity is no table by CAP's own word; '' if it is one. Only `true` skips, not `if-unused`."""
    if entity.annotations.get(SKIP) is not True:
        return ""
    if entity.annotations.get(EXTERNAL):
        return "" if rules.with_external else OF_A_SERVICE
    return NOT_PERSISTED


def nothing_left(reasons: Iterable[str]) -> tuple[str, str]:
    """What is said of an export all of whose objects are left out, and the ways to have them.

    `reasons` are why, of each object.
    """
    found = Counter(reasons)
    total = found.total()
    one = "it" if total == 1 else "one"
    said = (f"{one if times == 1 else f'each of {times:,}'} {why}" for why, times in found.most_common())
    ways = dict.fromkeys(WAYS_IN.get(reason, BY_THE_RULES) for reason in found)
    objects = "the one object" if total == 1 else f"the {total:,} objects"
    return f"no table comes of {objects} in the export: {'; '.join(said)}", ". ".join(ways)
