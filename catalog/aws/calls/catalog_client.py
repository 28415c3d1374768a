"""A Glue client together with what every call about one catalog needs to know, and how to get one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from catalog.aws import settings_reader as configuration
from catalog.aws.errors import ConfigError
from catalog.aws.session import Session
from catalog.language.stacks.settings import holds_secure

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
    def scope(self) -> dict[str, Any]:
        """What every request carries. Without a known account AWS takes the caller's."""
        return {"CatalogId": self.catalog} if self.catalog else {}


def open_catalog(values: Mapping[str, Any]) -> CatalogClient:
    """The catalog of a stack's `aws:` keys, without that prefix and with none left encrypted.

    Asks AWS whose the credentials are and applies the plugin's guard of accounts. The endpoints are the
    stack's own only: a shell made for the local catalog names others in its environment. Raises ConfigError
    for keys that can't be used, ProviderError for an account that is not allowed and if AWS refuses.
    """
    for key in sorted(values):
        if holds_secure(values[key]):
            raise ConfigError(
                f"aws:{key} is encrypted in the stack's file, where only Pulumi can read it", key
            )
    session = Session(configuration.settings(values), own_endpoints_only=True)
    glue = session.glue()
    return CatalogClient(glue, session.region, session.account(), session.account())
