"""The application: the rules in front, Moto behind.

A Glue request is checked against the API's constraints, its names are folded, then an operation of
ours answers it or, where we have no rules, Moto does; STS is Moto's alone. Glue operations run one at a time,
so that a check and the change it allows can't be separated by another request.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import parse_qs

from catalog.local.emulator import (
    DEFAULT_ACCOUNT,
    Emulator,
    Json,
    Reply,
    account_of,
    answer_sts,
    dumps,
    forward,
    refusals,
)
from catalog.local.operations.partition_indexes import DEFAULT_DELAY, Indexes
from catalog.local.operations.statistics import Statistics
from catalog.local.rules.faults import CUT_AFTER, ENTRY, FAIL_BUILD, Cut, Faults, refuse
from catalog.local.rules.quotas import Quotas
from catalog.local.rules.refusals import Refusal
from catalog.loopback.asking import HEALTH
from catalog.loopback.proof import CHALLENGE_HEADER, PROOF_HEADER, of_answer

from .gate import FAULTS, GLUE
from .log import report
from .messages import FORM_TYPE, XML_TYPE, Answer, Head, error
from .processes import own_start_time

UNKNOWN = "UnknownOperationException"
DEFAULT_REGION = "us-east-1"
SERVICE, VERSION = "catalog-local", "2"  # VERSION: of what control and server say to each other
STS_OPERATIONS = ("GetCallerIdentity", "AssumeRole", "GetSessionToken")
STS_VERSION = "2011-06-15"
_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d+/([^/,\s]+)/")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a catalog runs: what it tells those who know its token, beside the process's own identity."""

    folder: str = ""
    port: int = 0
    token: str = field(default="", repr=False)
    knows_owners: bool = True  # whether it sees whose a connection is, so that the owner needs no token


class Application:
    """A local catalog with its own state.

    ``index_delay`` is how many seconds by ``clock`` a partition index takes to build; ``sleep`` waits for a
    latency that was asked for. ``place`` is set by who serves it, once the port is known.
    """

    def __init__(
        self,
        index_delay: float = DEFAULT_DELAY,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sleep = sleep
        self.place = Place()
        self._emulator = Emulator()
        self._indexes = Indexes(index_delay, clock)
        self._quotas, self._statistics = Quotas(), Statistics()
        self._faults = Faults(clock, self._quotas)
        self._calls: Counter[str] = Counter()
        self._lock = Lock()

    def __call__(self, head: Head, body: bytes) -> Answer:
        """Answer one request that the gate has let in. Raises Cut."""
        try:
            if head.path == HEALTH:
                return self._health(head)
            if head.path == FAULTS:
                return Answer(200, dumps(self._faults.control(head.method, _parse(body))).encode())
            if head.media_type == FORM_TYPE:
                return _sts(head, body)
            status, text = self._answer(head, body)
        except Cut:
            raise
        except Refusal as refusal:
            return error(refusal.status, refusal.code, refusal.message, head.media_type)
        except RecursionError:
            return error(400, "SerializationException", "the request is nested too deeply", head.media_type)
        except (NotImplementedError, ImportError):  # of an operation, or of what Moto needs for it
            asked = head.header("x-amz-target").removeprefix(GLUE) or "that"
            return error(400, UNKNOWN, f"the local catalog doesn't serve {asked}", head.media_type)
        except Exception as failure:
            report(failure, head.header("x-amz-target") or head.path)  # a client sees no internals
            return error(500, "InternalServiceException", "see the local catalog's log", head.media_type)
        return Answer(status, text.encode())

    def warm_up(self) -> None:
        """Load what the first Glue request needs, so that it needn't wait for it."""
        from catalog.local.operations.registry import OPERATIONS
        from catalog.local.rules.constraints import knows

        self._emulator.backend(DEFAULT_ACCOUNT, DEFAULT_REGION)
        assert all(knows(operation) for operation in OPERATIONS)

    def _health(self, head: Head) -> Answer:
        """What this process is, signed if the asker gave a challenge."""
        place = self.place
        health = {
            "service": SERVICE,
            "version": VERSION,
            "pid": os.getpid(),
            "started": own_start_time(),
            "folder": place.folder,
            "knowsOwners": place.knows_owners,
            "calls": dict(self._calls),
        }
        body = dumps(health).encode()
        challenge = head.header(CHALLENGE_HEADER)
        proof = ((PROOF_HEADER, of_answer(place.token, challenge, place.port, body)),) if challenge else ()
        return Answer(200, body, headers=proof)

    def _answer(self, head: Head, body: bytes) -> Reply:
        from catalog.local.operations.databases import Catalog, refuse_unknown_database
        from catalog.local.operations.registry import OPERATIONS, entry_fault
        from catalog.local.rules.constraints import check_request, knows
        from catalog.local.rules.folding import BY_ARN, fold_names

        operation, request = head.header("x-amz-target").removeprefix(GLUE), _parse(body)
        if not knows(operation):
            raise Refusal(UNKNOWN, "Glue has no such operation")
        self._calls[operation] += 1
        if seconds := self._faults.seconds(operation):
            self._sleep(seconds)  # in this connection's thread, before the lock: others go on
        fault = self._faults.of(operation)
        refuse(fault)
        check_request(operation, request)
        fold_names(operation, request)
        account, region = _caller(head.header("authorization"))
        with self._lock, refusals():
            backend = self._emulator.backend(request.get("CatalogId") or account, region)
            catalog = Catalog(backend, self._indexes, self._quotas, self._statistics)
            self._indexes.failing = fault == FAIL_BUILD
            if operation in OPERATIONS:
                refused = entry_fault(operation, request) if fault == ENTRY else []
                answer = OPERATIONS[operation](catalog, request)
                if refused:
                    answer = {**answer, "Errors": [*answer.get("Errors", []), *refused]}
                reply = (200, dumps(answer))
            else:
                if operation in BY_ARN:
                    refuse_unknown_database(catalog, request["ResourceArn"])
                reply = forward(backend, operation, head.header("authorization"), request)
        if fault == CUT_AFTER:
            raise Cut
        return reply


def _sts(head: Head, body: bytes) -> Answer:
    try:
        asked = parse_qs(body.decode("ascii"), max_num_fields=200)
    except ValueError as wrong:
        raise Refusal("MalformedQueryString", "the request is no form") from wrong
    operation = asked.get("Action", [""])[-1]
    if operation not in STS_OPERATIONS or asked.get("Version") != [STS_VERSION]:
        raise Refusal("InvalidAction", f"the local catalog's STS has {', '.join(STS_OPERATIONS)} alone")
    status, text = answer_sts(head.header("authorization"), body)
    return Answer(status, text.encode(), XML_TYPE)


def _parse(body: bytes) -> Json:
    try:
        request = json.loads(body or b"{}", parse_constant=_refuse_constant)
    except ValueError as error:
        raise Refusal("SerializationException", "the request is not JSON") from error
    if not isinstance(request, dict):
        raise Refusal("SerializationException", "the request is not a JSON object")
    return request


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _caller(authorization: str) -> tuple[str, str]:
    found = _CREDENTIAL.search(authorization)
    return (account_of(found[1]), found[2]) if found else (DEFAULT_ACCOUNT, DEFAULT_REGION)
