"""Tags of databases: default tags merged in, ignored ones left alone, changes as Glue's two tag calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.aws import identifiers
from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.errors import aws
from catalog.aws.settings import Settings
from catalog.aws.shapes.properties import UNKNOWN, PropertyMap

RESERVED = "aws:"  # AWS's own tags; nobody else may write them


@dataclass(frozen=True, slots=True)
class Tags:
    """The provider's tag settings."""

    defaults: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Tags:
        """The settings' part about tags."""
        return cls(settings.default_tags, settings.ignored_tags, settings.ignored_tag_prefixes)

    def checked(self, inputs: PropertyMap) -> PropertyMap:
        """`inputs` with `tagsAll`, if there is any tag to speak of."""
        if inputs.get("tags") is UNKNOWN:
            return {**inputs, "tagsAll": UNKNOWN}
        wanted = self.wanted({"tags": inputs.get("tags")})
        return {**inputs, "tagsAll": wanted} if wanted or inputs.get("tagsAll") else inputs

    def wanted(self, inputs: PropertyMap) -> dict[str, str]:
        """All tags that the object shall have."""
        given = inputs.get("tagsAll")
        merged = dict(given) if given else {**self.defaults, **(inputs.get("tags") or {})}
        return {k: v for k, v in merged.items() if self._ours(k)}

    def needed(self, inputs: PropertyMap | None, outputs: PropertyMap) -> bool:
        """True if reading the tags is worth a call: some are declared, or this is an import."""
        return not inputs or bool(
            self.defaults or inputs.get("tags") or inputs.get("tagsAll") or outputs.get("tagsAll")
        )

    def live(self, client: CatalogClient, database: str) -> dict[str, str]:
        """The database's tags, without those that are not ours to see."""
        arn = identifiers.arn(client.region, client.account, f"database/{database}")
        with aws(f"read the tags of database {database}"):
            found = client.glue.get_tags(ResourceArn=arn).get("Tags", {})
        return {k: v for k, v in found.items() if self._ours(k)}

    def as_inputs(self, live: Mapping[str, str], inputs: PropertyMap | None) -> dict[str, Any]:
        """The live tags as inputs: those that are declared; at import all that default tags don't supply."""
        if inputs is None:
            own = {k: v for k, v in live.items() if self.defaults.get(k) != v}
            return {"tags": own} if own else {}
        declared = {name: inputs[name] for name in ("tags", "tagsAll") if inputs.get(name)}
        return {name: {k: live[k] for k in keys if k in live} for name, keys in declared.items()}

    def change(
        self, client: CatalogClient, database: str, old: Mapping[str, str], new: Mapping[str, str]
    ) -> bool:
        """Makes the tags `new`; True if there was anything to do."""
        arn = identifiers.arn(client.region, client.account, f"database/{database}")
        removed = [k for k in old if k not in new]
        added = {k: v for k, v in new.items() if old.get(k) != v}
        with aws(f"change the tags of database {database}"):
            if removed:
                client.glue.untag_resource(ResourceArn=arn, TagsToRemove=removed)
            if added:
                client.glue.tag_resource(ResourceArn=arn, TagsToAdd=added)
        return bool(removed or added)

    def _ours(self, key: str) -> bool:
        return not key.startswith((RESERVED, *self.prefixes)) and key not in self.ignored
