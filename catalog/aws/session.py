"""The way to AWS: one botocore session, its clients, and whose account it is.

Built from the settings by the plugin and by the command line. Lazy: botocore is loaded, credentials are
resolved and the account is asked for with the first call that needs AWS, so a preview without changes pays
for none of it. Every client is handed out only after the account has been found allowed, and each request is
looked at once more before it leaves: its server, and whose key signed it.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from . import accounts, clients, local_catalog, retries
from .endpoints import GUARDED, is_loopback
from .errors import ConfigError, ProviderError, aws
from .settings import AssumeRole, Settings

if TYPE_CHECKING:
    from botocore.session import Session as BotocoreSession
    from mypy_boto3_glue.client import GlueClient
    from mypy_boto3_sts.client import STSClient

CONNECTIONS = 32  # kept open; more at once wait for one
CONNECT_TIMEOUT, READ_TIMEOUT = 10, 60  # seconds


class Session:
    """Clients for the configured account; safe to use from all workers at once."""

    def __init__(self, settings: Settings, *, own_endpoints_only: bool = False) -> None:
        """`own_endpoints_only`: the environment's and the profile's endpoint URLs are not used."""
        self.settings = settings
        self._own_endpoints_only = own_endpoints_only
        self._lock = threading.RLock()
        self._botocore: BotocoreSession | None = None
        self._urls: Mapping[str, str] = {}  # by service; those of AWS itself are left out
        self._gate: clients.Gate | None = None
        self._clients: dict[str, GlueClient] = {}
        self._account: str | None = None
        self._refusal: ProviderError | None = None
        self._region = settings.region

    @property
    def region(self) -> str:
        """The configured region, else the profile's. Raises ConfigError if there is none."""
        if not self._region:
            with aws("read the AWS profile"):
                # of the profile itself: a session of an assumed role knows none
                self._region = str(clients.plain_session(self.settings).get_config_variable("region") or "")
        if not self._region:
            raise ConfigError(
                "no AWS region is configured: set one with 'pulumi config set aws:region ap-southeast-5', "
                "or AWS_REGION, or in the profile",
                "region",
            )
        return self._region

    def glue(self, region: str = "") -> GlueClient:
        """The Glue client of `region`, once the account is known to be allowed."""
        region = region or self.region
        found = self._clients.get(region)
        if found is None:
            self.account()
            with self._lock:
                found = self._clients.get(region)
                if found is None:
                    found = self._clients[region] = self._client("glue", region)
        return found

    def account(self) -> str:
        """The caller's account ID ('' with skipRequestingAccountId). Raises if it is not an allowed one."""
        with self._lock:
            if self._refusal is not None:
                raise self._refusal  # one answer for all requests of a run, not each its own retries
            if self._account is None:
                try:
                    self._account = "" if self.settings.skip_account_id else self._ask()
                except ProviderError as error:
                    self._refusal = error
                    raise
            return self._account

    def _caller(self) -> str:
        with aws("find out which AWS account the credentials belong to (sts:GetCallerIdentity)"):
            client: STSClient = self._client("sts", self.settings.sts_region or self.region)
            return client.get_caller_identity()["Account"]

    def _ask(self) -> str:
        """The caller's account. Raises if it is not an allowed one."""
        account = self._caller()
        settings = self.settings
        if reason := accounts.refusal(account, settings.allowed_accounts, settings.forbidden_accounts):
            raise ProviderError(reason)
        assert self._gate is not None  # made with the session that has just asked
        self._gate.answered()
        return account

    def _clear(self, key: str) -> None:
        """Asks for the account anew: credentials were renewed since. Raises if it is another one by now."""
        with self._lock:
            assert self._gate is not None  # it calls this
            if self._refusal is None and not self._gate.is_cleared(key):
                try:
                    now = self._ask()
                    if now != self._account:
                        raise ProviderError(
                            f"the credentials were renewed and belong to account {now}, no longer to "
                            f"{self._account}; nothing was sent. Use credentials of one account"
                        )
                    if not self._gate.is_cleared(key):
                        raise ProviderError(
                            "the credentials are renewed faster than their account can be asked for; "
                            "nothing was sent. Run again"
                        )
                except ProviderError as error:
                    self._refusal = error
            if self._refusal is not None:
                raise self._refusal

    def _client(self, service: str, region: str) -> Any:
        """A botocore client: all that boto3's would do, without loading boto3."""
        with aws(f"reach AWS ({service} in {region})"):
            return self._session().create_client(service, region_name=region)

    def _options(self, service: str) -> Mapping[str, Any]:
        """How every client of a service is made, botocore's own for a profile's role included."""
        url, settings = self._urls.get(service), self.settings
        return {
            "endpoint_url": url,
            "verify": False if settings.insecure else settings.ca_bundle or None,
            "config": self._client_config(local=is_loopback(url)),
        }

    def _client_config(self, *, local: bool) -> Any:
        from botocore.config import Config

        settings = self.settings
        # "auto" of the environment would ask the instance for its region
        defaults: Any = "legacy" if settings.skip_metadata else None
        return Config(
            retries=retries.options(settings),  # type: ignore[arg-type]  # a TypedDict in the stubs
            max_pool_connections=CONNECTIONS,
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=READ_TIMEOUT,
            proxies={} if local else dict(settings.proxies) or None,  # {}: the environment's neither
            use_fips_endpoint=settings.fips or None,
            use_dualstack_endpoint=settings.dualstack or None,
            user_agent_extra=" ".join(settings.user_agents) or None,
            ignore_configured_endpoint_urls=True,  # type: ignore[call-arg]  # not in the stubs; see _session
            defaults_mode=defaults,
            parameter_validation=False,  # Check has done it, and for people; it is a sixth of a create
        )

    def _session(self) -> BotocoreSession:
        with self._lock:
            if self._botocore is None:
                session = clients.pinned_session(self.settings, self._options)
                with aws("read the AWS profile"):
                    self._urls = self._cleared_urls(session)
                self._gate = clients.Gate(self._urls, self._clear if self.settings.guarded else None)
                self._gate.watch(session)
                self._botocore = self._assumed(session)
            return self._botocore

    def _cleared_urls(self, session: BotocoreSession) -> Mapping[str, str]:
        """The stack's own endpoints, where it has any; else the environment's or the profile's."""
        own = {service: url for service, url in self.settings.endpoints.items() if service in GUARDED}
        if own or self._own_endpoints_only:
            return local_catalog.where_they_are(own)
        return clients.one_world(clients.configured_urls(session), guarded=self.settings.guarded)

    def _assumed(self, session: BotocoreSession) -> BotocoreSession:
        """The session after assuming each role in turn; the credentials renew themselves."""
        for role in self.settings.assume_roles:
            region = self.settings.sts_region or self.region
            with aws(f"reach AWS (sts in {region})"):
                # with what the step before it gave
                sts = cast("STSClient", session.create_client("sts", region_name=region))
            session = self._with_role(sts, role)
        return session

    def _with_role(self, sts: STSClient, role: AssumeRole) -> BotocoreSession:
        from botocore.credentials import DeferredRefreshableCredentials, create_assume_role_refresher

        refresh = create_assume_role_refresher(sts, _request(role))
        keyless = replace(self.settings, access_key="", secret_key="", token="")
        session = clients.pinned_session(keyless, self._options)
        # set_credentials takes fixed keys only; this attribute is what it sets
        vars(session)["_credentials"] = DeferredRefreshableCredentials(refresh, "assume-role")
        assert self._gate is not None  # made before the first role is assumed
        self._gate.watch(session)
        return session


def _request(role: AssumeRole) -> dict[str, Any]:
    """AssumeRole's request."""
    wanted = {
        "RoleArn": role.role_arn,
        "RoleSessionName": role.session_name or "pulumi-aws-glue",
        "ExternalId": role.external_id,
        "Policy": role.policy,
        "PolicyArns": [{"arn": a} for a in role.policy_arns],
        "DurationSeconds": role.duration,
        "SourceIdentity": role.source_identity,
        "Tags": [{"Key": k, "Value": v} for k, v in role.tags],
        "TransitiveTagKeys": list(role.transitive_tag_keys),
    }
    return {k: v for k, v in wanted.items() if v}
