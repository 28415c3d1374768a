"""Each element of each real export, looked up in the files that the command wrote.

Reads the exports and the specs as any other program would: JSON and YAML, the report for findings. Nothing of
`mapping` is used, its own coverage figure included; what CSN and OData mean is written down here once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from catalog.cli.main import main
from catalog.language.specs.yaml_text import parse
from tests.support.project import ROOT, SHARED

SAMPLES = SHARED / "exports"
GOLDEN = ROOT / "tests" / "golden" / "mapping"
CSN = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11a", "11c", "14a"]
EDMX = ["11b", "13", "14b"]
OURS = [
    *sorted((ROOT / "examples" / "exports").rglob("*.json")),
    GOLDEN / "csn_interop" / "in" / "LEDGER" / "instalment_plans.json",
]
SERVICES = sorted((GOLDEN / "services" / "in" / "BNPL_MART").iterdir())
ASSOCIATIONS = ("cds.Association", "cds.Composition")
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"

needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the samples of real tenants are not beside this checkout"
)


def paths(numbers: list[str], ours: list[Path]) -> pytest.MarkDecorator:
    """The samples of these numbers, and files of ours with the same constructs."""
    names = [pytest.param(n, marks=needs_samples) for n in numbers] + [str(p.relative_to(ROOT)) for p in ours]
    return pytest.mark.parametrize("name", names)


@dataclass(frozen=True)
class Result:
    """What an import left behind: the export, the table specs by object, the paths of findings."""

    raw: Path
    specs: dict[str, dict[str, Any]]
    told: list[dict[str, Any]]

    def is_told(self, *path: str) -> bool:
        """Whether a finding stands at this place."""
        return any(found["path"][: len(path)] == list(path) for found in self.told)

    def spec(self, name: str) -> dict[str, Any]:
        """The spec of a definition, whose name may begin with its space."""
        return self.specs[name] if name in self.specs else self.specs[name.partition(".")[2]]


def brought_in(name: str, folder: Path) -> Result:
    (raw,) = [ROOT / name] if "/" in name else SAMPLES.glob(f"{name}_*")
    report = folder / "report.json"
    words = [
        "import",
        str(raw),
        "--space",
        "TENANT",
        "--specs",
        str(folder / "specs"),
        "--report",
        str(report),
    ]
    assert main(words) == 0
    files = (folder / "specs").glob("*/*.yaml")
    specs = [parse(p.read_text("utf-8"), str(p)) for p in files if p.name != "database.yaml"]
    return Result(
        raw, {s["source"]["object"]: s for s in specs}, json.loads(report.read_text("utf-8"))["findings"]
    )


@pytest.fixture
def result(name: str, tmp_path: Path) -> Result:
    return brought_in(name, tmp_path)


def is_entity(definition: Any) -> bool:
    return definition.get("kind", "entity") == "entity"


def projected(document: dict[str, Any]) -> tuple[str, ...]:
    """The names that projections of services begin with; an interop document holds the service itself."""
    if "csnInteropEffective" in document:
        return ()
    definitions = document["definitions"].items()
    return tuple(f"{n}." for n, d in definitions if d.get("kind") == "service")


def elements(result: Result) -> Iterator[tuple[str, dict[str, Any], str, dict[str, Any]]]:
    """(definition, its spec, element, what the export says of it) of all elements that specs have to hold."""
    document = json.loads(result.raw.read_text("utf-8"))
    for name, definition in document["definitions"].items():
        if is_entity(definition) and not name.startswith(projected(document) or ("\0",)):
            for element, said in definition["elements"].items():
                yield name, result.spec(name), element, said


def columns(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By the element that they came from."""
    found = [*spec["columns"], *spec.get("partitions", {}).get("keys", ())]
    return {c["source"]["name"]: c for c in found}


def element_of(spec: dict[str, Any], column: str) -> str:
    """The element that a column of this name came from."""
    (found,) = [name for name, c in columns(spec).items() if c["name"] == column]
    return found


def plain(reference: Any) -> str:
    """The element that an annotation names, in any of CSN's notations."""
    while isinstance(reference, list):
        reference = reference[0]
    return str(reference["="] if isinstance(reference, dict) else reference)


# --- CSN ---

csn_files = paths(CSN, OURS)


@csn_files
def test_each_csn_element_is_a_column_a_relationship_or_in_a_finding(result: Result) -> None:
    counted = 0
    for definition, spec, name, said in elements(result):
        counted += 1
        place = ("definitions", definition, "elements", name)
        if said.get("type") in ASSOCIATIONS:
            (relationship,) = [r for r in spec["relationships"] if r.get("source", r)["name"] == name]
            assert relationship["to"]
            for key in said.get("keys", ()):
                (column,) = [c for n, c in columns(spec).items() if n == f"{name}_{'_'.join(key['ref'])}"]
                assert column["source"]["association"] == name
        elif said.get("virtual"):
            assert name not in columns(spec)
            assert result.is_told(*place)
        else:
            assert name in columns(spec), place
    document = json.loads(result.raw.read_text("utf-8"))
    entities = {n: d for n, d in document["definitions"].items() if is_entity(d)}
    left_out = [name for name in entities if name.startswith(projected(document) or ("\0",))]
    assert counted == sum(len(d["elements"]) for n, d in entities.items() if n not in left_out)
    for name in left_out:
        services = [s for s in projected(document) if name.startswith(s)]
        assert any(result.is_told("definitions", s.removesuffix(".")) for s in services), name


@csn_files
def test_what_a_csn_element_says_of_its_type_is_in_its_column(result: Result) -> None:
    for _, spec, name, said in elements(result):
        if said.get("type") in ASSOCIATIONS or said.get("virtual"):
            continue
        column = columns(spec)[name]
        source = column["source"].get("type", "")
        for facet in ("length", "precision", "scale", "srid"):
            assert str(said.get(facet, "")) in source, (name, facet)
        if isinstance(said.get("type"), str):
            assert said["type"].rpartition(".")[2] in str(column["source"]), name
        assert column.get("key", False) == bool(said.get("key")), name
        assert column.get("nullable", True) == (not said.get("notNull") and not said.get("key")), name
        if "val" in (said.get("default") or {}):
            assert column["default"] == said["default"]["val"], name
        if said.get("enum"):
            values = [v.get("val", symbol) for symbol, v in said["enum"].items()]
            assert [v["value"] for v in column["enum"]] == values, name


REFERENCES = {
    # an annotation that names an element, and where its column's name stands in the spec
    "@Semantics.amount.currencyCode": ("currency", "measure.currency"),
    "@Semantics.quantity.unitOfMeasure": ("unit", "measure.unit"),
    "@ObjectModel.text.element": ("text",),
}
LEADING = {
    # an annotation that names an association, and the column's member that names its relationship
    "@ObjectModel.foreignKey.association": "foreign_key",
    "@ObjectModel.text.association": "text_association",
}
FLAGS = {"@Semantics.currencyCode": "currency-code", "@Semantics.unitOfMeasure": "unit-of-measure"}


@csn_files
def test_units_currencies_and_texts_are_the_columns_that_the_export_names(result: Result) -> None:
    for _, spec, name, said in elements(result):
        if said.get("type") in ASSOCIATIONS or said.get("virtual"):
            continue
        column = columns(spec)[name]
        for annotation, places in REFERENCES.items():
            if said.get(annotation):
                given = [v for place in places if (v := value_at(column, place))]
                assert [element_of(spec, v) for v in given] == [plain(said[annotation])], (name, annotation)
        for annotation, semantic in FLAGS.items():
            if said.get(annotation) is True:
                assert column.get("semantic") == semantic, (name, annotation)
        for annotation, kind in LEADING.items():
            if said.get(annotation):
                assert column[kind] == plain(said[annotation]), (name, annotation)
        if said.get("@ObjectModel.text.association"):
            target = plain(said["@ObjectModel.text.association"])
            assert [r.get("kind") for r in spec["relationships"] if r["name"] == target] == ["text"], name


def value_at(column: dict[str, Any], place: str) -> Any:
    found: Any = column
    for step in place.split("."):
        found = (found or {}).get(step)
    return found


@csn_files
def test_hierarchies_have_the_levels_or_the_parent_and_child_of_the_export(result: Result) -> None:
    document = json.loads(result.raw.read_text("utf-8"))["definitions"]
    for name in {definition for definition, *_ in elements(result)}:
        spec = result.spec(name)
        expected: list[Any] = []
        for each in document[name].get("@Hierarchy.parentChild", ()):
            recurse = each.get("recurse") or each
            expected.append((plain(recurse["parent"]), plain(recurse["child"])))
        for each in document[name].get("@Hierarchy.leveled", ()):
            expected.append([plain(level["element"]) for level in each["levels"]])
        found = [
            [element_of(spec, c) for c in h["levels"]]
            if "levels" in h
            else (element_of(spec, h["parent"]), element_of(spec, h["child"]))
            for h in spec.get("hierarchies", ())
        ]
        assert sorted(found, key=str) == sorted(expected, key=str), name


@csn_files
def test_relationships_have_the_target_the_joins_and_the_cardinality_of_the_export(result: Result) -> None:
    document = json.loads(result.raw.read_text("utf-8"))["definitions"]
    tables = {f"{s['database']}.{s['name']}": s for s in result.specs.values()}
    for definition, spec, name, said in elements(result):
        if said.get("type") not in ASSOCIATIONS:
            continue
        (found,) = [r for r in spec["relationships"] if r.get("source", r)["name"] == name]
        target = tables.get(found["to"])
        assert (target is not None) == (said["target"] in document), name
        if target is not None:
            assert target is result.spec(said["target"]), name
        many = said.get("cardinality", {}).get("max", 1) not in (1, "1")
        assert found["cardinality"].partition("-to-")[2] == ("many" if many else "one"), name
        stated = constants(name, said.get("on", ()))
        where = found.get("where", [])
        assert len(where) == len(stated), name
        for each, (side, element, value) in zip(where, stated, strict=True):
            assert (each["of"], each["value"]) == (side, value), name
            assert "operator" not in each
            if side == "source" or target is not None:
                assert element_of(spec if side == "source" else target or {}, each["column"]) == element, name
            else:
                assert each["column"] == element.lower(), name
        joins = pairs(name, said.get("on", ()))
        on = found.get("on", {})
        is_backlink = {"ref": ["$self"]} in said.get("on", ())  # joins by what the other's foreign keys are
        if (
            "on" in said
            and not is_backlink
            and not result.is_told("definitions", definition, "elements", name, "on")
        ):
            assert len(on) + len(where) == said["on"].count("="), name
        assert {element_of(spec, here) for here in on} >= {here for here, _ in joins}, name
        if target is not None and joins:
            there = {(element_of(spec, h), element_of(target, t)) for h, t in on.items()}
            assert there >= set(joins), name


def constants(association: str, condition: list[Any]) -> list[tuple[str, str, Any]]:
    """(whose, element, value) of each comparison of an element with a literal."""
    found = []
    for i, token in enumerate(condition):
        sides = (condition[i - 1], condition[i + 1]) if token == "=" else ()
        values = [side["val"] for side in sides if "val" in side]
        for ref in (side["ref"] for side in sides if values and "ref" in side):
            found.append(("target" if ref[0] == association else "source", ref[-1], values[0]))
    return found


def pairs(association: str, condition: list[Any]) -> list[tuple[str, str]]:
    """(element here, element there) of each comparison of two elements."""
    found = []
    for i, token in enumerate(condition):
        if token != "=":
            continue
        sides = (condition[i - 1], condition[i + 1])
        refs = [side["ref"] for side in sides if isinstance(side, dict) and "ref" in side]
        if len(refs) < 2:
            continue
        here = [ref for ref in refs if ref[0] != association]
        there = [ref for ref in refs if ref[0] == association]
        if len(here) == len(there) == 1 and not here[0][0].startswith("$"):  # no variable
            found.append((here[0][-1], there[0][-1]))
    return found


# --- OData metadata ---

edmx_files = paths(EDMX, SERVICES)


@edmx_files
def test_each_edmx_property_is_a_column_or_in_a_finding(result: Result) -> None:
    root = ElementTree.parse(result.raw).getroot()
    assert counted(root, "Property") == columns_of(result, root)


@edmx_files
def test_units_and_currencies_of_metadata_are_the_columns_that_it_names(result: Result) -> None:
    root = ElementTree.parse(result.raw).getroot()
    stated = []
    for group in [*root.iter(f"{EDM}Annotations"), *root.iter(f"{EDM}Property")]:
        member = group.get("Target", group.get("Name", "")).rpartition("/")[2]
        for term in group.findall(f"{EDM}Annotation"):
            if term.attrib["Term"].rpartition(".")[2] in ("ISOCurrency", "Unit") and "Path" in term.attrib:
                stated.append((member.lower(), term.attrib["Path"].lower()))
    found = [
        (column["name"], given)
        for spec in result.specs.values()
        for column in spec["columns"]
        for places in (
            REFERENCES["@Semantics.amount.currencyCode"],
            REFERENCES["@Semantics.quantity.unitOfMeasure"],
        )
        for place in places
        if (given := value_at(column, place))
    ]
    assert sorted(found) == sorted(stated)


def is_parameters(node: ElementTree.Element) -> bool:
    """Whether a type holds the input parameters of a view: all keys, and one way out, to the rows."""
    ways = [n.attrib["Name"] for n in node.findall(f"{EDM}NavigationProperty")]
    return node.attrib["Name"].endswith("Parameters") and ways == ["Set"]


@edmx_files
def test_each_parameter_of_a_views_metadata_is_in_its_spec(result: Result) -> None:
    root = ElementTree.parse(result.raw).getroot()
    stated = [
        p.attrib["Name"]
        for t in root.iter(f"{EDM}EntityType")
        if is_parameters(t)
        for p in t.findall(f"{EDM}Property")
    ]
    blocks = [s.get("business", {}).get("input_parameters", ()) for s in result.specs.values()]
    assert sorted(p["name"] for block in blocks for p in block) == sorted(stated)


def types(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {t.attrib["Name"]: t for t in root.iter(f"{EDM}EntityType")}


def counted(root: ElementTree.Element, kind: str) -> dict[str, list[str]]:
    """The names of all properties, by type; those of a type's base come first."""
    found: dict[str, list[str]] = {}
    for name, node in types(root).items():
        if node.get("Abstract") == "true" or is_parameters(node):
            continue  # the types made of it have its properties; parameters are no columns
        names = [p.attrib["Name"] for p in node.findall(EDM + kind)]
        base = node.get("BaseType", "").rpartition(".")[2]
        while base:
            above = types(root)[base]
            names = [p.attrib["Name"] for p in above.findall(EDM + kind)] + names
            base = above.get("BaseType", "").rpartition(".")[2]
        found[name] = names
    return found


def columns_of(result: Result, root: ElementTree.Element) -> dict[str, list[str]]:
    """The same from the specs; a type that gives no table has to be in a finding."""
    originals = {}
    for group in [*root.iter(f"{EDM}Annotations"), *root.iter(f"{EDM}Property")]:
        for term in group.findall(f"{EDM}Annotation"):
            if term.attrib["Term"].endswith(".OriginalName"):
                member = group.get("Target", group.get("Name", "")).rpartition("/")[2]
                originals[term.attrib["String"]] = member
    found = {}
    for name, names in counted(root, "Property").items():
        spec = next((s for s in result.specs.values() if belongs(s, name, root)), None)
        if spec is None:
            assert any(name in f["message"] or name in f["path"] for f in result.told), name
            found[name] = names
        else:
            came = [c["source"]["name"] for c in spec["columns"]]
            found[name] = [originals.get(c, c) if c not in names else c for c in came]
    return found


def belongs(spec: dict[str, Any], name: str, root: ElementTree.Element) -> bool:
    """Whether a spec is of this entity type: its object is called as an entity set of it, or as the type."""
    sets = {
        s.attrib["Name"] for s in root.iter(f"{EDM}EntitySet") if s.attrib["EntityType"].endswith(f".{name}")
    }
    own = {name, name.removesuffix("Type"), *sets}
    whole = spec["source"]["object"]
    return any(whole == n or whole.endswith(f".{n}") or spec["name"] == n.lower() for n in own)
