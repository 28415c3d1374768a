"""Which requests are sent again: ten attempts everywhere, no quota, soon told where nothing runs."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from catalog.aws import retries
from catalog.aws.errors import AwsError, aws
from catalog.aws.session import Session
from catalog.aws.settings_reader import settings as read_settings
from tests.support.ports import free_port
from tests.support.provider.fixtures import SETTINGS
from tests.support.provider.harness import ask_fault


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause between two attempts."""
    monkeypatch.setattr(retries.random, "random", lambda: 0.0)


@pytest.fixture
def faulty(url: str) -> Iterator[str]:
    """The local catalog's URL; its faults are forgotten in the end."""
    yield url
    ask_fault(url)


def session(url: str, **more: Any) -> Session:
    return Session(read_settings({**SETTINGS, "endpoints": [{"glue": url, "sts": url}], **more}))


def attempts(client: Any) -> list[int]:
    """The number of each attempt of the client's requests, as they end."""
    seen: list[int] = []
    event = f"needs-retry.{client.meta.service_model.service_name}"
    client.meta.events.register_first(event, lambda attempts, **_: seen.append(attempts))
    return seen


def read(session: Session) -> None:
    with aws("read"):
        session.glue().get_databases()


@pytest.mark.parametrize("fault", ["throttle", "error", "unavailable", "cut-before", "cut-after"])
@pytest.mark.parametrize(("more", "most"), [({}, 10), ({"maxRetries": 3}, 3)])
def test_so_many_attempts_are_made_of_the_local_catalog_too(
    faulty: str, fault: str, more: dict[str, Any], most: int
) -> None:
    opened = session(faulty, **more)
    seen = attempts(opened.glue())
    ask_fault(faulty, operation="GetDatabases", fault=fault, times=most - 1)
    read(opened)
    assert seen == [*range(1, most + 1)]
    ask_fault(faulty, operation="GetDatabases", fault=fault, times=most)
    with pytest.raises(AwsError):
        read(opened)
    assert seen == 2 * [*range(1, most + 1)]


def test_what_would_be_refused_again_is_asked_once(faulty: str) -> None:
    opened = session(faulty)
    seen = attempts(opened.glue())
    with pytest.raises(AwsError, match="EntityNotFoundException"), aws("read"):
        opened.glue().get_database(Name="nothing")
    assert seen == [1]


@pytest.mark.parametrize("mode", ["adaptive", "standard"])
def test_where_nothing_listens_on_this_machine_a_few_attempts_are_enough(mode: str) -> None:
    opened = session(f"http://127.0.0.1:{free_port()}", retryMode=mode)
    client = opened._client("sts", "us-east-1")
    seen = attempts(client)
    with pytest.raises(AwsError, match="EndpointConnectionError"), aws("read"):
        client.get_caller_identity()
    assert seen == [*range(1, retries.LOCAL_REFUSALS + 1)]


def test_no_quota_ends_a_run_in_which_many_requests_fail() -> None:
    found = retries.Retries(10)
    for number in range(5000):
        assert found.delay(**event("InternalServiceException", 500, attempts=number % 9 + 1)) == 0


def test_the_pause_doubles_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries.random, "random", lambda: 1.0)
    found = retries.Retries(10)
    failed = [found.delay(**event("InternalServiceException", 500, attempts=n)) for n in (1, 2, 3, 9, 10)]
    assert failed == [0.05, 0.1, 0.2, 12.8, None]
    throttled = [found.delay(**event("ThrottlingException", 400, attempts=n)) for n in (1, 2, 3, 9, 10)]
    assert throttled == [0.25, 0.5, 1.0, 20.0, None]


def test_an_operation_that_is_throttled_holds_back_no_other() -> None:
    found = retries.Retries(10)
    found.delay(**event("ThrottlingException", 400, operation="CreateTable"))
    assert found._pace("CreateTable").rate > 0
    assert found._pace("GetTable").rate == 0


def event(code: str, status: int, attempts: int = 1, operation: str = "GetTable") -> dict[str, Any]:
    """What botocore tells of an answer that is an error."""
    answer = SimpleNamespace(status_code=status, headers={})
    return {
        "response": (answer, {"Error": {"Code": code}}),
        "operation": SimpleNamespace(name=operation, error_shapes=[], metadata={}),
        "attempts": attempts,
        "caught_exception": None,
        "request_dict": {"context": {}},
    }
