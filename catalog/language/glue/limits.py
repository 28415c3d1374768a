"""The limits of the AWS Glue API, in one place: each is the `max` of the shape named beside it.

Source: AWS Glue API reference (Data Catalog: Database, Table, Partition; common data types). The names of
its shapes are those of the service's API model, which the tests compare with.
"""

from __future__ import annotations

NAME_LIMIT = 255  # NameString: of databases, tables, columns, indexes; 1 or more
COMMENT_LIMIT = 255  # CommentString: a column's comment, on a single line
DESCRIPTION_LIMIT = 2048  # DescriptionString
TYPE_LIMIT = 131_072  # ColumnTypeString
LOCATION_LIMIT = 2056  # LocationString
VIEW_LIMIT = 409_600  # ViewTextString
PARAMETER_KEY_LIMIT = 255  # KeyString: 1 or more, on a single line
PARAMETER_VALUE_LIMIT = 512_000  # ParametersMapValue
PARTITION_VALUE_LIMIT = 1024  # ValueString; 1 or more is what Athena and Spark can read
INDEX_LIMIT = 3  # PartitionIndexes of CreateTable: at most 3 a table
PARTITIONS_LIMIT = 20_000_000  # a quota: partitions a table (AWS Glue endpoints and quotas)
