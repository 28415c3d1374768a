"""The `sap:` annotations of OData V2 metadata, as data: what each word says in CDS's terms.

`cds import` writes the attribute `sap:display-format` of a property as the annotation
`@sap.display.format` of an element, so metadata and CSN share these names, and this one table. Words are
those of SAP's "SAP Annotations for OData Version 2.0"; what they mean in CDS is the mapping that ABAP's
CDS documents for its own `@Semantics`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PREFIX = "@sap."
LABEL = "@sap.label"
QUICKINFO = "@sap.quickinfo"
SEMANTICS = "@sap.semantics"
UNIT = "@sap.unit"
TEXT = "@sap.text"
VISIBLE = "@sap.visible"
ROLE = "@sap.aggregation.role"

CURRENCY_CODE, UNIT_OF_MEASURE = "currency-code", "unit-of-measure"

# `sap:semantics` of a property -> the name of `@Semantics.<name>` that CDS has for it
SEMANTIC_NAMES: Mapping[str, str] = {
    CURRENCY_CODE: "currencyCode",
    UNIT_OF_MEASURE: "unitOfMeasure",
    "email": "eMail.address",
    "tel": "telephone",
    "url": "url",
    "name": "name.fullName",
    "givenname": "name.givenName",
    "middlename": "name.additionalName",
    "familyname": "name.familyName",
    "nickname": "name.nickName",
    "honorific": "name.prefix",
    "suffix": "name.suffix",
    "title": "name.jobTitle",
    "bday": "contact.birthDate",
    "note": "contact.note",
    "photo": "contact.photo",
    "org": "organization.name",
    "org-unit": "organization.unit",
    "org-role": "organization.role",
    "street": "address.street",
    "city": "address.city",
    "region": "address.region",
    "zip": "address.zipCode",
    "pobox": "address.postBox",
    "country": "address.country",
    "geo-lat": "geo.latitude",
    "geo-lon": "geo.longitude",
    "year": "calendar.year",
    "quarter": "calendar.quarter",
    "month": "calendar.month",
    "week": "calendar.week",
    "yearquarter": "calendar.yearQuarter",
    "yearmonth": "calendar.yearMonth",
    "yearweek": "calendar.yearWeek",
    "yearmonthday": "calendar.date",
    "fiscalyear": "fiscal.year",
    "fiscalquarter": "fiscal.quarter",
    "fiscalperiod": "fiscal.period",
    "fiscalyearquarter": "fiscal.yearQuarter",
    "fiscalyearperiod": "fiscal.yearPeriod",
    "dtstart": "calendarItem.dtStart",
    "dtend": "calendarItem.dtEnd",
    "duration": "calendarItem.duration",
    "due": "calendarItem.due",
    "completed": "calendarItem.completed",
    "priority": "calendarItem.priority",
    "location": "calendarItem.location",
}


def annotation_of(attribute: str) -> str:
    """The annotation that an attribute of metadata is: `display-format` -> `@sap.display.format`."""
    return PREFIX + attribute.replace("-", ".")


def semantic_name(word: str) -> str:
    """`email;type=work` -> `eMail.address`; nothing for a word that CDS has no name for."""
    return SEMANTIC_NAMES.get(word.partition(";")[0].strip(), "")


def unit_word(annotations: Mapping[str, Any]) -> str:
    """What a property holds that others name by `sap:unit`, as it says itself: a currency, a unit, or ''."""
    word = annotations.get(SEMANTICS)
    if word in (CURRENCY_CODE, UNIT_OF_MEASURE):
        return str(word)
    if annotations.get("@Semantics.currencyCode") is True:
        return CURRENCY_CODE
    return UNIT_OF_MEASURE if annotations.get("@Semantics.unitOfMeasure") is True else ""
