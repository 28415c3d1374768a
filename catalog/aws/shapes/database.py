"""The properties of a Glue database."""

from __future__ import annotations

from catalog.language.glue.limits import DESCRIPTION_LIMIT, NAME_LIMIT

from .fields import Field, Kind, Shape
from .storage import ARN, CATALOG_ID, MANAGE, PARAMETERS, REGION

PRINCIPAL = Shape("DataLakePrincipal", Field("dataLakePrincipalIdentifier"))
PERMISSION = Shape(
    "PrincipalPermissions",
    Field("permissions", kind=Kind.TEXTS, unordered=True),
    Field("principal", kind=Kind.OBJECT, shape=PRINCIPAL),
)
FEDERATED_DATABASE = Shape("FederatedDatabase", Field("connectionName"), Field("identifier"))
TARGET_DATABASE = Shape(
    "DatabaseIdentifier",
    Field("catalogId", required=True),
    Field("databaseName", required=True),
    Field("region"),
)
DATABASE_INPUT = Shape(
    "DatabaseInput",
    Field("name", replaces=True, lower=True, limit=NAME_LIMIT),
    Field("description", blank=True, limit=DESCRIPTION_LIMIT),
    Field("locationUri", computed=True),
    PARAMETERS,
    Field("createTableDefaultPermissions", kind=Kind.OBJECTS, shape=PERMISSION, computed=True, blank=True),
    Field("federatedDatabase", kind=Kind.OBJECT, shape=FEDERATED_DATABASE),
    Field("targetDatabase", kind=Kind.OBJECT, shape=TARGET_DATABASE, replaces=True),
)
DATABASE = Shape(
    "",
    *DATABASE_INPUT.fields,
    ARN,
    CATALOG_ID,
    REGION,
    MANAGE,
    Field("tags", kind=Kind.MAP),
    Field("tagsAll", kind=Kind.MAP),
)
