"""A Glue client together with what every call about one catalog needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_glue.client import GlueClient


@dataclass(frozen=True, slots=True)
class CatalogClient:
    """A Glue client with the region, the caller's account and the catalog that it is used for."""

    glue: GlueClient
    region: str
    account: str
    catalog: str

    @property
    def request(self) -> dict[str, Any]:
        """The members that every request carries. Without a known account AWS takes the caller's."""
        return {"CatalogId": self.catalog} if self.catalog else {}
