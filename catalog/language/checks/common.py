"""The rules that databases and tables have in common: locations, descriptions, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.language.findings import Path, Violation, short
from catalog.language.glue import parameters as glue_parameters
from catalog.language.glue.limits import (
    DESCRIPTION_LIMIT,
    LOCATION_LIMIT,
    PARAMETER_KEY_LIMIT,
    PARAMETER_VALUE_LIMIT,
)
from catalog.language.glue.storage_formats import text_of

from .rule import Violations

_S3 = "Write it as s3://my-bucket/sales/orders/, say"


def check_location(location: str, path: Path, missing: frozenset[Path]) -> Violations:
    """SPEC019: a folder of S3 that Glue takes; nothing where a variable of it has no value."""
    if path in missing:
        return  # the resolver reports the variable
    rest = location.removeprefix("s3://")
    if not location.startswith("s3://") or not rest.partition("/")[0]:
        message = f"{short(location)} found, s3://<bucket>/<folder>/ expected"
        yield Violation("SPEC019", path, message, _S3)
    elif not location.isprintable() or len(location) > LOCATION_LIMIT or "//" in rest:
        held = f"an empty folder, a control character or over {LOCATION_LIMIT} characters"
        message = f"{short(location)} holds {held}"
        yield Violation(
            "SPEC019", path, message, "Write s3://<bucket>/<folder>/, single slashes, on one line"
        )


def check_description(data: Mapping[str, Any]) -> Violations:
    """SPEC018: no longer than Glue takes."""
    text = data.get("description") or ""
    if len(text) > DESCRIPTION_LIMIT:
        message = f"{len(text):,} characters, Glue takes {DESCRIPTION_LIMIT:,}"
        yield Violation(
            "SPEC018", ("description",), message, "Shorten it; a longer text can go to business.description"
        )


def check_parameters(data: Mapping[str, Any]) -> Violations:
    """The parameters that a spec declares, and those that are made of its context."""
    yield from check_declared_parameters(data.get("parameters") or {}, ("parameters",))
    for key, text in glue_parameters.encode_context(data).items():  # long values are in parts by now
        yield from _parameter_size(key, text, tuple(key.removeprefix("catalog.").split(".", 1)))


def check_declared_parameters(parameters: Mapping[str, Any], path: Path) -> Violations:
    """SPEC023, SPEC018: no prefix that is reserved for the spec's own, no size that Glue refuses."""
    for key, value in parameters.items():
        if glue_parameters.is_own(key):
            prefixes = ", ".join(glue_parameters.OWN_PREFIXES)
            remedy = f"{prefixes} are made from the spec: use business:, source: or another prefix"
            yield Violation("SPEC023", (*path, key), f"the parameter {key!r} has a reserved prefix", remedy)
        yield from _parameter_size(key, text_of(value), (*path, key))


def _parameter_size(key: str, value: str, path: Path) -> Violations:
    if not 1 <= len(key) <= PARAMETER_KEY_LIMIT or not key.isprintable():
        message = f"a parameter key of {len(key)} characters, 1 to {PARAMETER_KEY_LIMIT} on one line expected"
        yield Violation("SPEC018", path, message, "Shorten it")
    if len(value) > PARAMETER_VALUE_LIMIT:
        message = f"{len(value):,} characters, a Glue parameter takes {PARAMETER_VALUE_LIMIT:,}"
        yield Violation("SPEC018", path, message, "Shorten it")
