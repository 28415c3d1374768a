"""The rules file: YAML to `Rules`, or findings with their lines.

Syntax and shape are checked as those of specs are (SPEC001 to SPEC004, JSON Schema
`mapping/schemas/rules.schema.json`); what a schema can't say, MAP048 does: patterns, templates, types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from catalog.language.findings import DataError, Finding, Path, format_path, listed, short
from catalog.language.glue.names import is_glue_name, nearest
from catalog.language.glue.types import Decimal, GlueTypeError, NestedType, canonical, parse
from catalog.language.specs.schema import check_against, validator_of
from catalog.language.specs.yaml_text import decode, line_of
from catalog.language.specs.yaml_text import parse as parse_yaml
from catalog.language.visible import cell
from mapping.cds.labels import PREFERRED
from mapping.diagnostics.codes import finding
from mapping.types import TypePolicy

from .classification import DEFAULT, Classification, classification
from .matching import names_in
from .patterns import Names, Objects, PatternError, compiled, several
from .rules import EXCLUDE, PIECES, Entry, Rules
from .templates import BY_OBJECT, BY_SPACE, ENVIRONMENT, pieces_in

Problem = tuple[Path, str, str]  # place, what is wrong, what to do
_LITERAL = re.compile(r"[a-z0-9_]*")
_LISTS = ("pieces", "columns", "add_columns", "tables", "order")
_SAYS = {
    # what entries may say, for those that say nothing
    "columns": ("drop", "rename", "type"),
    "tables": ("storage", "partitions", "column_order"),
    "order": ("priority", "on_failure", "strict"),
}
_SELECTORS = ("objects", "columns")  # keys of an entry that say what it is for
SHOWN = 10  # names that a message lists
FLOATING = ("double", "string")  # beside decimal(p,s)


@cache
def validator(name: str) -> Draft202012Validator:
    """The JSON Schema `mapping/schemas/<name>.schema.json`."""
    text = files("mapping").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    return validator_of(text)


def read_document(raw: bytes, file: str, schema: str) -> tuple[dict[str, Any], str]:
    """A YAML document that fits its schema, and its text. Raises DataError."""
    text = decode(raw, file)
    data = parse_yaml(text, file)
    if data is None:
        remedy = f"Begin it with `kind: {schema.capitalize()}`, or leave the file out"
        raise DataError(finding("MAP048", "the file is empty", remedy, file=file, line=1))
    if not isinstance(data, dict) or data.get("kind") != schema.capitalize():
        message = f"no `kind: {schema.capitalize()}` found: these are no {schema}"
        raise DataError(
            finding("MAP048", message, f"Begin it with `kind: {schema.capitalize()}`", file=file, line=1)
        )
    findings = check_against(data, validator(schema))
    if findings:
        raise DataError(*(f.at(file, line_of(text, f.path)[0]) for f in findings))
    return data, text


def refuse(problems: Iterable[Problem], file: str, text: str) -> None:
    """Raises DataError if there are problems."""
    findings = [
        finding("MAP048", message, remedy, file=file, path=path, line=line_of(text, path)[0])
        for path, message, remedy in problems
    ]
    if findings:
        raise DataError(*findings)


def read_rules(raw: bytes, file: str) -> Rules:
    """The rules in a file's bytes. Raises DataError."""
    data, text = read_document(raw, file, "rules")
    refuse(_problems(data), file, text)
    objects, names = data.get("objects", {}), data.get("names", {})
    include = several(objects.get("include"))
    return Rules(
        include=Objects(include) if include else None,
        exclude=Objects(several(objects.get("exclude"))),
        database=names.get("database", BY_SPACE),
        table=names.get("table", BY_OBJECT),
        pieces=_entries(data, "pieces"),
        columns=_entries(data, "columns"),
        add_columns=_entries(data, "add_columns"),
        tables=_entries(data, "tables"),
        order=_entries(data, "order"),
        types=_policy(data),
        languages=tuple(data.get("languages", PREFERRED)),
        external=data.get("external", EXCLUDE),
        classification=_classification(data),
        prefer=several(data.get("prefer")),
        file=file,
        text=text,
    )


def _policy(data: dict[str, Any]) -> TypePolicy:
    given = dict(data.get("types", {}))
    if "floating_decimal" in given:
        given["floating_decimal"] = canonical(given["floating_decimal"])
    names = data.get("names", {})
    given |= {key: names[key] for key in ("collisions", "letters") if key in names}
    return TypePolicy(**given)


def _classification(data: dict[str, Any]) -> Classification:
    given = data.get("classification")
    return DEFAULT if given is None else classification({name: several(each) for name, each in given.items()})


def _entries(data: dict[str, Any], part: str) -> tuple[Entry, ...]:
    entries = []
    for i, entry in enumerate(data.get(part, ())):
        selects_columns = part == "columns"
        columns = Names(several(entry["columns"])) if selects_columns else None
        mine = _SELECTORS if selects_columns else _SELECTORS[:1]
        sets = {key: value for key, value in entry.items() if key not in mine}
        if "type" in sets:
            sets["type"] = canonical(sets["type"])
        entries.append(Entry((part, i), Objects(several(entry["objects"])), sets, columns))
    return tuple(entries)


def unused_rules(rules: Rules) -> list[Finding]:
    """A finding for each pattern that fitted nothing."""
    return unused("MAP046", rules.unused(), rules.file, rules.text)


_AS_PATTERN = "Write it as SPACE/Object, * for any (case counts), or leave it for other exports"
_AS_FILE = "Write the file as findings name it, or a folder above it, or leave it for other exports"


def unused(
    code: str, places: Iterable[Path], file: str, text: str, remedy: str = _AS_PATTERN
) -> list[Finding]:
    """Findings of `code` for patterns that fitted nothing, by their places: (..., key, index)."""
    findings = []
    for place in places:
        line, whole = line_of(text, place)
        path = place if whole else place[:-1]  # a pattern alone is no list
        message = f"{format_path(path)} fits nothing in this import"
        findings.append(finding(code, message, remedy, file=file, path=path, line=line))
    return findings


def unused_preferences(rules: Rules, places: Iterable[int]) -> list[Finding]:
    """A finding for each of `prefer` that is no file of the import."""
    return unused("MAP046", [("prefer", i) for i in places], rules.file, rules.text, _AS_FILE)


# --- what a schema can't say ---


def _problems(data: dict[str, Any]) -> Iterator[Problem]:
    objects = data.get("objects", {})
    for part in ("include", "exclude"):
        yield from pattern_problems(("objects", part), several(objects.get(part)), ())
    for part in _LISTS:
        for i, entry in enumerate(data.get(part, ())):
            allowed = ("object", *PIECES) if part == "pieces" else ()
            yield from pattern_problems((part, i, "objects"), several(entry["objects"]), allowed)
            if not entry.keys() - {*_SELECTORS, "position"} and not allowed and part != "add_columns":
                yield (part, i), "the entry says nothing", f"Known: {', '.join(_SAYS[part])}"
            yield from _CHECKS.get(part, _nothing)((part, i), entry)
    yield from _template_problems(data.get("names", {}))
    yield from _floating_problems(data.get("types", {}))
    yield from _class_problems(data.get("classification", {}))


def pattern_problems(path: Path, patterns: tuple[str, ...], allowed: tuple[str, ...]) -> Iterator[Problem]:
    """What is wrong with patterns of objects; `allowed` are the names in braces that may stand in them."""
    try:
        captured = Objects(patterns).captured
    except PatternError as e:
        yield path, str(e), "Use * and ?, and each {name} once"
        return
    for name in sorted(captured - set(allowed)):
        known = ", ".join(f"{{{p}}}" for p in allowed) or "none"
        yield path, f"{{{name}}} can't be taken from a name here{nearest(name, allowed)}", f"Known: {known}"


def _nothing(_: Path, __: dict[str, Any]) -> Iterator[Problem]:
    return iter(())


def _column_problems(path: Path, entry: dict[str, Any]) -> Iterator[Problem]:
    try:
        kept = {name for p in several(entry["columns"]) for name in names_in(compiled(p))}
    except PatternError as e:
        yield (*path, "columns"), str(e), "Use * and ?, and {name} once"
        return
    if kept - {"name"}:
        yield (*path, "columns"), f"{{{sorted(kept - {'name'})[0]}}} has no meaning here", "Known: {name}"
    rename = entry.get("rename", "x")
    if not is_glue_name(rename.replace("{name}", "x")):
        yield (*path, "rename"), f"{short(rename)} is no name in Glue", "Use a-z, 0-9, _ and {name}"
    if "type" in entry:
        yield from _type_problems((*path, "type"), entry["type"])


def _added_problems(path: Path, entry: dict[str, Any]) -> Iterator[Problem]:
    if ("set" in entry) == ("columns" in entry):
        yield path, "one of set and columns is needed", "Give `set: replication-flow` or a list of columns"
    names: set[str] = set()
    for i, column in enumerate(entry.get("columns", ())):
        yield from _type_problems((*path, "columns", i, "type"), column["type"])
        if column["name"] in names:
            yield (*path, "columns", i), f"column {short(column['name'])} appears twice", "Remove one"
        names.add(column["name"])


def _table_problems(path: Path, entry: dict[str, Any]) -> Iterator[Problem]:
    partitions = entry.get("partitions", {})
    seen: set[object] = set()
    for i, key in enumerate(partitions.get("keys", ())):
        place = (*path, "partitions", "keys", i)
        own = key.keys() & {"name", "type"}
        if ("column" in key and own) or ("column" not in key and len(own) < 2):
            yield place, "a partition key is a column that moves, or has a name and a type", ""
        if "type" in key:
            yield from _key_type_problems((*place, "type"), key["type"])
        called = key.get("name", key.get("column"))
        if called in seen:
            yield place, "a partition key appears twice", "Remove one"
        seen.add(called)
    yield from _index_problems(path, partitions)
    location = entry.get("storage", {}).get("location", "")
    if location and not location.startswith(("s3://", "${")):
        message = f"{short(location)} found, s3://<bucket>/<folder>/ expected"
        yield (*path, "storage", "location"), message, "Write it as s3://my-bucket/sales/, say"
    known = ("space", "object", "database", "table", ENVIRONMENT, *PIECES)
    yield from _piece_problems((*path, "storage", "location"), location, known)


def _key_type_problems(path: Path, text: str) -> Iterator[Problem]:
    wrong = [*_type_problems(path, text)]
    yield from wrong
    if not wrong and isinstance(parse(text), NestedType):
        message = f"{cell(text)} can't be the type of a partition key"
        yield path, message, "Use a primitive type, such as string or date"


def _index_problems(path: Path, partitions: dict[str, Any]) -> Iterator[Problem]:
    """Indexes over what is no key, where the names of all keys are known here."""
    names = dict.fromkeys(key.get("name") for key in partitions.get("keys", ()))
    remedy = f"An index holds partition keys: {listed([str(name) for name in names], SHOWN)}"
    for i, index in enumerate(partitions.get("indexes", ()) if None not in names else ()):
        for name in index["keys"] if isinstance(index, dict) else index:
            if name not in names:
                yield (*path, "partitions", "indexes", i), f"{short(str(name))} is no partition key", remedy


def _template_problems(names: dict[str, Any]) -> Iterator[Problem]:
    for part, known in (
        ("database", ("space", *PIECES, ENVIRONMENT)),
        ("table", ("object", "space", *PIECES)),
    ):
        template = names.get(part)
        if template is None:
            continue
        path = ("names", part)
        yield from _piece_problems(path, template, known)
        literal = re.sub(r"\{\w+\}", "", template)
        if not _LITERAL.fullmatch(literal):
            yield (
                path,
                f"{short(template)} holds more than a-z, 0-9, _ and {{pieces}}",
                "Write it in lower case",
            )
        elif not literal.strip("_") and not {*pieces_in(template)} - {ENVIRONMENT}:
            yield (
                path,
                f"{short(template)} gives no name",
                f"Known pieces: {', '.join(f'{{{p}}}' for p in known)}",
            )
        if part == "table" and "object" not in pieces_in(template):
            yield path, "every table would have the same name", "Add {object} to the template"


def _piece_problems(path: Path, template: str, known: tuple[str, ...]) -> Iterator[Problem]:
    for name in pieces_in(template):
        if name == ENVIRONMENT and name not in known:
            message = "a table has one name in all stacks; its database tells them apart"
            yield path, message, "Use {environment} in names.database"
        elif name not in known:
            remedy = f"Known: {', '.join(f'{{{p}}}' for p in known)}"
            yield path, f"unknown piece {{{name}}}{nearest(name, known)}", remedy


def _type_problems(path: Path, text: str) -> Iterator[Problem]:
    try:
        parse(text)
    except GlueTypeError as e:
        yield path, str(e), "Write a Glue type, e.g. string, decimal(15,2), array<int>"


def _floating_problems(types: dict[str, Any]) -> Iterator[Problem]:
    text = types.get("floating_decimal", "string")
    try:
        fits = text in FLOATING or isinstance(parse(text), Decimal)
    except GlueTypeError:
        fits = False
    if not fits:
        yield (
            ("types", "floating_decimal"),
            f"{short(str(text))} found",
            "Write decimal(p,s), double or string",
        )


def _class_problems(classes: dict[str, Any]) -> Iterator[Problem]:
    for name, listed_ones in classes.items():
        for text in several(listed_ones):
            if not text.startswith("@") or not text.partition(":")[0][1:].strip():
                message = f"{short(text)} found, an annotation expected"
                yield (
                    ("classification", name),
                    message,
                    'Write it as "@PersonalData.isPotentiallyPersonal", or "@Name: VALUE"',
                )


_CHECKS = {"columns": _column_problems, "add_columns": _added_problems, "tables": _table_problems}
