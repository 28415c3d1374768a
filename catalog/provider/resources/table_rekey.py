"""Partition keys of a table that change: what of its partitions and indexes stays.

Another number of keys leaves no partition valid, so the table is made anew. Other names or types are an
update in place. But Glue renames no key of a table with an index, and gives no indexed key another type (AWS
Glue developer guide, "Limitations on using partition indexes"): indexes in the way are removed before, and
their own resources build them anew after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.reads import get_indexes
from catalog.aws.errors import ProviderError
from catalog.aws.shapes.properties import PropertyMap
from catalog.language.changes import forms
from catalog.language.partitions.wording import number_of_partitions
from catalog.provider.framework.ownership import stamp_of
from catalog.provider.framework.request import Request

from .index_builds import build, remove
from .partitions_of_tables import count_of

Key = tuple[str, str]  # name and type


def changes_key_count(old: PropertyMap, new: PropertyMap) -> bool:
    """Whether a table that may have partitions gets more or fewer keys."""
    before, after = (inputs.get("partitionKeys") or [] for inputs in (old, new))
    return isinstance(after, list) and bool(before) and len(before) != len(after)


def describe_rekey(
    request: Request, outputs: PropertyMap, old: PropertyMap, new: PropertyMap
) -> tuple[str, ...]:
    """What a preview says of it, with the number of partitions that go."""
    if changes_key_count(old, new):
        count = count_of(request, outputs, stamp_of(old.get("parameters")))
        gone = "its partitions" if count is None else _number(count.total)
        return (forms.TABLE_REPLACED.text(gone),)
    before, after = (_keys(inputs.get("partitionKeys"), "name", "type") for inputs in (old, new))
    return (forms.INDEXES_REBUILT.text(),) if before and before != after else ()


@contextmanager
def without_indexes_in_the_way(
    request: Request,
    client: CatalogClient,
    table: tuple[str, str],
    live: Mapping[str, Any],
    old: PropertyMap | None,
    new: PropertyMap,
) -> Iterator[None]:
    """While the table is updated, it is without the indexes that would keep Glue from changing its keys.

    Their own resources build them anew afterwards; if the update fails, they are built again here. `old` is
    None where it is not known what was declared before. Raises ProviderError.
    """
    before = _keys(live.get("PartitionKeys"), "Name", "Type")
    named = any((inputs or {}).get("partitionKeys") for inputs in (old, new))
    after = _keys(new.get("partitionKeys"), "name", "type") if named else before  # another writer's
    declared = _keys(old.get("partitionKeys"), "name", "type") if old is not None and named else after
    if before != after or declared != after:
        request.context.declared.mark_rekeyed(".".join(table))
    indexes = get_indexes(client, *table) if before and before != after else []
    removed = [index for index in indexes if _in_the_way(index["keys"], before, after)]
    try:
        for index in removed:
            request.report(forms.INDEX_IN_THE_WAY.text(index["indexName"]))
            remove(request, client, (*table, index["indexName"]))
        yield
    except ProviderError:
        _put_back(request, client, table, removed)
        raise


def _number(count: int) -> str:
    return number_of_partitions(count) if count else "no partition"


def _put_back(
    request: Request, client: CatalogClient, table: tuple[str, str], indexes: Iterable[Mapping[str, Any]]
) -> None:
    """Builds them again as far as that can be; what failed before may fail still, and a refresh shows it."""
    for index in indexes:
        with suppress(ProviderError):
            build(request, client, (*table, index["indexName"]), index["keys"])
            request.report(forms.INDEX_PUT_BACK.text(index["indexName"]))


def _in_the_way(indexed: Iterable[str], before: Sequence[Key], after: Sequence[Key]) -> bool:
    if [name for name, _ in before] != [name for name, _ in after]:
        return True
    changed = {name for name, kind in before if (name, kind) not in after}
    return not changed.isdisjoint(map(str.lower, indexed))


def _keys(given: Any, name: str, kind: str) -> list[Key]:
    return [(key[name].lower(), _plain(key.get(kind) or "")) for key in given or ()]


def _plain(glue_type: str) -> str:
    return "".join(glue_type.lower().split())
