"""Every finding about specs, stack files and projects: its code, how much it may matter, what it is about.

`finding` is the one way to make one, so that a code has no other severity than those written here and
documents can list them all from this table. Codes are stable: people and programs filter by them.
"""

from __future__ import annotations

from collections.abc import Mapping

from .findings import Finding, Path, Severity

_ERROR, _WARNING = (Severity.ERROR,), (Severity.WARNING,)
_BOTH = (Severity.ERROR, Severity.WARNING)  # an error unless the rule says otherwise

_OF_THE_RULE = (Severity.WARNING, Severity.ERROR, Severity.INFO)  # a team's own: see docs of `lint:`

CODES: Mapping[str, tuple[tuple[Severity, ...], str]] = {
    "LINT000": (_ERROR, "a rule of `lint:` that names what does not exist, or asks for nothing"),
    "LINT001": (_OF_THE_RULE, "a field that a rule requires says nothing"),
    "LINT002": (_OF_THE_RULE, "a field says what is not among the values that a rule allows"),
    "LINT003": (_OF_THE_RULE, "a name or text does not fit the pattern of a rule"),
    "LINT004": (_OF_THE_RULE, "a column is or holds a type that a rule forbids"),
    "LINT005": (_OF_THE_RULE, "something is larger than the limit of a rule"),
    "PROJ001": (_ERROR, "Pulumi.yaml names the plugin's folder of an earlier version"),
    "PROJ002": (_ERROR, "the program imports a package by its name in an earlier version"),
    "PROJ003": (_ERROR, "a spec has `manage: context`, which the project's plugin for `aws` does not serve"),
    "SPEC000": (_ERROR, "no folder of specs, or no spec in it that the stack declares"),
    "SPEC001": (_ERROR, "the file can't be read, or is not the plain YAML of specs"),
    "SPEC002": (_ERROR, "a value has another shape than the schema's, or a required key is missing"),
    "SPEC003": (_ERROR, "a key that the schema does not know"),
    "SPEC004": (_ERROR, "a key appears twice in one mapping"),
    "SPEC005": (_ERROR, "a file lies in another place than its content says"),
    "SPEC006": (_ERROR, "catalog:select names no database or domain of the folder"),
    "SPEC007": (_ERROR, "a file that looks like a spec and is not read"),
    "SPEC008": (_ERROR, "an import was interrupted while it wrote the specs"),
    "SPEC009": (_ERROR, "a link, pipe, socket or device in the folder of specs"),
    "SPEC010": (_ERROR, "two specs declare the same object"),
    "SPEC011": (_ERROR, "a column or partition key appears twice"),
    "SPEC012": (
        _BOTH,
        "a text is no Glue type, or no type for this place, or one that engines misread (warning)",
    ),
    "SPEC013": (_ERROR, "a variable has no value in the stack"),
    "SPEC014": (_ERROR, "a column is a partition key, too"),
    "SPEC015": (_ERROR, "a partition index names a key that the table does not have"),
    "SPEC016": (_BOTH, "a partition index that Glue refuses, or may fail to build (warning)"),
    "SPEC017": (_WARNING, "a relationship with a table that is not among the specs"),
    "SPEC018": (_ERROR, "a name or text that Glue does not take"),
    "SPEC019": (_ERROR, "a table without a location, or a location that is no folder of S3"),
    "SPEC020": (
        _BOTH,
        "a format, compression or option that does not go together, or has no effect (warning)",
    ),
    "SPEC021": (_BOTH, "partition values that do not fit their keys, or have no effect (warning)"),
    "SPEC022": (_WARNING, "a column that is named elsewhere and does not exist"),
    "SPEC023": (_ERROR, "a parameter with a prefix that is reserved"),
    "SPEC024": (_BOTH, "more partitions than Glue takes, or many, small or large ones (warning)"),
    "SPEC025": (_ERROR, "a partition projection that does not fit the keys, or stands beside values"),
    "SPEC026": (_BOTH, "partitions, or tables (warning), in the same folder; a location that is too long"),
    "SPEC027": (_ERROR, "more findings in one file than are looked for"),
    "SPEC028": (_ERROR, "a key beside `manage: context` that manages more than what the object means"),
    "STACK001": (_ERROR, "no file of that stack"),
    "STACK002": (_ERROR, "a stack file without a mapping `config:`"),
    "STACK003": (_ERROR, "a setting of `catalog:` that is unknown or has a wrong value"),
    "STACK004": (_ERROR, "a setting of `aws:` that is unknown or has a wrong value"),
    "STACK005": (_ERROR, "a stack that is not on this machine and names no account that it may change"),
    "STACK006": (_BOTH, "a credential in clear, in the file of a stack that is not on this machine"),
    "STACK007": (_ERROR, "a stack's file sends calls, or has files read, where it alone may not"),
}


def finding(
    code: str,
    message: str,
    remedy: str = "",
    file: str = "",
    line: int = 0,
    *,
    path: Path = (),
    severity: Severity | None = None,
) -> Finding:
    """A finding of `code`; without a severity, the first of those in the table.

    Raises KeyError for a code that is not in the table, ValueError for a severity that the code can't have.
    """
    allowed, _ = CODES[code]
    if severity is not None and severity not in allowed:
        raise ValueError(f"{code} is never of severity {severity}")
    return Finding(code, severity or allowed[0], message, remedy, file, line, path)
