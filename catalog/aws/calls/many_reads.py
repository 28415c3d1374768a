"""Some objects of one parent by their names: of few a call each, of many pages of the list.

A list holds everybody's objects, and how many these are is known only at its end. So no more pages are read
than the same objects would take rounds of single calls, and what is not found by then is read by itself:
ours beside 20,000 of others cost at most twice what they would cost alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from catalog.aws.errors import NOT_ALLOWED, NOT_FOUND, AwsError

from .catalog_client import CatalogClient
from .objects import Address, ObjectCalls

AT_ONCE = 8  # single calls under way; as many objects are always read by them

Live = dict[str, Any]


def read_many(
    calls: ObjectCalls, client: CatalogClient, parents: Address, names: Iterable[str]
) -> dict[str, Live]:
    """Glue's structures by name, as it is given; what is not there is left out. Raises AwsError."""
    given = [*names]
    left = {name.lower() for name in given}
    found: dict[str, Live] = {}
    if len(left) > AT_ONCE:
        for page in _pages(calls, client, parents, most=1 + len(left) // AT_ONCE):
            if page is None:  # the list is complete: what is left is not there
                left.clear()
                break
            named = {live["Name"].lower(): dict(live) for live in page}
            found |= {name: named[name] for name in left & named.keys()}
            left -= named.keys()
            if not left:
                break
    found |= _one_by_one(calls, client, parents, sorted(left))
    return {name: found[name.lower()] for name in given if name.lower() in found}


def _pages(
    calls: ObjectCalls, client: CatalogClient, parents: Address, most: int
) -> Iterator[Sequence[Any] | None]:
    """The first pages of the list, and None behind the last where that comes first."""
    pages = calls.list(client, parents)
    for _ in range(most):
        try:
            page = next(pages, None)
        except AwsError as error:
            if error.code == NOT_ALLOWED:  # a policy may allow GetTable alone
                return
            if error.code != NOT_FOUND:
                raise
            page = None
        yield page
        if page is None:
            return


def _one_by_one(
    calls: ObjectCalls, client: CatalogClient, parents: Address, names: Sequence[str]
) -> dict[str, Live]:
    if not names:
        return {}
    with ThreadPoolExecutor(min(AT_ONCE, len(names)), "read") as pool:
        asked = {name: pool.submit(calls.get, client, (*parents, name)) for name in names}
        try:
            found = {name: one.result() for name, one in asked.items()}
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # one refusal is enough
            raise
    return {name: live for name, live in found.items() if live is not None}
