"""A partition index that Glue does not make: the one in the way is taken up, replaced or named.

An index bears no parameters, so whose it is its table's stamp says. Glue refuses one too many before it looks
for one of the same name or keys: both refusals are answered by a look at what the table has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.aws import identifiers
from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.objects import TABLES
from catalog.aws.calls.reads import get_indexes
from catalog.aws.errors import EXISTS, LIMIT, AwsError, ProviderError
from catalog.language.changes import forms
from catalog.language.partitions import hive
from catalog.provider.framework import ownership
from catalog.provider.framework.request import Request

from .index_builds import FAILED, IndexName, remove, title

REFUSALS = (EXISTS, LIMIT)
Index = Mapping[str, Any]  # indexName, keys, indexStatus


def take_up(
    request: Request, client: CatalogClient, index_name: IndexName, keys: Sequence[str], refused: AwsError
) -> bool:
    """Whether the index is there already, as this stack or a request whose answer was lost made it.

    False: what was in the way was this stack's, is removed, and the build can be asked for again. Raises
    ProviderError for anything else that is in the way, `refused` if nothing is.
    """
    indexes = get_indexes(client, *index_name[:2])
    named = next((i for i in indexes if i["indexName"].lower() == index_name[2].lower()), None)
    twin = next((i for i in indexes if _lower(i["keys"]) == _lower(keys)), None)
    parameters = (TABLES.get(client, index_name[:2]) or {}).get("Parameters")
    ours = ownership.stamp_of(parameters) == request.urn.stamp
    if named is not None and named is twin and (ours or refused.retried):
        return _take(request, client, index_name, named, ours=ours)
    if named is not None and not ours:
        id = identifiers.join(client.catalog, *index_name)
        raise ownership.refuse_foreign(title(index_name), request.urn, id, parameters)
    if twin is not None and not (ours and _has_our_name(twin)) and twin is not named:
        raise _over_same_keys(index_name, twin)
    in_the_way = [index for index in (named, twin) if index is not None]
    if not in_the_way:
        raise _too_many(index_name, indexes) if refused.code == LIMIT and indexes else refused
    for index in in_the_way:
        _remove(request, client, index_name, index, keys)
    return False


def _take(
    request: Request, client: CatalogClient, index_name: IndexName, index: Index, *, ours: bool
) -> bool:
    if ours and index["indexStatus"] == FAILED:
        request.report(forms.INDEX_FAILED.text(title(index_name), FAILED))
        remove(request, client, index_name)
        return False
    if ours:
        request.report(ownership.adoption_line(title(index_name)))
    return True


def _remove(
    request: Request, client: CatalogClient, index_name: IndexName, index: Index, keys: Sequence[str]
) -> None:
    found = *index_name[:2], index["indexName"]
    anew = "built anew" if _lower(keys) != _lower(index["keys"]) else f"built anew as {index_name[2]}"
    request.report(forms.INDEX_OF_OTHER_KEYS.text(title(found), ", ".join(index["keys"]), anew))
    remove(request, client, found)


def _has_our_name(index: Index) -> bool:
    """Whether it is called as specs call an index over these keys that they give no name."""
    return str(index["indexName"]).lower() == hive.index_name(list(index["keys"])).lower()


def _over_same_keys(index_name: IndexName, twin: Index) -> ProviderError:
    return ProviderError(
        f"{title(index_name)} can't be made over {', '.join(twin['keys'])}: another index, "
        f"{twin['indexName']}, is over the same keys. Delete that index first, or give this one its name"
    )


def _too_many(index_name: IndexName, indexes: Sequence[Index]) -> ProviderError:
    there = "; ".join(f"{i['indexName']} over {', '.join(i['keys'])}" for i in indexes)
    return ProviderError(
        f"{title(index_name)} can't be made: the table has {len(indexes)} partition indexes, and Glue takes "
        f"no more: {there}. Remove one of them first; one that has left the program goes with a run of "
        f"pulumi up in which {index_name[2]} is not declared yet, one that no state knows (that was lost) "
        f"with aws glue delete-partition-index --database-name {index_name[0]} "
        f"--table-name {index_name[1]} --index-name NAME"
    )


def _lower(keys: Sequence[str]) -> list[str]:
    return [key.lower() for key in keys]
