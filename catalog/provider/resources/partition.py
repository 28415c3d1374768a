"""Partition: one partition of a Glue table; its values come from state, never from its ID if avoidable.

Upstream parses the ID at every read, and a value with `:` or `#` wedges the stack. Here the ID is parsed
only at import.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from catalog.aws import identifiers
from catalog.aws.calls.reads import get_partition, get_table
from catalog.aws.errors import EXISTS, GONE, AwsError, InitFailed, ProviderError, aws
from catalog.aws.identifiers import Urn
from catalog.aws.session import Session
from catalog.aws.shapes import conversion
from catalog.aws.shapes.storage import PARTITION, PARTITION_INPUT
from catalog.language.glue.limits import PARTITION_VALUE_LIMIT
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.provider.framework import ownership, validation
from catalog.provider.framework.autonaming import Naming
from catalog.provider.framework.resource import (
    Found,
    Given,
    Place,
    Request,
    Resource,
    claim,
    declared_again,
    equal,
)
from catalog.provider.protocol.wire import Properties
from catalog.provider.resources.partition_set.declared import PARTITION_SET_TOKEN, Declared

ID_FORM = "account:database:table:values"
TIMES = (
    ("creationTime", "CreationTime"),
    ("lastAccessedTime", "LastAccessTime"),
    ("lastAnalyzedTime", "LastAnalyzedTime"),
)
NOT_EXPRESSED = ("LastAccessTime", "LastAnalyzedTime")  # PartitionInput members that no property stands for


class Partition(Resource):
    """`aws:glue/partition:Partition`, ID `account:database:table:value#value`."""

    token = "aws:glue/partition:Partition"
    shape = PARTITION
    unknown_outputs = ("catalogId", "creationTime", "lastAccessedTime", "lastAnalyzedTime")

    def check(
        self, session: Session, olds: Given, news: Properties, naming: Naming
    ) -> tuple[Given, list[str]]:
        """Adds defaults; what is wrong with the inputs."""
        del session, olds, naming
        found = list(validation.problems(self.shape, news))
        values = news.get("partitionValues")
        for index, value in enumerate(values if isinstance(values, list) else ()):
            if isinstance(value, str) and not 1 <= len(value) <= PARTITION_VALUE_LIMIT:
                found.append(
                    f"partitionValues[{index}]: has {len(value):,} characters, "
                    f"Glue takes 1 to {PARTITION_VALUE_LIMIT:,}"
                )
        return news, found

    def create(self, request: Request, inputs: Given) -> tuple[str, Properties]:
        """Makes the object, or takes up one that an earlier run of this stack made."""
        place, values = request.place(inputs), inputs["partitionValues"]
        database, table = inputs["databaseName"], inputs["tableName"]
        id = identifiers.join(place.catalog, database, table, identifiers.join_values(values))
        sent = conversion.to_glue(PARTITION_INPUT, inputs)
        try:
            with aws(f"create {_name((database, table, values))}"):
                place.glue.create_partition(
                    DatabaseName=database, TableName=table, PartitionInput=cast(Any, sent), **place.request
                )
        except AwsError as error:
            if error.code != EXISTS:
                raise
            self._take_up(request, place, inputs, sent, lost=error.retried)
        return id, self._read_back(id, place, inputs)

    def _read_back(self, id: str, place: Place, inputs: Given) -> Properties:
        """The outputs after a create: Glue alone knows the times."""
        where = inputs["databaseName"], inputs["tableName"], inputs["partitionValues"]
        try:
            live = get_partition(place, *where)
            if live is None:
                raise ProviderError(f"{_name(where)} was made, but is not there")
            return _outputs(place, where, live)
        except ProviderError as error:
            made = conversion.to_outputs(PARTITION_INPUT, conversion.to_glue(PARTITION_INPUT, inputs))
            place_of = {
                "databaseName": where[0],
                "tableName": where[1],
                "catalogId": place.catalog,
                "region": place.region,
            }
            raise InitFailed(str(error), id=id, outputs=made | place_of, inputs=dict(inputs)) from error

    def _take_up(
        self, request: Request, place: Place, inputs: Given, sent: Mapping[str, Any], *, lost: bool
    ) -> None:
        """An existing partition: ours by its stamp, or by an answer that got lost; else it is refused."""
        where = inputs["databaseName"], inputs["tableName"], inputs["partitionValues"]
        id = identifiers.join(place.catalog, where[0], where[1], identifiers.join_values(where[2]))
        live = get_partition(place, *where) or {}
        same = lost and equal(PARTITION_INPUT, sent, live)
        claim(request, _name(where), id, inputs, live, lost=same)
        _write(place, where, inputs, None, live)

    def read(self, request: Request, inputs: Given | None, outputs: Given) -> Found | None:
        """The live object, as declared and as outputs."""
        known = outputs.get("partitionValues") or (inputs or {}).get("partitionValues")
        parsed = identifiers.split(request.id, ID_FORM, last_known=bool(known))
        catalog, database, table, joined = parsed.parts
        place = request.place(outputs, {"region": parsed.region, "catalogId": catalog})
        values = list(known) if known else _values_of(place, database, table, joined)
        live = get_partition(place, database, table, values)
        if live is None:
            return None
        where = database, table, values
        declared = declared_again(inputs, parsed.region)
        declared |= {"databaseName": database, "tableName": table}
        projected = conversion.to_inputs(PARTITION_INPUT, {**live, "Values": values}, inputs)
        return Found(request.id, {**declared, **projected}, _outputs(place, where, live))

    def update(self, request: Request, outputs: Given, old_inputs: Given, news: Given) -> Properties:
        """Brings the live object to the new inputs, others' parameters kept."""
        place = request.place(news, outputs)
        where = news["databaseName"], news["tableName"], news["partitionValues"]
        live = get_partition(place, *where)
        if live is None:
            raise ProviderError(f"{_name(where)} is gone: run pulumi refresh, then pulumi up")
        sent = _write(place, where, news, old_inputs, live)
        times = {member: live[member] for _, member in TIMES if member in live}
        return _outputs(place, where, {**times, **sent})

    def delete(self, request: Request, outputs: Given, inputs: Given) -> None:
        """Removes the object; one that is gone is no error."""
        known = outputs.get("partitionValues") or inputs.get("partitionValues")
        _, database, table, joined = identifiers.split(request.id, ID_FORM, last_known=bool(known)).parts
        place, values = request.place(outputs), known or joined.split("#")
        owner = _set_of(request, place, f"{database}.{table}", tuple(values))
        if owner:
            request.tell(f"kept in Glue: the PartitionSet {owner} holds it now")
            return
        with aws(f"delete {_name((database, table, values))}", ignoring=GONE):
            place.glue.delete_partition(
                DatabaseName=database, TableName=table, PartitionValues=list(values), **place.request
            )


def _name(where: Where) -> str:
    return f"partition {'/'.join(where[2])} of {where[0]}.{where[1]}"


def _set_of(request: Request, place: Place, table: str, row: Tuple) -> str:
    """The name of the PartitionSet that declares this partition, or nothing."""
    made = request.context.made
    for urn, inputs in made.declared(PARTITION_SET_TOKEN, table).items():
        if _same(place, request.place(inputs)) and row in made.reading(urn, inputs, _values):
            return Urn(urn).name
    return ""


def _values(inputs: Given) -> TupleSet:
    return Declared(inputs).values


def _same(one: Place, other: Place) -> bool:
    """Whether both are one catalog in one region. One that is not known may be: better kept than removed."""
    known = one.catalog and other.catalog
    return one.region == other.region and (not known or one.catalog == other.catalog)


Where = tuple[str, str, Sequence[str]]  # database, table, values


def _write(
    place: Place, where: Where, news: Given, old_inputs: Given | None, live: Mapping[str, Any]
) -> dict[str, Any]:
    """Brings the live partition to `news`, others' parameters kept; the PartitionInput as it is now."""
    database, table, values = where
    base = None if old_inputs is None else conversion.to_glue(PARTITION_INPUT, old_inputs)
    sent = ownership.merge(conversion.to_glue(PARTITION_INPUT, news), base, live)
    sent = {k: v for k, v in sent.items() if v != {}} | {k: live[k] for k in NOT_EXPRESSED if k in live}
    if not equal(PARTITION_INPUT, sent, live):
        with aws(f"update {_name((database, table, values))}"):
            place.glue.update_partition(
                DatabaseName=database,
                TableName=table,
                PartitionValueList=list(values),
                PartitionInput=cast(Any, sent),
                **place.request,
            )
    return sent


def _values_of(place: Place, database: str, table: str, joined: str) -> list[str]:
    """The values in an ID at import: split at `#`, unless the table's keys say that a value holds one."""
    values = joined.split("#")
    if len(values) == 1:
        return values
    live = get_table(place, database, table) or {}
    keys = len(live.get("PartitionKeys") or values)
    if keys == 1:
        return [joined]
    if keys != len(values):
        raise ProviderError(
            f"{joined!r} does not say where a partition value ends: {database}.{table} has {keys} partition "
            f"keys, and '#' parts it into {len(values)} values; such a partition can't be imported by ID"
        )
    return values


def _outputs(place: Place, where: Where, structure: Mapping[str, Any]) -> Properties:
    found = conversion.to_outputs(PARTITION_INPUT, structure)
    found |= {
        "databaseName": where[0],
        "tableName": where[1],
        "partitionValues": list(where[2]),
        "catalogId": place.catalog,
        "region": place.region,
    }
    return found | {name: _text(structure[member]) for name, member in TIMES if structure.get(member)}


def _text(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second, as upstream writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
