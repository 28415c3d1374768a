"""Some objects of one parent by their names: of few a call each, of many pages of the list.

A list holds everybody's objects, and how many these are is known only at its end. So no more pages are read
than the same objects would take rounds of single calls, and what is not found by then is read by itself:
ours beside 20,000 of others cost at most twice what they would cost alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from catalog.aws.errors import NOT_ALLOWED, NOT_FOUND, AwsError

from .catalog_client import CatalogClient
from .objects import Address, ObjectCalls

AT_ONCE = 8  # single calls under way; as many objects are always read by them

Live = Mapping[str, Any]
Kept = TypeVar("Kept")


def read_many(
    calls: ObjectCalls,
    client: CatalogClient,
    parents: Address,
    names: Iterable[str],
    keep: Callable[[str, Live], Kept],
) -> dict[str, Kept]:
    """What `keep` makes of each name, as it is given, and Glue's structure, which is not kept itself. What is
    not there is left out. Raises AwsError.
    """
    left = {name.lower(): name for name in names}
    found: dict[str, Kept] = {}
    if len(left) > AT_ONCE:
        for page in _pages(calls, client, parents, most=1 + len(left) // AT_ONCE):
            if page is None:  # the list is complete: what is left is not there
                left.clear()
                break
            for live in page:
                name = left.pop(live["Name"].lower(), "")
                if name:
                    found[name] = keep(name, live)
            if not left:
                break
    return found | _one_by_one(calls, client, parents, [*left.values()], keep)


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
    calls: ObjectCalls,
    client: CatalogClient,
    parents: Address,
    names: Sequence[str],
    keep: Callable[[str, Live], Kept],
) -> dict[str, Kept]:
    def read(name: str) -> tuple[Kept, ...]:
        live = calls.get(client, (*parents, name))
        return () if live is None else (keep(name, live),)

    if not names:
        return {}
    with ThreadPoolExecutor(min(AT_ONCE, len(names)), "read") as pool:
        asked = {name: pool.submit(read, name) for name in names}
        try:
            found = {name: one.result() for name, one in asked.items()}
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # one refusal is enough
            raise
    return {name: one[0] for name, one in found.items() if one}
