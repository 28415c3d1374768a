"""PartitionSet: all declared partitions of a table as one resource, however many they are.

Inputs stay as compact as the spec (ranges, not expansions), so does state: outputs hold what is still to be
made (`pending`), mended (`changed`) or removed (`leftover`), and what of the table is others' (`foreign`:
left as they are, or removed where the table is to hold ours alone), nothing else of single partitions. A
request that is cut short leaves these truthful, and the next one goes on from there.
"""

from __future__ import annotations

from dataclasses import replace

from catalog.aws import identifiers
from catalog.aws.calls.catalog_client import CatalogClient
from catalog.aws.calls.objects import TABLES
from catalog.aws.calls.partition_batches import Failures, PartitionCalls
from catalog.aws.errors import ProviderError
from catalog.aws.session import Session
from catalog.aws.shapes.partition import PARTITION_SET
from catalog.aws.shapes.properties import UNKNOWN, Properties, PropertyMap, contains_unknown
from catalog.language.glue.kinds import CATALOG_TABLE
from catalog.language.glue.kinds import PARTITION_SET as KIND
from catalog.language.partitions.compact import restored
from catalog.language.partitions.tuple_sets import TupleSet
from catalog.language.partitions.wording import number_of_partitions
from catalog.provider.framework import validation
from catalog.provider.framework.autonaming import Naming
from catalog.provider.framework.declared_sets import DeclaredSets
from catalog.provider.framework.property_diff import UPDATE, Delta
from catalog.provider.framework.request import Request
from catalog.provider.framework.resource import Found, Resource
from catalog.provider.merging.overwrite import overwrites

from . import validation as partition_set_checks
from .adoption import imported, stored
from .changes import SCHEMAS, Change, describe_new_set
from .conflicts import refuse_conflicts
from .declared import Declared
from .merging import Merge
from .observed import ObservedPartitions, Seen
from .reaching import lag_lines
from .taking_up import TakenUp, becoming_exclusive, describe_set_in_place, held_by_no_other
from .unfinished import UnfinishedRewrite
from .whose import Ours
from .writes import PartitionWrites, failure_message, remaining

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
        """What a new set will make, take up and remove, in words and numbers."""
        if contains_unknown(inputs):
            return ()
        new = Declared(inputs)
        calls = _calls(request, request.client(inputs), inputs)
        if not calls.any():
            return describe_new_set(inputs, {})
        seen = ObservedPartitions(new, calls, Ours(new))
        if seen.of(Seen.OF_OTHER_KEYS):  # the table is to be made anew
            return describe_new_set(inputs, {})
        found = TakenUp.of(request, seen)
        return (*found.lines, *describe_set_in_place(inputs, found.outputs))

    def refresh_outputs(
        self, request: Request, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> PropertyMap:
        """The outputs, with others' partitions where the set is to be the only one from now on. Raises
        ProviderError where the program and another writer changed the same member of a partition.
        """
        before = _before(old_inputs, outputs)
        if contains_unknown(new_inputs) or _arity(before) != _arity(new_inputs):
            return outputs
        calls = _calls(request, request.client(new_inputs, outputs), new_inputs)
        if Declared(new_inputs).exclusive:
            begins = not Declared(before).exclusive
            return becoming_exclusive(calls, before, outputs, new_inputs) if begins else outputs
        merges = Change.of(before, outputs, new_inputs).merges(
            UnfinishedRewrite.read(outputs.get("forgotten"))
        )
        ours = Ours.by_state(Declared(new_inputs), old_inputs, outputs)
        refuse_conflicts(calls, merges, ours, overwrites)
        return outputs

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

    def tell_kept(
        self, request: Request, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> None:
        """Reports, with the table, how many partitions keep which columns, and what readers do then."""
        old_inputs = _before(old_inputs, outputs)
        if contains_unknown(new_inputs) or _arity(old_inputs) != _arity(new_inputs):
            return
        old, new = Declared(old_inputs), Declared(new_inputs)
        if old.inputs.get("storageDescriptor") == new.inputs.get("storageDescriptor"):
            return
        kept = old.values & new.values - restored(outputs.get("pending")) - restored(outputs.get("foreign"))
        urn = request.context.declared.urn_of(f"{new_inputs['databaseName']}.{new_inputs['tableName']}")
        lines = lag_lines(old, new, kept, number_of_partitions)
        request.context.log.info(urn or request.urn.text, *lines)

    def describe_update(
        self, request: Request, old_inputs: PropertyMap, outputs: PropertyMap, new_inputs: PropertyMap
    ) -> tuple[str, ...]:
        """The change in words and numbers."""
        del request
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
        """Makes the partitions. Of those that are there already, this stack's are brought to what is declared
        or, if they are not declared any more, removed.
        """
        client, new = request.client(inputs), Declared(inputs)
        table = f"{inputs['databaseName']}.{inputs['tableName']}"
        id = identifiers.join(client.catalog, inputs["databaseName"], inputs["tableName"])
        writes = PartitionWrites(request, client, new, Ours(new), overwrites)
        foreign = TupleSet()
        made_by = request.context.claims.other_owner(CATALOG_TABLE.token, id, request.urn.text)
        if (made_by and not request.context.declared.is_taken_up(table)) or not writes.calls.any():
            writes.make(new.values)
        else:
            seen = ObservedPartitions(new, writes.calls, writes.ours)
            found = TakenUp.of(request, seen)
            request.report(*found.lines)
            foreign = found.foreign
            writes.others.update(seen.of(Seen.OF_OTHERS))
            writes.remove(found.leftover | foreign)
            writes.make(seen.missing)
            writes.rewrite(seen.differing(), Merge(new))
        return id, writes.outcome(
            id, UnfinishedRewrite(columns=True, anywhere=True), foreign, attempted=False
        )

    def update(
        self, request: Request, outputs: PropertyMap, old_inputs: PropertyMap, new_inputs: PropertyMap
    ) -> Properties:
        """Makes what is new, removes what is no longer declared, changes what is declared differently."""
        outputs = self.refresh_outputs(request, old_inputs, outputs, new_inputs)
        ours = Ours.by_state(Declared(new_inputs), old_inputs, outputs)
        client = request.client(new_inputs, outputs)
        writes = PartitionWrites(request, client, Declared(new_inputs), ours, overwrites)
        change = Change.of(_before(old_inputs, outputs), outputs, new_inputs)
        unfinished = UnfinishedRewrite.read(outputs.get("forgotten"))
        writes.remove(held_by_no_other(request, change.removed, new_inputs))
        writes.make(change.added)
        for rows, merge in change.merges(unfinished):
            writes.rewrite(rows, merge)
        columns = any(SCHEMAS in rewrite.what for rewrite in change.rewritten)
        unfinished = unfinished.after(change.old, change.new, columns=columns)
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
        declared = Declared(_before(inputs, outputs))
        seen = ObservedPartitions(declared, calls, Ours.by_state(declared, inputs, outputs))
        return Found(request.id, dict(declared.inputs), seen.outputs(request, client, outputs))

    def delete(self, request: Request, outputs: PropertyMap, inputs: PropertyMap) -> None:
        """Removes the declared partitions; others' stay, and those of another set of this program."""
        catalog, database, table = identifiers.split(request.id, self.kind.id_form).parts
        client = request.client(outputs, {"catalogId": catalog})
        calls = PartitionCalls(client, database, table, request.context.cancelled)
        declared = [dict(inputs), *([dict(outputs["attempted"])] if outputs.get("attempted") else [])]
        rows = restored(outputs.get("leftover"))
        for each in declared:
            rows = rows | Declared(each).values
        rows = held_by_no_other(request, rows - restored(outputs.get("foreign")), inputs)
        ours, failures = Ours.by_state(Declared(declared[-1]), declared[0], outputs), Failures()
        calls.delete(remaining(calls, ours, rows, failures, request), failures)
        if failures.rows:
            raise ProviderError(failure_message(failures))


def _calls(request: Request, client: CatalogClient, inputs: PropertyMap) -> PartitionCalls:
    return PartitionCalls(client, inputs["databaseName"], inputs["tableName"], request.context.cancelled)


def _before(old_inputs: PropertyMap, outputs: PropertyMap) -> PropertyMap:
    """What was declared last: the engine keeps older inputs where an update failed half-way."""
    return outputs.get("attempted") or old_inputs


def _arity(inputs: PropertyMap) -> int:
    """How many partition keys there are; -1 if that is not known yet."""
    keys = inputs.get("keys")
    return len(keys) if isinstance(keys, list) else -1
