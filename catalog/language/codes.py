"""Every finding about specs, stack files and projects: its code, severity, meaning and remedy.

`finding` is the one way to make one, so that a code has no other severity than the one written here and
documents can list them all from this table. Codes are stable: people and programs filter by them. What is an
error in one case and a warning in another has two codes; a team's own rules alone set the severity of theirs.
"""

from __future__ import annotations

from .code_table import Code, Codes
from .findings import Finding, Path, Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

CODES: Codes = {
    "LINT000": Code(
        _E,
        "a rule of `lint:` that names what does not exist, or asks for nothing",
        "Write a field, size or type that there is, which docs/spec-keys.md lists, or remove the rule",
    ),
    "LINT001": Code(
        _W,
        "a field that a rule requires says nothing",
        "Write the field into the spec, or into the defaults of database.yaml",
        of_rule=True,
    ),
    "LINT002": Code(
        _W,
        "a field says what is not among the values that a rule allows",
        "Write one of the values that the message lists, or add yours to allow: of the rule",
        of_rule=True,
    ),
    "LINT003": Code(
        _W,
        "a name or text does not fit the pattern of a rule",
        "Write it so that the whole of it fits the regular expression, or change match: of the rule",
        of_rule=True,
    ),
    "LINT004": Code(
        _W,
        "a column is or holds a type that a rule forbids",
        "Write another type, such as decimal(15,2) for double, or except the column from the rule",
        of_rule=True,
    ),
    "LINT005": Code(
        _W,
        "something is larger than the limit of a rule",
        "Shorten or split it, or raise limit: of the rule",
        of_rule=True,
    ),
    "LIVE001": Code(
        _E,
        "what a stack would make exists in Glue already, and is not this stack's",
        "Run the pulumi import line that the message has, to take it over, or give yours another name",
    ),
    "LIVE002": Code(
        _E,
        "what `pulumi import` took in has no spec: the run would delete it in Glue",
        "Write its spec, or take it out of the stack with pulumi state delete, which leaves it in Glue",
    ),
    "PROJ001": Code(
        _E,
        "Pulumi.yaml names the plugin's folder of an earlier version",
        "Write the new path under plugins.providers in Pulumi.yaml: path: ./catalog/provider",
    ),
    "PROJ002": Code(
        _E,
        "the program imports a package by its name in an earlier version",
        "Write the new name in the program's import: from catalog.program.program import main",
    ),
    "PROJ003": Code(
        _E,
        "a spec has `manage: context`, which the project's plugin for `aws` does not serve",
        "Name this project's plugin under plugins.providers in Pulumi.yaml, or write manage: all in the spec",
    ),
    "SPEC000": Code(
        _E,
        "no folder of specs, or no spec in it that the stack declares",
        "Name the folder by catalog:specs in Pulumi.<stack>.yaml, or make specs with catalog import",
    ),
    "SPEC001": Code(
        _E,
        "the file can't be read, or is not the plain YAML of specs",
        "Put texts with a colon, bracket or quote in quotes, indent with spaces, save the file as UTF-8",
    ),
    "SPEC002": Code(
        _E,
        "a value has another shape than the schema's, or a required key is missing",
        "Write the value in the shape that the message names, or add the key",
    ),
    "SPEC003": Code(
        _E,
        "a key that the schema does not know",
        "Write one of the known keys, which the message lists, or remove the key",
    ),
    "SPEC004": Code(_E, "a key appears twice in one mapping", "Remove one of the two"),
    "SPEC005": Code(
        _E,
        "a file lies in another place than its content says",
        "Move it to catalog_specs/<database>/<table>.yaml, or write name and database as its path has them",
    ),
    "SPEC006": Code(
        _E,
        "catalog:select names no database or domain of the folder",
        "Write names of databases or domains into catalog:select in Pulumi.<stack>.yaml",
    ),
    "SPEC007": Code(
        _E,
        "a file that looks like a spec and is not read",
        "Rename it so that it ends in .yaml and move it to catalog_specs/<database>/, or remove it",
    ),
    "SPEC008": Code(
        _E,
        "an import was interrupted while it wrote the specs",
        "Run catalog import again, of any export: it first finishes the other",
    ),
    "SPEC009": Code(
        _E,
        "a link, pipe, socket or device in the folder of specs",
        "Put the file itself in its place, or remove it",
    ),
    "SPEC010": Code(
        _E,
        "two specs declare the same object",
        "Remove one of them, or give it a name (of a database: a physical_name) of its own",
    ),
    "SPEC011": Code(_E, "a column or partition key appears twice", "Rename or remove one of them"),
    "SPEC012": Code(
        _E,
        "a text is no Glue type, or no type for this place",
        "Write a Glue type: string, int, bigint, double, boolean, date, timestamp, decimal(15,2), array<int>",
    ),
    "SPEC013": Code(
        _E,
        "a variable has no value in the stack",
        "Set it in catalog:variables in Pulumi.<stack>.yaml, or write $${ for a literal ${",
    ),
    "SPEC014": Code(
        _E,
        "a column is a partition key, too",
        "Keep it under partitions.keys only: in Glue a partition key is no column",
    ),
    "SPEC015": Code(
        _E,
        "a partition index names a key that the table does not have",
        "Name keys that stand under partitions.keys",
    ),
    "SPEC016": Code(
        _E,
        "a partition index that Glue refuses",
        "Keep at most three indexes, each once, of keys whose types Glue can index",
    ),
    "SPEC017": Code(
        _W,
        "a relationship with a table that is not among the specs",
        "Import that table too, or write its name as <database>.<table>; else the relationship is kept so",
    ),
    "SPEC018": Code(
        _E,
        "a name or text that Glue does not take",
        "Shorten it, put it on one line; names are of a-z, 0-9 and _",
    ),
    "SPEC019": Code(
        _E,
        "a table without a location, or a location that is no folder of S3",
        "Write storage.location as s3://<bucket>/<folder>/, for all tables as defaults of database.yaml",
    ),
    "SPEC020": Code(
        _E,
        "a format, compression or option that does not go together",
        "Choose a compression and options that the format knows, or another format",
    ),
    "SPEC021": Code(
        _E,
        "partition values that do not fit their keys",
        "Write values of the keys' types, each partition once, and name only keys under partitions.keys",
    ),
    "SPEC022": Code(
        _W,
        "a column that is named elsewhere and does not exist",
        "Write the name of a column of that table, or add the column; else the name is kept so",
    ),
    "SPEC023": Code(
        _E,
        "a parameter with a prefix that is reserved",
        "Rename the parameter, or write what it says under business: or source: of the spec",
    ),
    "SPEC024": Code(
        _E,
        "more partitions than Glue takes",
        "Use fewer or coarser partition keys (months for days), or partitions.projection",
    ),
    "SPEC025": Code(
        _E,
        "a partition projection that does not fit the keys, or stands beside values",
        "Give every key of partitions.keys its type in projection.keys, and write no values beside it",
    ),
    "SPEC026": Code(
        _E,
        "partitions of one table in the same folder, or a location that is too long",
        "Write every key into partitions.location, as in {dt}/{contributor}",
    ),
    "SPEC027": Code(
        _E,
        "more findings in one file than are looked for",
        "Mend what the first of them say, then check again",
    ),
    "SPEC028": Code(
        _E,
        "a key beside `manage: context` that manages more than what the object means",
        "Remove the key, or write manage: all",
    ),
    "SPEC029": Code(
        _W,
        "a field of a struct with a dot in its name, which engines read as a path",
        "Write _ for the dot, if the data's files allow",
    ),
    "SPEC030": Code(
        _W,
        "a partition index that Glue may fail to build: null is among the values of a key that is no text",
        "Give these partitions a value, or leave the key out of the index",
    ),
    "SPEC031": Code(
        _W,
        "a compression of single partitions, which has no effect: Glue holds it for tables",
        "Remove compression from the override: readers see it by the files",
    ),
    "SPEC032": Code(
        _W,
        "a key of partitions that has no effect: it is about partitions that are not declared",
        "Write partitions.values, or remove the key; in except name values that are declared",
    ),
    "SPEC033": Code(
        _W,
        "a partition value written in two ways: two partitions to Glue, one value to readers",
        "Write each number in one way, such as 1 and never 01",
    ),
    "SPEC034": Code(
        _W,
        "many partitions, which make queries slow to plan",
        "Use coarser partition keys or partitions.projection, or raise partitions.warn_above",
    ),
    "SPEC035": Code(
        _W,
        "small or large partitions, which are slow to list or to read",
        "Use coarser or finer keys, so that a partition has 100 MB to 1 GB",
    ),
    "SPEC036": Code(
        _W,
        "a folder that two tables share, or partitions and a table, or perhaps two partitions",
        "Give each a folder of its own, unless both are to read these files",
    ),
    "SPEC037": Code(
        _E,
        "an entry of changes.accept with a code that no entry accepts",
        "Write the code that preview gives the change, such as CHG201",
    ),
    "SPEC038": Code(
        _E,
        "an entry of changes.accept that is not one change of one thing",
        "Write what changes and from what to what: {code: CHG201, column: amount, from: int, to: bigint}",
    ),
    "SPEC039": Code(
        _E,
        "a day that is none, an end before its beginning, or a reason or name of blanks",
        "Write days as 2027-01-31, until after since, and reasons as a sentence",
    ),
    "SPEC040": Code(
        _I,
        "an accepted change, or a removal, whose last day is past",
        "Remove the entry: each stack has the change by now",
    ),
    "SPEC041": Code(
        _E,
        "a table or database that removed: lists and a file declares",
        "Remove the entry, so that the object can come back, or remove the file",
    ),
    "SPEC042": Code(
        _E,
        "an entry of removed: that names nothing of its file, or a thing twice",
        "Name tables as <database>.<table> in the database.yaml of their database, databases in catalog.yaml",
    ),
    "SPEC043": Code(
        _E,
        "a renamed_from that names what is still there, itself, or what another one was",
        "Keep renamed_from at the one column or table that took the place of one that is gone",
    ),
    "SPEC044": Code(
        _W,
        "a deprecated table or column whose last day is past",
        "Remove it from the specs, which needs no acceptance any more, or write a later until",
    ),
    "SPEC045": Code(
        _W,
        "a deprecation whose replacement there is not",
        "Write replaced_by as <database>.<table>, for a column as the name of a column",
    ),
    "SPEC046": Code(
        _E,
        "a conforms_to that names a table or column that there is not",
        "Write the canonical table as <database>.<table>, its columns to the left, this table's to the right",
    ),
    "SPEC047": Code(
        _W,
        "a table over which the query of its canonical table fails, or fails for some values",
        "Add the column or its name here under conforms_to, or write the canonical type",
    ),
    "SPEC048": Code(
        _I,
        "a table that deviates from its canonical table, and the query copes",
        "Nothing is to be done; catalog conformance shows all deviations",
    ),
    "SPEC049": Code(
        _E,
        "rows restricted in Datasphere that nobody answers for in Glue, in a stack with catalog:protect",
        "Write access.acknowledged as the message has it, once only those read it who may see all rows",
    ),
    "SPEC050": Code(
        _W,
        "rows restricted in Datasphere that nobody answers for in Glue, in a stack without catalog:protect",
        "Write access.acknowledged as the message has it, once only those read it who may see all rows",
    ),
    "SPEC051": Code(
        _W,
        "an acknowledgement of a data access control that the table has not",
        "Remove its name from access.acknowledged.controls, or the acknowledgement with the last one",
    ),
    "STACK001": Code(
        _E,
        "no file of that stack",
        "Make Pulumi.<stack>.yaml, from a copy of another stack's file, or name a stack that has one",
    ),
    "STACK002": Code(
        _E,
        "a stack file without a mapping `config:`",
        "Write config: into Pulumi.<stack>.yaml and below it, indented, lines such as aws:region: eu-west-1",
    ),
    "STACK003": Code(
        _E,
        "a setting of `catalog:` that is unknown or has a wrong value",
        "Write one of catalog:specs, environment, variables, select, protect, date, with a value of its kind",
    ),
    "STACK004": Code(
        _E,
        "a setting of `aws:` that is unknown or has a wrong value",
        "Write the key as the plugin knows it, with a value of its kind, in Pulumi.<stack>.yaml",
    ),
    "STACK005": Code(
        _E,
        "a stack that is not on this machine and names no account that it may change",
        'Write aws:allowedAccountIds: ["123456789012"], your account, below config: in Pulumi.<stack>.yaml',
    ),
    "STACK006": Code(
        _E,
        "a secret in clear, in the file of a stack that is not on this machine",
        "Run pulumi config set --secret aws:secretKey; better: use a profile, a role or the environment",
    ),
    "STACK007": Code(
        _E,
        "a stack's file sends calls, or has files read, where it alone may not",
        "Remove the setting, or allow it outside of the file, as the message says",
    ),
    "STACK008": Code(
        _W,
        "the name of an access key in clear, in the file of a stack that is not on this machine",
        "Run pulumi config set --secret aws:accessKey; better: use a profile, a role or the environment",
    ),
    "STACK009": Code(
        _W,
        "a stack's file still holds placeholders: REPLACE, account 000000000000, a bucket example-lake",
        "Write your own values there; catalog check --stack names the lines",
    ),
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
    """A finding of `code`, with the severity of the table unless a team's own rule gives another.

    Raises KeyError for a code that is not in the table, ValueError for a severity that the code can't have.
    """
    row = CODES[code]
    if severity not in (None, row.severity) and not row.of_rule:
        raise ValueError(f"{code} is never of severity {severity}")
    return Finding(code, severity or row.severity, message, remedy, file, line, path)
