"""The table of Glue kinds: each is spelt as Pulumi and Glue's API spell it."""

import pytest
from botocore.loaders import Loader

from catalog.language.glue.kinds import KINDS, GlueKind

OPERATIONS = Loader().load_service_model("glue", "service-2")["operations"]
kinds = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@kinds
def test_a_token_is_made_of_the_name_as_pulumi_makes_it(kind: GlueKind) -> None:
    module = kind.name[0].lower() + kind.name[1:]
    assert kind.token == f"aws:glue/{module}:{kind.name}"


@kinds
def test_operations_are_those_of_glues_api(kind: GlueKind) -> None:
    named = {kind.create, kind.read, kind.update, kind.delete} - {""}
    assert named <= {*OPERATIONS}


def test_only_a_partition_index_can_not_be_updated() -> None:
    assert [kind.name for kind in KINDS.values() if not kind.update] == ["PartitionIndex"]


@pytest.mark.parametrize("member", ["name", "token", "word", "plural", "label"])
def test_no_two_kinds_share_a_spelling(member: str) -> None:
    spelled = [getattr(kind, member) for kind in KINDS.values()]
    assert len(spelled) == len(set(spelled))


@kinds
def test_an_id_begins_with_the_account(kind: GlueKind) -> None:
    assert kind.id_form.split(":")[0] == "account"
