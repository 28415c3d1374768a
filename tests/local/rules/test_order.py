"""The order of refusals: for each operation, whoever breaks two of its checks is told of the first."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_glue import GlueClient

from catalog.local.rules import order
from catalog.local.rules.order import ORDER, refuse_in_order
from tests.local.support import glue_client, table_input
from tests.support.local_catalog import control, running

REQUEST = "request"  # what breaks the service description, before all that stands in the table
WHERE: Any = {"DatabaseName": "d", "TableName": "t"}
INVALID, MISSING, EXISTS, TOO_MANY = (
    "InvalidInputException",
    "EntityNotFoundException",
    "AlreadyExistsException",
    "ResourceNumberLimitExceededException",
)


class Clock:
    """Time that goes on by a step whenever it is looked at, so that builds of indexes are done at once."""

    def __init__(self) -> None:
        self.now, self.step = 0.0, 1.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@dataclass
class Stage:
    """A catalog with database `d` and table `t`, and the request that is to be broken."""

    url: str
    glue: GlueClient
    clock: Clock
    request: dict[str, Any]


Break = Callable[[Stage], Any]


@dataclass(frozen=True)
class Case:
    """An operation, a request of it that is fine, and how each of its checks is broken, with what is said."""

    method: str
    request: dict[str, Any]
    breaks: dict[str, tuple[Break, str, str]]  # check: how, code, text
    # checks that no request can break together: in a database that is missing, nothing exists already
    apart: frozenset[frozenset[str]] = frozenset()
    entries: bool = False  # whether the answer's errors are meant


def apart(*pairs: tuple[str, str]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in pairs)


def put(*path: str, value: Any) -> Break:
    def change(stage: Stage) -> None:
        holder: Any = stage.request
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value

    return change


def quota(name: str, most: int) -> Break:
    return lambda stage: control(stage.url, quota=name, most=most)


def partition(*values: str) -> Break:
    return lambda stage: stage.glue.create_partition(PartitionInput={"Values": [*values]}, **WHERE)


def index(name: str, *keys: str) -> Break:
    return lambda stage: stage.glue.create_partition_index(
        PartitionIndex={"IndexName": name, "Keys": [*keys]}, **WHERE
    )


def three(stage: Stage) -> None:
    for name, *keys in (("x", "n", "k"), ("y", "k"), ("z", "n"))[: 3 - len(indexes(stage))]:
        index(name, *keys)(stage)


def busy(stage: Stage) -> None:
    """An index that is being removed, or one that is being built where there is none."""
    present = indexes(stage)
    stage.clock.step = 0
    if present:
        stage.glue.delete_partition_index(IndexName=present[0], **WHERE)
    else:
        index("busy", "k")(stage)


def two_of_them(stage: Stage) -> None:
    """The index that is to be removed, and another that is being built."""
    index("i", "n")(stage)
    assert indexes(stage) == ["i"]
    stage.clock.step = 0
    index("busy", "k")(stage)


def indexes(stage: Stage) -> list[str]:
    found = stage.glue.get_partition_indexes(**WHERE)["PartitionIndexDescriptorList"]
    return [one["IndexName"] for one in found]


def another_key(stage: Stage) -> None:
    stage.request["PartitionIndexes"][-1]["Keys"].append("x")


def before(*wanted: dict[str, Any]) -> Break:
    """Other indexes that the request wants first."""
    return lambda stage: stage.request["PartitionIndexes"].__setitem__(slice(0, 0), wanted)


def database(name: str, **more: Any) -> Break:
    return lambda stage: stage.glue.create_database(DatabaseInput={"Name": name, **more})


def table(name: str, **more: Any) -> Break:
    return lambda stage: stage.glue.create_table(
        DatabaseName="d", TableInput=table_input(name, keys=["k"], **more)
    )


def function(stage: Stage) -> None:
    stage.glue.create_user_defined_function(DatabaseName="d", FunctionInput={"FunctionName": "f"})


LONG = "x" * 3000
LINK = {"CatalogId": "1", "DatabaseName": "far"}
TABLE_LINK = {**LINK, "Name": "t"}
NO_TABLE = (put("TableName", value="none"), MISSING, "Table none not found")
NO_DATABASE = (put("DatabaseName", value="none"), MISSING, "Database none not found")
ARITY_TEXT = "number of partition keys"
EXISTING_PARTITION = (partition("a", "1"), EXISTS, "Partition already exists")
TOO_MANY_PARTITIONS = (quota("partitions", 0), TOO_MANY, "PARTITION")
MOVED_TO_ANOTHER = (
    lambda stage: (partition("a", "1")(stage), partition("b", "2")(stage)),
    EXISTS,
    "Partition already exists",
)
BAD_PARAMETERS = (
    put("PartitionInput", "Parameters", value={"": ""}),
    "ValidationException",
    "parameters",
)
THREE = [{"IndexName": key, "Keys": [key]} for key in "abc"]
OTHERS = ("missing", "version", "target", "keys", "quota")


def relink(stage: Stage) -> None:
    stage.glue.delete_table(DatabaseName="d", Name="t")
    given = table_input("t", keys=["k"], TargetTable=TABLE_LINK)
    stage.glue.create_table(DatabaseName="d", TableInput=given)
    stage.request["TableInput"]["TargetTable"] = {**TABLE_LINK, "Name": "u"}


def other_keys(stage: Stage) -> None:
    stage.glue.create_partition_index(PartitionIndex={"IndexName": "i", "Keys": ["k"]}, **WHERE)
    stage.request["TableInput"]["PartitionKeys"] = [{"Name": "other", "Type": "string"}]


CASES: dict[str, Case] = {
    "CreateDatabase": Case(
        "create_database",
        {"DatabaseInput": {"Name": "new"}},
        {
            REQUEST: (put("DatabaseInput", "Description", value=LONG), "ValidationException", "description"),
            order.QUOTA: (quota("databases", 1), TOO_MANY, "DATABASE"),
            order.DUPLICATE: (database("new"), EXISTS, "Database already exists"),
        },
    ),
    "UpdateDatabase": Case(
        "update_database",
        {"Name": "d", "DatabaseInput": {"Name": "d", "TargetDatabase": LINK}},
        {
            REQUEST: (put("DatabaseInput", "Description", value=LONG), "ValidationException", "description"),
            order.MISSING: (put("Name", value="none"), MISSING, "Database none not found"),
            order.TARGET: (
                lambda stage: (
                    database("link", TargetDatabase={**LINK, "DatabaseName": "near"})(stage),
                    stage.request.update(Name="link"),
                ),
                INVALID,
                "TargetDatabase can't change",
            ),
        },
        apart((order.MISSING, order.TARGET)),
    ),
    "CreateTable": Case(
        "create_table",
        {"DatabaseName": "d", "TableInput": table_input("new", keys=["k"])},
        {
            REQUEST: (put("TableInput", "Description", value=LONG), "ValidationException", "description"),
            order.INPUT: (
                put("PartitionIndexes", value=[{"IndexName": "i", "Keys": ["none"]}]),
                INVALID,
                "[none]",
            ),
            order.PARENT: NO_DATABASE,
            order.QUOTA: (quota("tables", 1), TOO_MANY, "TABLE"),
            order.DUPLICATE: (table("new"), EXISTS, "Table already exists"),
        },
        apart((order.PARENT, order.QUOTA), (order.PARENT, order.DUPLICATE)),
    ),
    "CreateTable, an index": Case(
        "create_table",
        {
            "DatabaseName": "d",
            "TableInput": table_input("new", keys=["a", "b", "c", "e"]),
            "PartitionIndexes": [{"IndexName": "last", "Keys": ["e"]}],
        },
        {
            REQUEST: (put("TableInput", "Description", value=LONG), "ValidationException", "description"),
            order.KEYS: (
                lambda stage: stage.request["PartitionIndexes"][-1]["Keys"].append("x"),
                INVALID,
                "[x]",
            ),
            order.QUOTA: (
                before(*({"IndexName": key, "Keys": [key]} for key in "abc")),
                TOO_MANY,
                "Maximum: 3",
            ),
            order.DUPLICATE: (before({"IndexName": "last", "Keys": ["a", "b"]}), EXISTS, "the same name"),
            order.SAME_KEYS: (before({"IndexName": "other", "Keys": ["e"]}), EXISTS, "the same keys"),
        },
        apart((order.KEYS, order.SAME_KEYS)),
    ),
    "UpdateTable": Case(
        "update_table",
        {"DatabaseName": "d", "TableInput": table_input("t", keys=["k", "n"])},
        {
            REQUEST: (put("TableInput", "Description", value=LONG), "ValidationException", "description"),
            order.INPUT: (lambda stage: stage.request.pop("TableInput"), INVALID, "TableInput is required"),
            order.MISSING: (put("TableInput", "Name", value="none"), MISSING, "Table none not found"),
            order.VERSION: (put("VersionId", value="7"), "ConcurrentModificationException", "concurrent"),
            order.TARGET: (relink, INVALID, "TargetTable can't change"),
            order.KEYS: (other_keys, INVALID, "Partition keys can't be renamed"),
            order.QUOTA: (quota("versions", 1), TOO_MANY, "TABLE_VERSION"),
        },
        apart(
            *((REQUEST, order.INPUT), *((order.INPUT, other) for other in OTHERS)),
            *((order.MISSING, order.TARGET), (order.MISSING, order.KEYS), (order.MISSING, order.QUOTA)),
        ),
    ),
    "CreatePartition": Case(
        "create_partition",
        {**WHERE, "PartitionInput": {"Values": ["a", "1"]}},
        {
            REQUEST: (
                put("PartitionInput", "Parameters", value={"": ""}),
                "ValidationException",
                "parameters",
            ),
            order.PARENT: NO_TABLE,
            order.ARITY: (put("PartitionInput", "Values", value=["a"]), INVALID, ARITY_TEXT),
            order.QUOTA: TOO_MANY_PARTITIONS,
            order.DUPLICATE: EXISTING_PARTITION,
            order.VALUES: (
                lambda stage: (
                    index("i", "n")(stage),
                    stage.request["PartitionInput"].update(Values=["a", "word"]),
                ),
                INVALID,
                "no valid int",
            ),
        },
        apart(
            *((order.PARENT, other) for other in (order.QUOTA, order.DUPLICATE, order.VALUES)),
            *((order.ARITY, order.DUPLICATE), (order.ARITY, order.VALUES), (order.DUPLICATE, order.VALUES)),
        ),
    ),
    "BatchCreatePartition": Case(
        "batch_create_partition",
        {**WHERE, "PartitionInputList": [{"Values": ["a", "1"]}, {"Values": ["b", "1"]}]},
        {
            REQUEST: (
                lambda stage: stage.request["PartitionInputList"][0].update(Parameters={"": ""}),
                "ValidationException",
                "parameters",
            ),
            order.PARENT: NO_TABLE,
            order.ARITY: (
                lambda stage: stage.request["PartitionInputList"][1].update(Values=["b"]),
                INVALID,
                ARITY_TEXT,
            ),
        },
    ),
    "BatchCreatePartition, an entry": Case(
        "batch_create_partition",
        {**WHERE, "PartitionInputList": [{"Values": ["a", "1"]}]},
        {
            order.QUOTA: TOO_MANY_PARTITIONS,
            order.DUPLICATE: EXISTING_PARTITION,
            order.VALUES: (
                lambda stage: (
                    index("i", "n")(stage),
                    stage.request["PartitionInputList"][0].update(Values=["a", "word"]),
                ),
                INVALID,
                "no valid int",
            ),
        },
        apart((order.DUPLICATE, order.VALUES)),
        entries=True,
    ),
    "UpdatePartition": Case(
        "update_partition",
        {**WHERE, "PartitionValueList": ["a", "1"], "PartitionInput": {"Values": ["b", "2"]}},
        {
            REQUEST: (
                put("PartitionInput", "Parameters", value={"": ""}),
                "ValidationException",
                "parameters",
            ),
            order.PARENT: NO_TABLE,
            order.ARITY: (put("PartitionInput", "Values", value=["a"]), INVALID, ARITY_TEXT),
            order.MISSING: (put("PartitionValueList", value=["x", "1"]), MISSING, "Cannot find partition"),
            order.DUPLICATE: MOVED_TO_ANOTHER,
        },
        apart((order.PARENT, order.DUPLICATE), (order.ARITY, order.DUPLICATE)),
    ),
    "BatchUpdatePartition": Case(
        "batch_update_partition",
        {**WHERE, "Entries": [{"PartitionValueList": ["a", "1"], "PartitionInput": {"Values": ["a", "1"]}}]},
        {
            REQUEST: (
                lambda stage: stage.request["Entries"][0]["PartitionInput"].update(Parameters={"": ""}),
                "ValidationException",
                "parameters",
            ),
            order.PARENT: NO_TABLE,
            order.ARITY: (
                lambda stage: stage.request["Entries"][0]["PartitionInput"].update(Values=["b"]),
                INVALID,
                ARITY_TEXT,
            ),
        },
    ),
    "BatchUpdatePartition, an entry": Case(
        "batch_update_partition",
        {**WHERE, "Entries": [{"PartitionValueList": ["a", "1"], "PartitionInput": {"Values": ["b", "2"]}}]},
        {
            order.MISSING: (
                lambda stage: stage.request["Entries"][0].update(PartitionValueList=["x", "1"]),
                MISSING,
                "Cannot find partition",
            ),
            order.DUPLICATE: MOVED_TO_ANOTHER,
        },
        entries=True,
    ),
    "CreatePartitionIndex": Case(
        "create_partition_index",
        {**WHERE, "PartitionIndex": {"IndexName": "one", "Keys": ["k", "n"]}},
        {
            REQUEST: (put("PartitionIndex", "IndexName", value=""), "ValidationException", "indexName"),
            order.PARENT: NO_TABLE,
            order.KEYS: (put("PartitionIndex", "Keys", value=["none"]), INVALID, "[none]"),
            order.BUSY: (busy, TOO_MANY, "Only 1 index can be created or deleted"),
            order.QUOTA: (three, TOO_MANY, "Maximum: 3"),
            order.DUPLICATE: (index("one", "n"), EXISTS, "the same name"),
            order.SAME_KEYS: (index("another", "k", "n"), EXISTS, "the same keys"),
        },
        apart(
            *((order.PARENT, other) for other in (order.BUSY, order.QUOTA, order.DUPLICATE, order.SAME_KEYS)),
            (order.KEYS, order.SAME_KEYS),
        ),
    ),
    "DeletePartitionIndex": Case(
        "delete_partition_index",
        {**WHERE, "IndexName": "i"},
        {
            REQUEST: (put("IndexName", value=""), "ValidationException", "indexName"),
            order.PARENT: NO_TABLE,
            order.MISSING: (put("IndexName", value="none"), MISSING, "none does not exist"),
            order.BUSY: (two_of_them, TOO_MANY, "Only 1 index can be created or deleted"),
        },
        apart((order.PARENT, order.BUSY)),
    ),
    "CreateUserDefinedFunction": Case(
        "create_user_defined_function",
        {"DatabaseName": "d", "FunctionInput": {"FunctionName": "f"}},
        {
            REQUEST: (put("FunctionInput", "ClassName", value=""), "ValidationException", "className"),
            order.INPUT: (lambda stage: stage.request["FunctionInput"].clear(), INVALID, "FunctionName"),
            order.PARENT: NO_DATABASE,
            order.QUOTA: (quota("functions", 0), TOO_MANY, "FUNCTION"),
            order.DUPLICATE: (function, EXISTS, "UserDefinedFunction already exists"),
        },
        apart((order.PARENT, order.QUOTA), (order.PARENT, order.DUPLICATE), (order.INPUT, order.DUPLICATE)),
    ),
    "UpdateUserDefinedFunction": Case(
        "update_user_defined_function",
        {"DatabaseName": "d", "FunctionName": "f", "FunctionInput": {}},
        {
            REQUEST: (put("FunctionInput", "ClassName", value=""), "ValidationException", "className"),
            order.PARENT: NO_DATABASE,
            order.MISSING: (put("FunctionName", value="none"), MISSING, "none not found"),
        },
    ),
}


LATER = {order.QUOTA: 1, order.BUSY: 2}  # what is broken after the others: no more can be made then


def pairs() -> Iterator[Any]:
    """Each operation with two of its checks, in their order."""
    for operation, case in CASES.items():
        checks = [*((REQUEST,) if REQUEST in case.breaks else ()), *ORDER[operation].checks]
        for first, second in itertools.combinations(checks, 2):
            if frozenset((first, second)) not in case.apart:
                yield pytest.param(operation, first, second, id=f"{operation}: {first} before {second}")


@pytest.fixture(scope="module")
def served() -> Iterator[Stage]:
    clock = Clock()
    with running(index_delay=0.5, clock=clock) as url:
        yield Stage(url, glue_client(url), clock, {})


@pytest.fixture
def stage(served: Stage) -> Stage:
    """The catalog of all these tests, empty again."""
    control(served.url, "DELETE")
    for one in served.glue.get_databases()["DatabaseList"]:
        served.glue.delete_database(Name=one["Name"])
    served.clock.step = 1.0
    served.glue.create_database(DatabaseInput={"Name": "d"})
    keys: Any = [{"Name": "k", "Type": "string"}, {"Name": "n", "Type": "int"}]
    served.glue.create_table(DatabaseName="d", TableInput=table_input("t", PartitionKeys=keys))
    return served


def told(stage: Stage, case: Case) -> tuple[str, str]:
    """The code and the message of what the request is refused with."""
    try:
        answer = getattr(stage.glue, case.method)(**stage.request)
    except ClientError as error:
        assert not case.entries
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    assert case.entries
    (entry,) = answer["Errors"]
    return entry["ErrorDetail"]["ErrorCode"], entry["ErrorDetail"]["ErrorMessage"]


def test_each_operation_of_the_table_is_tested_by_all_of_its_checks() -> None:
    assert {operation: {*case.breaks} - {REQUEST} for operation, case in CASES.items()} == {
        operation: {*row.checks} for operation, row in ORDER.items()
    }
    assert all(row.source for row in ORDER.values())


@pytest.mark.parametrize(
    ("operation", "check"),
    [pytest.param(o, c, id=f"{o}: {c}") for o, case in CASES.items() for c in case.breaks],
)
def test_each_check_refuses_alone(stage: Stage, operation: str, check: str) -> None:
    case = CASES[operation]
    stage.request = copy.deepcopy(case.request)
    how, code, text = case.breaks[check]
    how(stage)
    found = told(stage, case)
    assert found[0] == code
    assert text in found[1]


@pytest.mark.parametrize(("operation", "first", "second"), list(pairs()))
def test_the_first_of_two_is_told(stage: Stage, operation: str, first: str, second: str) -> None:
    case = CASES[operation]
    stage.request = copy.deepcopy(case.request)
    for check in sorted((second, first), key=lambda name: LATER.get(name, 0)):
        case.breaks[check][0](stage)
    _, code, text = case.breaks[first]
    found = told(stage, case)
    assert found[0] == code
    assert text in found[1]


def test_a_check_that_is_left_out_is_found_out() -> None:
    with pytest.raises(AssertionError, match="CreateDatabase"):
        refuse_in_order("CreateDatabase", {order.QUOTA: lambda: None})
