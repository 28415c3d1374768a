"""The plugin's configuration as one frozen value; `settings_reader` makes it of the `aws:` keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import Secrets

DEFAULT_ATTEMPTS = 10
# A pace for each operation, found by what AWS throttles: "standard" gives up where that goes on.
RETRY_MODE = "adaptive"


@dataclass(frozen=True, slots=True)
class AssumeRole:
    """One role to assume, with the external ID that its trust policy asks for."""

    role_arn: str
    external_id: str = field(default="", repr=False)
    session_name: str = ""
    policy: str = ""
    policy_arns: tuple[str, ...] = ()
    duration: int = 0
    source_identity: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    transitive_tag_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the `aws:` keys say. '' and 0 mean: not set."""

    region: str = ""
    profile: str = ""
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    assume_roles: tuple[AssumeRole, ...] = ()
    endpoints: Mapping[str, str] = field(default_factory=dict)
    max_attempts: int = 0
    retry_mode: str = RETRY_MODE
    allowed_accounts: frozenset[str] = frozenset()
    forbidden_accounts: frozenset[str] = frozenset()
    default_tags: Mapping[str, str] = field(default_factory=dict)
    ignored_tags: frozenset[str] = frozenset()
    ignored_tag_prefixes: tuple[str, ...] = ()
    skip_account_id: bool = False
    skip_metadata: bool = False
    sts_region: str = ""
    config_files: tuple[str, ...] = ()
    credentials_files: tuple[str, ...] = ()
    ca_bundle: str = ""
    insecure: bool = False
    proxies: Mapping[str, str] = field(default_factory=dict)
    fips: bool = False
    dualstack: bool = False
    user_agents: tuple[str, ...] = ()

    @property
    def secrets(self) -> Secrets:
        """The values that no message may show."""
        return Secrets(
            self.access_key,
            self.secret_key,
            self.token,
            *(r.external_id for r in self.assume_roles),
            *(password for url in self.proxies.values() if (password := _password(url))),
        )

    @property
    def guarded(self) -> bool:
        """Whether a list of accounts says whose credentials may be used."""
        return bool(self.allowed_accounts or self.forbidden_accounts)


def _password(url: str) -> str:
    """What stands between the user's name and the host of a proxy's URL."""
    user, at, _ = url.partition("://")[2].rpartition("@")
    return user.partition(":")[2] if at else ""
