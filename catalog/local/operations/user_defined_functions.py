"""Glue's operations on user-defined functions, which Moto doesn't have. They go with their database.

Each takes a checked, folded request and gives the answer. Names of functions keep their case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from catalog.local.emulator import Database, Json
from catalog.local.rules.order import DUPLICATE, INPUT, MISSING, PARENT, QUOTA, refuse_in_order
from catalog.local.rules.quotas import FUNCTIONS
from catalog.local.rules.refusals import already_exists, invalid_input, not_found

from .databases import Catalog
from .paging import page

PAGE = 100
DEFAULT_TYPE = "REGULAR_FUNCTION"
_OF: WeakKeyDictionary[Database, dict[str, Json]] = WeakKeyDictionary()
# Hive's clients send `*` for anything and `|` between choices, others regular expressions
_STAR = re.compile(r"(?<![.\])])\*")


def create_user_defined_function(catalog: Catalog, request: Json) -> Json:
    """CreateUserDefinedFunction."""
    given = request["FunctionInput"]

    def present() -> dict[str, Json]:
        return _present(catalog, request["DatabaseName"])

    refuse_in_order(
        "CreateUserDefinedFunction",
        {
            INPUT: lambda: _refuse_nameless(given),
            PARENT: present,
            QUOTA: lambda: catalog.quotas.refuse(FUNCTIONS, len(present())),
            DUPLICATE: lambda: _refuse_duplicate(present(), given["FunctionName"]),
        },
    )
    made = {**given, "CreateTime": datetime.now(UTC).replace(tzinfo=None)}
    _OF.setdefault(catalog.backend.get_database(request["DatabaseName"]), {})[given["FunctionName"]] = made
    return {}


def get_user_defined_function(catalog: Catalog, request: Json) -> Json:
    """GetUserDefinedFunction."""
    return {"UserDefinedFunction": _describe(catalog, request["DatabaseName"], _found(catalog, request))}


def get_user_defined_functions(catalog: Catalog, request: Json) -> Json:
    """GetUserDefinedFunctions by a pattern of names, of one database or of all, in pages of at most 100."""
    fits, kind = _pattern(request["Pattern"]), request.get("FunctionType")
    chosen = (
        (database, function)
        for database in _databases(catalog, request.get("DatabaseName"))
        for name, function in _OF.get(database, {}).items()
        if fits.fullmatch(name) and kind in (None, function.get("FunctionType", DEFAULT_TYPE))
    )
    shown, more = page(chosen, lambda one: [one[0].name, one[1]["FunctionName"]], request, PAGE)
    functions = [_describe(catalog, database.name, function) for database, function in shown]
    return {"UserDefinedFunctions": functions, **more}


def update_user_defined_function(catalog: Catalog, request: Json) -> Json:
    """UpdateUserDefinedFunction: the whole definition is replaced, the name stays."""
    refuse_in_order(
        "UpdateUserDefinedFunction",
        {
            PARENT: lambda: catalog.backend.get_database(request["DatabaseName"]),
            MISSING: lambda: _found(catalog, request),
        },
    )
    replaced = _found(catalog, request)
    kept = {name: replaced[name] for name in ("FunctionName", "CreateTime")}
    _present(catalog, request["DatabaseName"])[kept["FunctionName"]] = {**request["FunctionInput"], **kept}
    return {}


def delete_user_defined_function(catalog: Catalog, request: Json) -> Json:
    """DeleteUserDefinedFunction."""
    _found(catalog, request)
    del _present(catalog, request["DatabaseName"])[request["FunctionName"]]
    return {}


def _present(catalog: Catalog, database: str) -> dict[str, Json]:
    return _OF.get(catalog.backend.get_database(database), {})


def _found(catalog: Catalog, request: Json) -> Json:
    name = request["FunctionName"]
    function = _present(catalog, request["DatabaseName"]).get(name)
    if function is None:
        raise not_found(f"UserDefinedFunction {name} not found.")
    return function


def _databases(catalog: Catalog, name: str | None) -> Iterable[Database]:
    return catalog.backend.databases.values() if name is None else [catalog.backend.get_database(name)]


def _describe(catalog: Catalog, database: str, function: Json) -> Json:
    place = {"DatabaseName": database, "CatalogId": catalog.backend.account_id}
    return {"FunctionType": DEFAULT_TYPE, **function, **place}


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(_STAR.sub(".*", text))
    except re.error as error:
        raise invalid_input(f"Pattern is no regular expression: {error}") from error


def _refuse_nameless(given: Json) -> None:
    if given.get("FunctionName") is None:
        raise invalid_input("FunctionInput.FunctionName is required")


def _refuse_duplicate(present: dict[str, Json], name: str) -> None:
    if name in present:
        raise already_exists("UserDefinedFunction already exists.")
