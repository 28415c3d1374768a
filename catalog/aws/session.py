"""The way to AWS: one botocore session, its clients, and whose account it is.

Built from the settings by the plugin and by the command line. Lazy: botocore is loaded, credentials are
resolved and the account is asked for with the first call that needs AWS, so a preview without changes pays
for none of it. Every client is handed out only after the account has been found allowed.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .errors import ProviderError, aws
from .settings import DEFAULT_ATTEMPTS, AssumeRole, ConfigError, Settings

if TYPE_CHECKING:
    from botocore.session import Session as BotocoreSession
    from mypy_boto3_glue.client import GlueClient
    from mypy_boto3_sts.client import STSClient

CONNECTIONS = 32  # kept open; more at once wait for one
CONNECT_TIMEOUT, READ_TIMEOUT = 10, 60  # seconds
LOCAL_ATTEMPTS = 3  # what does not answer on this machine is not running


class Session:
    """Clients for the configured account; safe to use from all workers at once."""

    def __init__(self, settings: Settings, *, own_endpoints_only: bool = False) -> None:
        """`own_endpoints_only`: the environment's and the profile's endpoint URLs are not used."""
        self.settings = settings
        self._own_endpoints_only = own_endpoints_only
        self._lock = threading.RLock()
        self._botocore: BotocoreSession | None = None
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
                self._region = str(_base_session(self.settings).get_config_variable("region") or "")
        if not self._region:
            raise ConfigError(
                "no AWS region is configured: set one with 'pulumi config set aws:region ap-southeast-5', "
                "or AWS_REGION, or in the profile"
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
                    self._account = "" if self.settings.skip_account_id else self._allowed(self._caller())
                except ProviderError as error:
                    self._refusal = error
                    raise
            return self._account

    def _caller(self) -> str:
        with aws("find out which AWS account the credentials belong to (sts:GetCallerIdentity)"):
            client: STSClient = self._client("sts", self.settings.sts_region or self.region)
            return client.get_caller_identity()["Account"]

    def _allowed(self, account: str) -> str:
        allowed, forbidden = self.settings.allowed_accounts, self.settings.forbidden_accounts
        if allowed and account not in allowed:
            raise ProviderError(
                f"the credentials belong to account {account}, but aws:allowedAccountIds allows only "
                f"{', '.join(sorted(allowed))}; nothing was changed. Use other credentials or another stack"
            )
        if account in forbidden:
            raise ProviderError(
                f"the credentials belong to account {account}, which aws:forbiddenAccountIds forbids; "
                "nothing was changed. Use other credentials or another stack"
            )
        return account

    def _client(self, service: str, region: str) -> Any:
        """A botocore client: all that boto3's would do, without loading boto3."""
        endpoint = self.settings.endpoints.get(service)
        with aws(f"reach AWS ({service} in {region})"):
            client = self._session().create_client(
                service,
                region_name=region,
                endpoint_url=endpoint,
                verify=False if self.settings.insecure else self.settings.ca_bundle or None,
                config=self._client_config(local=_is_loopback(endpoint)),
            )
        from . import local_catalog

        local_catalog.guard(client)
        return client

    def _client_config(self, *, local: bool) -> Any:
        from botocore.config import Config

        settings = self.settings
        attempts = settings.max_attempts or (LOCAL_ATTEMPTS if local else DEFAULT_ATTEMPTS)
        return Config(
            retries={"total_max_attempts": attempts, "mode": settings.retry_mode},  # type: ignore[arg-type]
            max_pool_connections=CONNECTIONS,
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=READ_TIMEOUT,
            proxies=dict(settings.proxies) or None,
            use_fips_endpoint=settings.fips or None,
            use_dualstack_endpoint=settings.dualstack or None,
            user_agent_extra=" ".join(settings.user_agents) or None,
            ignore_configured_endpoint_urls=self._own_endpoints_only or None,  # type: ignore[call-arg]  # not in the stubs
            parameter_validation=False,  # Check has done it, and for people; it is a sixth of a create
        )

    def _session(self) -> BotocoreSession:
        with self._lock:
            if self._botocore is None:
                self._botocore = self._assumed(_base_session(self.settings))
            return self._botocore

    def _assumed(self, session: BotocoreSession) -> BotocoreSession:
        """The session after assuming each role in turn; the credentials renew themselves."""
        for role in self.settings.assume_roles:
            self._botocore = session  # the STS client of this step uses what the step before it gave
            region = self.settings.sts_region or self.region
            session = _with_role(self._client("sts", region), role)
        return session


def _is_loopback(endpoint: str | None) -> bool:
    return bool(endpoint) and urlsplit(endpoint).hostname in ("127.0.0.1", "localhost", "::1")


def _base_session(settings: Settings) -> BotocoreSession:
    from botocore.session import Session as BotocoreSession

    session = BotocoreSession(profile=settings.profile or None)
    for key, variable, files in (
        ("sharedConfigFiles", "config_file", settings.config_files),
        ("sharedCredentialsFiles", "credentials_file", settings.credentials_files),
    ):
        existing = [p for p in (Path(os.path.expanduser(f)) for f in files) if p.exists()]
        if files and not existing:
            raise ConfigError(f"none of the files in aws:{key} exists: {', '.join(files)}")
        if len(existing) > 1:
            raise ConfigError(f"aws:{key} names {len(existing)} files, botocore reads one: give one")
        if existing:
            session.set_config_variable(variable, str(existing[0]))
    if settings.access_key:
        session.set_credentials(settings.access_key, settings.secret_key, settings.token or None)
    return session


def _with_role(sts: STSClient, role: AssumeRole) -> BotocoreSession:
    from botocore.credentials import DeferredRefreshableCredentials, create_assume_role_refresher
    from botocore.session import Session as BotocoreSession

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
    refresh = create_assume_role_refresher(sts, {k: v for k, v in wanted.items() if v})
    session = BotocoreSession()
    # set_credentials takes fixed keys only; this attribute is what it sets
    vars(session)["_credentials"] = DeferredRefreshableCredentials(refresh, "assume-role")
    return session
