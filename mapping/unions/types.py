"""Two statements of one type as one, where neither contradicts the other.

The name, its facets and the fields of a structure must be the same; labels of allowed values, facts of
fields and what is stated beside the facets complete each other.
"""

from __future__ import annotations

from dataclasses import replace

from mapping.model import Association, EnumValue, TypeRef

Pairs = tuple[tuple[str, str], ...]


def type_union(first: TypeRef, other: TypeRef) -> TypeRef | None:
    """What both say; None where they contradict each other. One that is not stated adds nothing."""
    if is_same_type(first, other) or not other.stated:
        return first
    if not first.stated:
        return other
    items = _items(first.items, other.items)
    fields = _fields(first, other)
    enum, facts, more = (
        _enum(first.enum, other.enum),
        _pairs(first.facts, other.facts),
        _pairs(first.more, other.more),
    )
    if not _associations_agree(first.association, other.association):
        return None
    if fields is None or enum is None or facts is None or more is None:
        return None
    if items is None and (first.items or other.items):
        return None
    completed = {"items": items, "fields": fields, "enum": enum, "facts": facts, "more": more}
    union = replace(first, **completed)  # type: ignore[arg-type]
    return union if union == replace(other, **completed) else None  # type: ignore[arg-type]


def is_same_type(first: TypeRef, other: TypeRef) -> bool:
    """Whether two types are equal, associations inside them included, which `==` knows by name alone."""
    if first != other or not _associations_agree(first.association, other.association):
        return False
    if first.items and other.items and not is_same_type(first.items, other.items):
        return False
    pairs = zip(first.fields, other.fields, strict=True)
    return all(is_same_type(one, two) for (_, one), (_, two) in pairs)


def leads_alike(first: Association, other: Association) -> bool:
    """Whether two associations are one; of targets with one name, one file may not know the space."""
    if first.target != other.target and first.target_name != other.target_name:
        return False
    return first == replace(other, target=first.target, target_name=first.target_name)


def _associations_agree(first: Association | None, other: Association | None) -> bool:
    return first is None or other is None or leads_alike(first, other)


def _items(first: TypeRef | None, other: TypeRef | None) -> TypeRef | None:
    return type_union(first, other) if first and other else None


def _fields(first: TypeRef, other: TypeRef) -> tuple[tuple[str, TypeRef], ...] | None:
    if [name for name, _ in first.fields] != [name for name, _ in other.fields]:
        return None
    united = [
        (name, type_union(one, two)) for (name, one), (_, two) in zip(first.fields, other.fields, strict=True)
    ]
    known = tuple((name, each) for name, each in united if each is not None)
    return known if len(known) == len(united) else None


def _enum(first: tuple[EnumValue, ...], other: tuple[EnumValue, ...]) -> tuple[EnumValue, ...] | None:
    if not first or not other:
        return first or other
    if [(e.name, e.value) for e in first] != [(e.name, e.value) for e in other]:
        return None
    labels = [(one.label, two.label) for one, two in zip(first, other, strict=True)]
    if any(one and two and one != two for one, two in labels):
        return None
    return tuple(replace(value, label=one or two) for value, (one, two) in zip(first, labels, strict=True))


def _pairs(first: Pairs, other: Pairs) -> Pairs | None:
    known = dict(first)
    if any(known.get(name, value) != value for name, value in other):
        return None
    return (*first, *((name, value) for name, value in other if name not in known))
