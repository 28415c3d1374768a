"""PartitionSet: all declared partitions of a table as one resource, however many they are.

Inputs stay as compact as the spec (ranges, not expansions), so does state: outputs hold what is still to be
made (`pending`), mended (`changed`) or removed (`leftover`, and others' as `foreign` where the table is to
hold ours alone), nothing else of single partitions. A request that is cut short leaves these truthful, and
the next one goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from catalog.aws import identifiers
from catalog.aws.calls.objects import TABLES
from catalog.aws.calls.partition_batches import Failures, PartitionCalls
from catalog.aws.errors import ProviderError
from catalog.aws.session import Session
from catalog.aws.shapes.partition import PARTITION_SET
from catalog.aws.shapes.properties import UNKNOWN, Properties, PropertyMap, contains_unknown
from catalog.language.glue.kinds import CATALOG_TABLE
from catalog.language.glue.kinds import PARTITION_SET as KIND
from catalog.language.partitions.boxes import Tuple
from catalog.language.partitions.compact import compact, restored
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.provider.framework import validation
from catalog.provider.framework.autonaming import Naming
from catalog.provider.framework.declared_sets import DeclaredSets
from catalog.provider.framework.property_diff import UPDATE, Delta
from catalog.provider.framework.request import Request
from catalog.provider.framework.resource import Found, Resource

from . import validation as partition_set_checks
from .adoption import imported, stored
from .changes import NOT_AS_DECLARED, SCHEMAS, Change, describe_new_set
from .declared import Declared
from .observed import ObservedPartitions
from .unfinished import UnfinishedRewrite
from .writes import NOTHING, PartitionWrites, adoption_line, failure_message

NOT_BY_PATH = ("values", "except")  # compared as sets, not as they are written
COLUMNS = "storageDescriptor.columns"
UNFINISHED = ("pending", "changed", "leftover", "foreign", "attempted")


class PartitionSet(Resource):
    """`aws:glue/partitionSet:PartitionSet`, ID `account:database:table`."""

    kind = KIND
    shape = PARTITION_SET
    parts = True

    def check(
        self, session: Session, old_inputs: PropertyMap, new_inputs: Properties, naming: Naming
    ) -> tuple[PropertyMap, list[str]]:
        """What is wrong with the inputs, the values of the partitions included."""
        del session, old_inputs, naming
        found = list(validation.problems(self.shape, new_inputs))
        if not found and not contains_unknown(new_inputs):
            found = partition_set_checks.problems(new_inputs)
        return new_inputs, found

    def register(self, declared: DeclaredSets, urn: str, new_inputs: PropertyMap) -> None:
        """The set, for plain Partitions of the same table that leave the program."""
        where = new_inputs.get("databaseName"), new_inputs.get("tableName")
        if all(isinstance(name, str) for name in where):
            declared.add(".".join(map(str, where)), urn, new_inputs)

    def describe_create(self, request: Request, inputs: PropertyMap) -> tuple[str, ...]:
        """What a new set will make, and of others remove, in words and numbers."""
        if contains_unknown(inputs):
            return ()
        nothing = {"keys": inputs["keys"]}
        return describe_new_set(inputs, self.refresh_outputs(request, nothing, {}, inputs))

    def refresh_outputs(
        self, request: Request, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> PropertyMap:
        """The outputs, with others' partitions where the set is to be the only one from now on."""
        before = _before(old_inputs, outputs)
        old, new = Declared(before), Declared(new_inputs)
        begins = new.exclusive and not old.exclusive
        if not begins or contains_unknown(new_inputs) or _arity(before) != _arity(new_inputs):
            return outputs
        calls = PartitionCalls(
            request.client(new_inputs, outputs),
            new_inputs["databaseName"],
            new_inputs["tableName"],
            request.context.cancelled,
        )
        found = calls.every(lambda live: tuple(live["Values"]))
        theirs = TupleSet(
            listed=frozenset(row for row in found if row not in old.values and row not in new.values)
        )
        return {**outputs, "foreign": compact(theirs)}

    def diff(
        self, session: Session, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> list[Delta]:
        """What an update would change: the tuples as a set, the rest by path."""
        old_inputs = _before(old_inputs, outputs)
        found = [
            delta
            for delta in super().diff(session, old_inputs, outputs, new_inputs)
            if delta.top not in NOT_BY_PATH
            and (new_inputs.get("cascade") or not delta.path.startswith(COLUMNS))
        ]
        if _arity(old_inputs) != _arity(new_inputs):  # no tuple of the old set is one of the new table
            return [replace(delta, replaces=True) if delta.top == "keys" else delta for delta in found]
        if contains_unknown(new_inputs):  # what it hangs on is replaced: which tuples is not known
            unknown = (name for name in NOT_BY_PATH if contains_unknown(new_inputs.get(name)))
            return [*found, *(Delta(name, UPDATE) for name in unknown)]
        return [*found, *Change.of(old_inputs, outputs, new_inputs).deltas()]

    def describe_update(
        self, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> tuple[str, ...]:
        """The change in words and numbers."""
        old_inputs = _before(old_inputs, outputs)
        if contains_unknown(new_inputs):
            return ()
        if _arity(old_inputs) != _arity(new_inputs):
            return describe_new_set(new_inputs, {})
        return Change.of(old_inputs, outputs, new_inputs).describe()

    def is_converged(self, outputs: PropertyMap) -> bool:
        """True if no partition is left to be made, changed or removed."""
        return not any(outputs.get(name) for name in UNFINISHED)

    def preview_update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """With the number of partitions that will be declared then."""
        count = UNKNOWN if contains_unknown(new_inputs) else Declared(new_inputs).values.count
        return {**super().preview_update(request, outputs, old_inputs, new_inputs), "count": count}

    def create(self, request: Request, inputs: PropertyMap) -> tuple[str, Properties]:
        """Makes the partitions; those that are there already are brought to what is declared."""
        client = request.client(inputs)
        id = identifiers.join(client.catalog, inputs["databaseName"], inputs["tableName"])
        writes = PartitionWrites(request, client, Declared(inputs))
        foreign: list[Tuple] = []
        made_by = request.context.claims.other_owner(CATALOG_TABLE.token, id, request.urn.text)
        if made_by or not writes.calls.any():
            writes.make(writes.new.values)
        else:
            seen = ObservedPartitions(writes.new, writes.calls)
            if seen.here:
                request.report(adoption_line(len(seen.here)))
            foreign = seen.undeclared if writes.new.exclusive else []
            writes.remove(foreign)
            writes.make(seen.missing)
            writes.rewrite(seen.differing(writes.cascade))
        return id, writes.outcome(id, UnfinishedRewrite(columns=True), {*foreign}, attempted=False)

    def update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Makes what is new, removes what is no longer declared, changes what is declared differently."""
        writes = PartitionWrites(request, request.client(new_inputs, outputs), Declared(new_inputs))
        outputs = self.refresh_outputs(request, old_inputs, outputs, new_inputs)
        old_inputs = _before(old_inputs, outputs)
        change = Change.of(old_inputs, outputs, new_inputs)
        unfinished = UnfinishedRewrite.read(outputs.get("forgotten"))
        writes.remove(change.removed)
        writes.make(change.added)
        for rewrite in change.rewritten:
            writes.rewrite(
                rewrite.rows, change.old, unfinished if rewrite.what == (NOT_AS_DECLARED,) else NOTHING
            )
        columns = any(SCHEMAS in rewrite.what for rewrite in change.rewritten)
        unfinished = unfinished.after(old_inputs, columns=columns)
        return writes.outcome(request.id, unfinished, restored(outputs.get("foreign")), attempted=True)

    def read(self, request: Request, inputs: PropertyMap | None, outputs: PropertyMap) -> Found | None:
        """The set as it is in Glue: what is missing or different is reported, what others added is kept."""
        parsed = identifiers.split(request.id, self.kind.id_form)
        catalog, database, table = parsed.parts
        client = request.client(outputs, {"region": parsed.region, "catalogId": catalog})
        live = TABLES.get(client, (database, table))
        if live is None:
            return None
        calls = PartitionCalls(client, database, table, request.context.cancelled)
        if inputs is None:
            inputs = imported(database, table, live, calls.every(stored))
        inputs = _before(inputs, outputs)
        return Found(
            request.id,
            dict(inputs),
            ObservedPartitions(Declared(inputs), calls).outputs(request, client, outputs),
        )

    def delete(self, request: Request, outputs: PropertyMap, inputs: PropertyMap) -> None:
        """Removes the declared partitions; others' stay, and those of another set of this program."""
        catalog, database, table = identifiers.split(request.id, self.kind.id_form).parts
        client = request.client(outputs, {"catalogId": catalog})
        calls = PartitionCalls(client, database, table, request.context.cancelled)
        declared = [inputs, *([outputs["attempted"]] if outputs.get("attempted") else [])]
        kept = [Declared(other).values for other in _other_sets(request, f"{database}.{table}")]
        ours = chain(*(Declared(dict(each)).values for each in declared), restored(outputs.get("leftover")))
        failures = Failures()
        calls.delete((row for row in ours if not any(row in values for values in kept)), failures)
        if failures.rows:
            raise ProviderError(failure_message(failures))


def _other_sets(request: Request, table: str) -> Iterator[PropertyMap]:
    """The inputs of other PartitionSets that the program declares for the table, such as this one renamed."""
    for urn, inputs in request.context.declared.of(table).items():
        if urn != request.urn.text and not contains_unknown(inputs):
            yield dict(inputs)


def _before(old_inputs: PropertyMap, outputs: PropertyMap) -> PropertyMap:
    """What was declared last: the engine keeps older inputs where an update failed half-way."""
    return outputs.get("attempted") or old_inputs


def _arity(inputs: PropertyMap) -> int:
    """How many partition keys there are; -1 if that is not known yet."""
    keys = inputs.get("keys")
    return len(keys) if isinstance(keys, list) else -1
