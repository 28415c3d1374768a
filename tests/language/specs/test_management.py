"""What of an object a spec manages, and what a document must say then."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from catalog.language.specs.management import managed_part, only_context
from catalog.language.specs.schema import check_document, schema_text
from tests.support.specs import DATABASE, TABLE, context

SOUND: list[tuple[str, dict[str, Any]]] = [
    ("Table", TABLE),
    ("Table", context()),
    ("Table", context(columns=[{"name": "a"}])),
    ("Table", {**TABLE, "manage": "all"}),
    ("Database", {**DATABASE, "location": "s3://a/", "permissions": "iam"}),
    ("Database", {**DATABASE, "manage": "context"}),
]
UNSOUND: list[tuple[str, dict[str, Any]]] = [
    ("Table", {k: v for k, v in TABLE.items() if k != "columns"}),
    ("Table", {**context(), "manage": "all"}),
    ("Table", {**TABLE, "columns": [{"name": "a"}]}),
    ("Table", context(columns=[])),
    ("Table", context(manage="contexts")),
    ("Database", {**DATABASE, "manage": True}),
]
FOR_EDITORS_ALONE = [
    ("Table", {**TABLE, "manage": "context"}),
    ("Database", {**DATABASE, "manage": "context", "location": "s3://a/"}),
]


@pytest.mark.parametrize(("kind", "data"), SOUND + UNSOUND + FOR_EDITORS_ALONE)
def test_editors_judge_by_the_schema_as_the_check_does(kind: str, data: dict[str, Any]) -> None:
    validator: Any = Draft202012Validator(json.loads(schema_text(kind)))
    assert validator.is_valid(data) == ((kind, data) in SOUND)
    assert (check_document(data, kind) == []) == ((kind, data) not in UNSOUND)


def test_what_is_managed_of_others_is_what_it_means() -> None:
    assert not only_context(TABLE)
    assert managed_part(TABLE, "Table") == TABLE
    found = managed_part({**TABLE, "manage": "context", "description": "x"}, "Table")
    assert found.keys() == {"kind", "database", "name", "columns", "manage", "description"}
    database = {**DATABASE, "manage": "context", "location": "s3://a/", "permissions": "iam"}
    assert managed_part(database, "Database") == {**DATABASE, "manage": "context"}
