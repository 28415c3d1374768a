"""botocore sessions whose clients go to chosen endpoints only, and what each request must fulfil to leave.

Also the clients that botocore makes for itself, to assume the role of a profile or to trade in a web
identity, go where the session sends its own: no variable or profile redirects one service behind the other's
back. botocore is loaded with the first session.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .endpoints import GUARDED, RULE, Endpoint, EndpointError, World, parse
from .errors import ConfigError, ProviderError
from .settings import Settings

if TYPE_CHECKING:
    from botocore.session import Session as BotocoreSession

METADATA = ("container-role", "iam-role")  # botocore's names of what asks 169.254.170.2 and 169.254.169.254


def plain_session(settings: Settings) -> BotocoreSession:
    """The session of the settings' profile, files and keys, whose clients go where botocore sends them."""
    from botocore.session import Session as BotocoreSession

    return _configured(BotocoreSession(profile=settings.profile or None), settings)


def pinned_session(settings: Settings, options: Callable[[str], Mapping[str, Any]]) -> BotocoreSession:
    """The same, with `options(service)` for each client of Glue and STS: endpoint_url, verify, config."""
    from botocore.session import Session as BotocoreSession

    from . import local_catalog, retries

    class Pinned(BotocoreSession):
        def create_client(self, service_name: str, *args: Any, **kwargs: Any) -> Any:
            if service_name in GUARDED:
                mine = dict(options(service_name))
                if kwargs.get("config") is not None:
                    mine["config"] = mine["config"].merge(kwargs["config"])
                client = super().create_client(service_name, *args, **{**kwargs, **mine})
                local_catalog.guard(client)
                retries.attach(client, settings)
                return client
            return super().create_client(service_name, *args, **kwargs)

    return _configured(Pinned(profile=settings.profile or None), settings)


def _configured(session: BotocoreSession, settings: Settings) -> BotocoreSession:
    for key, variable, files in (
        ("sharedConfigFiles", "config_file", settings.config_files),
        ("sharedCredentialsFiles", "credentials_file", settings.credentials_files),
    ):
        existing = [p for p in (Path(os.path.normpath(os.path.expanduser(f))) for f in files) if p.exists()]
        if files and not existing:
            raise ConfigError(f"none of the files in aws:{key} exists: {', '.join(files)}", key)
        if len(existing) > 1:
            raise ConfigError(f"aws:{key} names {len(existing)} files, botocore reads one: give one", key)
        if existing:
            session.set_config_variable(variable, str(existing[0]))
    if settings.access_key:
        session.set_credentials(settings.access_key, settings.secret_key, settings.token or None)
    elif settings.skip_metadata:
        _ask_no_metadata(session)
    return session


def _ask_no_metadata(session: BotocoreSession) -> None:
    """Takes the instance's and the container's credentials out, also as the source of a profile's role."""
    resolver = session.get_component("credential_provider")
    for method in METADATA:
        resolver.remove(method)
    # no public way: the sources of `credential_source` are the role provider's own
    source = vars(resolver.get_provider("assume-role"))["_credential_sourcer"]
    kept = [provider for provider in vars(source)["_providers"] if provider.METHOD not in METADATA]
    vars(source)["_providers"] = kept


def configured_urls(session: BotocoreSession) -> dict[str, str]:
    """Service to URL, as AWS_ENDPOINT_URL* and the profile redirect Glue and STS; botocore's own rules."""
    from botocore.configprovider import ConfiguredEndpointProvider

    if session.get_config_variable("ignore_configured_endpoint_urls"):
        return {}
    found = {}
    for service in GUARDED:
        provider = ConfiguredEndpointProvider(
            full_config=session.full_config, scoped_config=session.get_scoped_config(), client_name=service
        )
        if url := provider.provide():
            found[service] = str(url)
    return found


def one_world(urls: Mapping[str, str], *, guarded: bool) -> Mapping[str, str]:
    """The URLs of the environment or the profile, if Glue and STS are in one place by them.

    For a list of accounts one place means one server: of two, one could say what suits for the other.
    Raises ConfigError.
    """
    servers = {service: _server(service, url) for service, url in urls.items()}
    worlds = {s: servers[s].world(s) if s in servers else World.AWS for s in GUARDED}
    apart = guarded and World.AWS not in worlds.values() and len({s.origin for s in servers.values()}) > 1
    if len(set(worlds.values())) > 1 or apart:
        sent = " and ".join(f"{s} to {servers[s].origin if s in servers else 'AWS'}" for s in GUARDED)
        raise ConfigError(
            f"AWS_ENDPOINT_URL* or the profile send {sent}: {RULE}. Redirect both to one place or neither, "
            "or give the stack aws:endpoints with both"
        )
    return urls


def _server(service: str, url: str) -> Endpoint:
    try:
        return parse(url)
    except EndpointError as error:
        message = f"AWS_ENDPOINT_URL* or the profile: the URL of {service} can't be used: {error}"
        raise ConfigError(message) from None


class Gate:
    """Lets a request leave only for the cleared endpoint of its service, and to Glue only with a cleared key.

    Registered on a session before its clients are made. `clear` is called with an access key that is not
    cleared yet, as after credentials were renewed, and raises if it may not be used; None: all may.
    """

    def __init__(self, urls: Mapping[str, str], clear: Callable[[str], None] | None) -> None:
        self._origins = {service: parse(url).origin for service, url in urls.items()}
        self._clear = clear
        self._cleared: set[str] = set()
        self._asked_with = ""

    def watch(self, session: BotocoreSession) -> None:
        """Looks at each request that the session's clients are about to send."""
        for service in GUARDED:
            session.register(f"before-send.{service}", self._look)

    def answered(self) -> None:
        """Clears the key that signed the last question for the account: it is an allowed one's."""
        self._cleared.add(self._asked_with)

    def is_cleared(self, key: str) -> bool:
        """Whether the account of an access key is known to be an allowed one."""
        return key in self._cleared

    def _look(self, **event: Any) -> None:
        request = event["request"]
        _, service, operation = event["event_name"].split(".")
        self._look_where(service, request.url)
        if self._clear is None:
            return
        key = _access_key(request)
        if operation == "GetCallerIdentity":
            self._asked_with = key
        elif service == "glue" and key not in self._cleared:
            self._clear(key)

    def _look_where(self, service: str, url: str) -> None:
        server = _server(service, url)
        cleared = self._origins.get(service)
        if server.origin != cleared if cleared else server.world(service) is not World.AWS:
            raise ProviderError(
                f"nothing was sent: a call to {service} was about to go to {server.origin}, where neither "
                "the stack nor AWS has it. See what changes botocore's data (AWS_DATA_PATH, ~/.aws/models)"
            )


def _access_key(request: Any) -> str:
    """The access key ID that signed a request; '' if none did."""
    header = request.headers.get("Authorization", "")
    text = header.decode("latin-1") if isinstance(header, bytes) else str(header)
    return text.partition("Credential=")[2].partition("/")[0]
