"""The one module that touches Moto: its Glue state, its answers to operations we leave to it, and its STS.

Takes an account and a region, gives the catalog Moto keeps for them. Moto ships no types, so what we
use of its objects is written down here as protocols, and its exceptions become refusals here.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from threading import RLock
from typing import Any, Protocol, cast

from catalog.local.rules.refusals import Refusal

Json = dict[str, Any]
Reply = tuple[int, str]

DEFAULT_ACCOUNT = "123456789012"
# Moto's modules import each other: a second thread that loads another of them meets the first ones half-made.
LOADING = RLock()
MOST_BACKENDS = 1000  # each is kept until the process ends
TEMPORARY_KEY = "ASIA"  # only keys of assumed roles can belong to another account


class Partition(Protocol):
    """Moto's partition."""

    values: list[str]
    partition_input: Json
    creation_time: datetime


class Table(Protocol):
    """Moto's table: ``versions`` holds the table input of each kept version by its number."""

    name: str
    database_name: str
    catalog_id: str
    versions: dict[str, Json]
    partitions: dict[str, Partition]
    created_time: datetime
    updated_time: datetime | None
    _current_version: int

    def update(self, table_input: Json) -> None:
        """Replace the table input by a new version of the next number."""

    def create_partition(self, partiton_input: Json) -> None:
        """Add a partition; raises if its values are taken."""

    def update_partition(self, old_values: list[str], partiton_input: Json) -> None:
        """Replace a partition; raises if it isn't there."""

    def delete_partition(self, values: list[str]) -> None:
        """Remove a partition; raises if it isn't there."""

    def get_partition(self, values: list[str]) -> Partition:
        """The partition of these values; raises if it isn't there."""


class Database(Protocol):
    """Moto's database."""

    name: str
    input: Json
    catalog_id: str
    created_time: datetime
    tables: dict[str, Table]


class Backend(Protocol):
    """What we use of Moto's Glue backend; each method raises Moto's own exceptions."""

    region_name: str
    account_id: str
    databases: dict[str, Database]

    tagger: Any

    def create_database(self, database_name: str, database_input: Json, tags: Json | None) -> Database:
        """Add a database and its tags; raises if the name is taken."""

    def get_database(self, database_name: str) -> Database:
        """The database; raises if it isn't there."""

    def delete_database(self, database_name: str) -> None:
        """Remove the database and what is in it; raises if it isn't there."""

    def create_table(
        self, database_name: str, table_name: str, table_input: Json, open_table_format_input: Json | None
    ) -> Table:
        """Add a table; raises if the name is taken or the database isn't there."""

    def get_table(self, database_name: str, table_name: str) -> Table:
        """The table; raises if it or its database isn't there."""

    def get_tables(self, database_name: str, expression: str | None) -> list[Table]:
        """The tables whose names match; raises if the database isn't there."""

    def delete_table(self, database_name: str, table_name: str) -> None:
        """Remove the table; raises if it isn't there."""


class Emulator:
    """Moto's Glue backends of one server, made when first asked for."""

    def __init__(self) -> None:
        self._backends: dict[tuple[str, str], Backend] = {}

    def backend(self, account: str, region: str) -> Backend:
        """The Glue state of an account in a region."""
        place = (account, region)
        with LOADING:
            if place not in self._backends:
                if len(self._backends) >= MOST_BACKENDS:
                    raise Refusal("LimitExceededException", f"more than {MOST_BACKENDS} accounts and regions")
                from moto.glue.models import GlueBackend

                self._backends[place] = cast(Backend, GlueBackend(region, account))
            return self._backends[place]


def account_of(access_key: str) -> str:
    """The account an access key belongs to: an assumed role's own, else the default one."""
    if not access_key.startswith(TEMPORARY_KEY):
        return DEFAULT_ACCOUNT
    with LOADING:
        from moto.iam.models import get_account_id_from

    return str(get_account_id_from(access_key))


def forward(backend: Backend, operation: str, authorization: str, request: Json) -> Reply:
    """Moto's own answer to a Glue operation that has no rules of ours: status and JSON text.

    Raises Refusal for an operation that Moto doesn't have either.
    """
    with LOADING:
        from moto.core.request import Request

        response = _response_class()()
    response.backend_in_use = backend
    headers = {"HTTP_X_AMZ_TARGET": f"AWSGlue.{operation}", "CONTENT_TYPE": "application/x-amz-json-1.1"}
    try:
        response.setup_class(Request(_environ(authorization, dumps(request).encode(), headers)))
        status, _, body = response.call_action()
    except NotImplementedError as missing:
        raise Refusal(
            "UnknownOperationException", f"the local catalog doesn't serve {operation}"
        ) from missing
    return int(status), body if isinstance(body, str) else bytes(body).decode()


def answer_sts(authorization: str, body: bytes) -> Reply:
    """Moto's answer to a request to STS, one at a time: status and XML text.

    Without Moto's own server, which serves every service there is, and adds CORS headers for any page.
    """
    with LOADING:  # it is loaded with its first request
        from moto.core.request import Request
        from moto.sts.responses import TokenResponse

        response = TokenResponse()
        headers = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
        response.setup_class(Request(_environ(authorization, body, headers)))
        status, _, text = response.call_action()
    return int(status), text if isinstance(text, str) else bytes(text).decode()


def _environ(authorization: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """What Moto reads of a request; nothing else that a client sends gets to it."""
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "RAW_URI": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_AUTHORIZATION": authorization,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        **headers,
    }


@cache
def _response_class() -> Any:
    from moto.glue.responses import GlueResponse

    class Response(GlueResponse):
        """Moto's operations on a backend of ours instead of the process-wide one."""

        glue_backend = property(lambda self: self.backend_in_use)

    return Response


@contextmanager
def refusals() -> Iterator[None]:
    """Turn the exceptions of Moto's backends into refusals."""
    with LOADING:
        from moto.core.exceptions import JsonRESTError

    try:
        yield
    except JsonRESTError as error:
        raise Refusal(error.error_type, error.message) from error


def forget(tables: Iterable[Table]) -> None:
    """Let go of deleted tables' contents: Moto keeps every object it ever made in a list."""
    for table in tables:
        table.versions.clear()
        table.partitions.clear()
        table.__class__.instances_tracked.clear()  # type: ignore[attr-defined]  # Moto's own


def dumps(answer: Json) -> str:
    """An answer as the JSON protocol wants it: times are seconds since the epoch, absent members left out."""
    return json.dumps(answer, default=_seconds, separators=(",", ":"))


def _seconds(value: Any) -> float:
    if isinstance(value, datetime):
        return round(value.replace(tzinfo=UTC).timestamp(), 3)
    raise TypeError(f"no JSON for {type(value).__name__}")
