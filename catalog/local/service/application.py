"""The WSGI application: the rules in front, Moto behind.

A Glue request is checked against the API's constraints, its names are folded, then an operation of
ours answers it or, where we have no rules, Moto does. All other services are Moto's alone. Glue
operations run one at a time, so that a check and the change it allows can't be separated by another request.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import Lock
from typing import Any

from catalog.local.emulator import (
    DEFAULT_ACCOUNT,
    Emulator,
    Json,
    Reply,
    account_of,
    dumps,
    forward,
    refusals,
)
from catalog.local.operations.partition_indexes import DEFAULT_DELAY, Indexes
from catalog.local.rules.faults import CUT_AFTER, ENTRY, FAIL_BUILD, Cut, Faults, refuse
from catalog.local.rules.refusals import Refusal

from .control import FAULTS, HEALTH, SERVICE, VERSION

GLUE = "AWSGlue."
UNKNOWN = "UnknownOperationException"
DEFAULT_REGION = "us-east-1"
JSON_TYPE = "application/x-amz-json-1.1"

_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d+/([^/,\s]+)/")
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Application:
    """A local catalog with its own state.

    ``index_delay`` is how many seconds by ``clock`` a partition index takes to build; ``folder`` is what
    the health answer names, so that one project doesn't take another's catalog for its own.
    """

    def __init__(
        self,
        index_delay: float = DEFAULT_DELAY,
        folder: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._emulator = Emulator()
        self._indexes = Indexes(index_delay, clock)
        self._faults = Faults(clock)
        self._calls: Counter[str] = Counter()
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ["PATH_INFO"] == HEALTH:
            health = {"service": SERVICE, "version": VERSION, "pid": os.getpid(), "folder": self._folder}
            health["calls"] = dict(self._calls)
            return _send(start_response, 200, dumps(health))
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        try:
            if environ["PATH_INFO"] == FAULTS:
                return _send(start_response, 200, dumps(self._control(environ)))
            if not target.startswith(GLUE):
                return self._emulator.answer_other_service(environ, start_response)
            status, body = self._answer(target.removeprefix(GLUE), environ)
        except Cut:
            raise
        except Refusal as refusal:
            return _send_refusal(start_response, refusal)
        except (NotImplementedError, ImportError) as missing:  # of a service, or of what Moto needs for it
            return _send_refusal(start_response, Refusal(UNKNOWN, f"the local catalog doesn't: {missing}"))
        except Exception:
            traceback.print_exc(file=sys.stderr)  # the log; a client sees no internals
            return _send_refusal(
                start_response, Refusal("InternalServiceException", "see the local catalog's log", 500)
            )
        return _send(start_response, status, body)

    def warm_up(self) -> None:
        """Load what the first Glue request needs, so that it needn't wait for it."""
        from catalog.local.operations.registry import OPERATIONS
        from catalog.local.rules.constraints import knows

        self._emulator.backend(DEFAULT_ACCOUNT, DEFAULT_REGION)
        assert all(knows(operation) for operation in OPERATIONS)

    def _control(self, environ: dict[str, Any]) -> Json:
        return self._faults.control(environ["REQUEST_METHOD"], _parse(environ))

    def _answer(self, operation: str, environ: dict[str, Any]) -> Reply:
        from catalog.local.operations.databases import Catalog, refuse_unknown_database
        from catalog.local.operations.registry import OPERATIONS, entry_fault
        from catalog.local.rules.constraints import check_request
        from catalog.local.rules.folding import BY_ARN, fold_names

        request = _parse(environ)
        self._calls[operation] += 1
        fault = self._faults.of(operation)
        refuse(fault)
        check_request(operation, request)
        fold_names(operation, request)
        account, region = _caller(environ.get("HTTP_AUTHORIZATION", ""))
        with self._lock, refusals():
            backend = self._emulator.backend(request.get("CatalogId") or account, region)
            catalog = Catalog(backend, self._indexes)
            self._indexes.failing = fault == FAIL_BUILD
            if operation in OPERATIONS:
                refused = entry_fault(operation, request) if fault == ENTRY else []
                answer = OPERATIONS[operation](catalog, request)
                reply = (
                    200,
                    dumps({**answer, "Errors": [*answer.get("Errors", []), *refused]} if refused else answer),
                )
            elif operation in BY_ARN:
                refuse_unknown_database(catalog, request["ResourceArn"])
                reply = forward(backend, _with_body(environ, request))
            else:
                reply = forward(backend, _with_body(environ, request))
        if fault == CUT_AFTER:
            raise Cut
        return reply


def _parse(environ: dict[str, Any]) -> Json:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    try:
        request = json.loads(body or b"{}")
    except ValueError as error:
        raise Refusal("SerializationException", "the request is not JSON") from error
    if not isinstance(request, dict):
        raise Refusal("SerializationException", "the request is not a JSON object")
    return request


def _with_body(environ: dict[str, Any], request: Json) -> dict[str, Any]:
    body = dumps(request).encode()
    return environ | {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def _caller(authorization: str) -> tuple[str, str]:
    found = _CREDENTIAL.search(authorization)
    return (account_of(found[1]), found[2]) if found else (DEFAULT_ACCOUNT, DEFAULT_REGION)


def _send_refusal(start_response: StartResponse, refusal: Refusal) -> Iterable[bytes]:
    body = dumps({"__type": refusal.code, "Message": refusal.message})
    return _send(start_response, refusal.status, body, ("x-amzn-ErrorType", refusal.code))


def _send(
    start_response: StartResponse, status: int, body: str, *headers: tuple[str, str]
) -> Iterable[bytes]:
    content = body.encode()
    line = f"{status} {HTTPStatus(status).phrase}"
    start_response(line, [("Content-Type", JSON_TYPE), ("Content-Length", str(len(content))), *headers])
    return [content]
