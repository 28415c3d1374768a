"""Physical IDs, ARNs and URNs: pulumi-aws's spellings, built and read apart.

IDs are `account:name`, `account:database:table`, `account:database:table:values` with the values joined
by `#`, and `account:database:table:index`. They are split on the first colons only, so that a partition
value may hold one; upstream splits on all and gets stuck.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .errors import ProviderError

_REGION_SUFFIX = re.compile(r"@([a-z]{2,}(?:-[a-z]+)+-\d+)$")
PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso", "us-isob-": "aws-iso-b"}


@dataclass(frozen=True, slots=True)
class ImportId:
    """An ID as a person typed it: its parts, and the region of an `@region` suffix or ''."""

    parts: tuple[str, ...]
    region: str


def split(text: str, form: str, *, last_known: bool = False) -> ImportId:
    """The parts of an ID of the form `account:database:table`. Raises ProviderError naming the form.

    With `last_known` the last part may be empty: partition values that are all `#` leave nothing of it.
    """
    suffix = _REGION_SUFFIX.search(text)
    plain = text[: suffix.start()] if suffix else text
    count = form.count(":") + 1
    parts = tuple(plain.split(":", count - 1))
    if len(parts) != count or not all(parts[1 : count - 1 if last_known else count]):
        raise ProviderError(f"{text!r} is no ID of this resource: expected {form}, such as {_example(form)}")
    return ImportId(parts, suffix.group(1) if suffix else "")


def _example(form: str) -> str:
    known = {
        "account": "123456789012",
        "database": "sales",
        "table": "orders",
        "values": "2026-01-31",
        "name": "sales",
    }
    return ":".join(known.get(word, word) for word in form.split(":"))


def join(*parts: str) -> str:
    """The ID of these parts."""
    return ":".join(parts)


def join_values(values: Sequence[str]) -> str:
    """The last part of a partition's ID; upstream trims `#` from both ends."""
    return "#".join(values).strip("#")


def arn(region: str, account: str, path: str) -> str:
    """A Glue ARN; never read from AWS, always built, as upstream does."""
    partition = next((p for prefix, p in PARTITIONS.items() if region.startswith(prefix)), "aws")
    return f"arn:{partition}:glue:{region}:{account}:{path}"
