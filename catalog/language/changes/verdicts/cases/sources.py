"""Where verdicts come from: the keys that rows cite. What AWS says was read on its own pages."""

from __future__ import annotations

from collections.abc import Mapping

_ATHENA = "https://docs.aws.amazon.com/athena/latest/ug"
_REDSHIFT = "https://docs.aws.amazon.com/redshift/latest/dg"
_GLUE = "https://docs.aws.amazon.com/glue/latest"
_TRINO = "trinodb/trino"

SOURCES: Mapping[str, str] = {
    "A1": f"Athena, Handle schema updates: {_ATHENA}/handling-schema-updates-chapter.html",
    "A2": f"Athena, Change a column data type: {_ATHENA}/updates-changing-column-type.html",
    "A3": f"Athena, Update tables with partitions: {_ATHENA}/updates-and-partitions.html",
    "A4": f"Athena, Best practices when using Athena with Glue: {_ATHENA}/glue-best-practices.html",
    "A5": f"Athena, Partition projection: {_ATHENA}/partition-projection.html",
    "A6": f"Athena, Setting up partition projection: {_ATHENA}/partition-projection-setting-up.html",
    "A7": f"Athena, Engine version 3: {_ATHENA}/engine-versions-reference-0003.html",
    "A8": f"Athena, Troubleshooting: {_ATHENA}/troubleshooting-athena.html",
    "A9": f"Athena, OpenX JSON SerDe: {_ATHENA}/openx-json-serde.html",
    "A10": f"Athena, Avro SerDe: {_ATHENA}/avro-serde.html",
    "A11": f"Athena, Open CSV SerDe: {_ATHENA}/csv-serde.html",
    "A15": f"Athena, Work with views: {_ATHENA}/views.html",
    "A16": f"Athena, Compression support: {_ATHENA}/compression-formats.html",
    "A17": f"Athena, CREATE TABLE: {_ATHENA}/create-table.html",
    "A18": f"Athena, ALTER TABLE RENAME PARTITION: {_ATHENA}/alter-table-rename-partition.html",
    "A19": f"Athena, Encrypted datasets: {_ATHENA}/creating-tables-based-on-encrypted-datasets-in-s3.html",
    "A20": f"Athena, Unsupported DDL: {_ATHENA}/unsupported-ddl.html",
    "R1": f"Redshift, External tables: {_REDSHIFT}/c-spectrum-external-tables.html",
    "R2": f"Redshift, CREATE EXTERNAL TABLE: {_REDSHIFT}/r_CREATE_EXTERNAL_TABLE.html",
    "R3": f"Redshift, Spectrum troubleshooting: {_REDSHIFT}/c-spectrum-troubleshooting.html",
    "R5": f"Redshift, ALTER TABLE: {_REDSHIFT}/r_ALTER_TABLE.html",
    "G1": f"Glue, Type systems: {_GLUE}/dg/glue-types.html",
    "G3": f"Glue, Crawler configuration: {_GLUE}/dg/crawler-configuration.html",
    "G6": f"Glue, UpdatePartition: {_GLUE}/webapi/API_UpdatePartition.html",
    "G8": f"Glue, Streaming sources: {_GLUE}/dg/add-job-streaming.html",
    "L1": "Lake Formation, Known issues: https://docs.aws.amazon.com/lake-formation/latest/dg/limitations.html",
    "IC1": "Iceberg, Schema evolution: https://iceberg.apache.org/spec/#schema-evolution",
    "IC2": "Iceberg, apache/iceberg core SchemaUpdate.java",
    "SP1": "Spark 4.0, SPARK-40876: apache/spark pull requests 44368, 44513, 44803",
    "SP4": "Spark, SPARK-11374: apache/spark pull request 14638",
    "TR5": f"Trino, {_TRINO} OpenXJsonDeserializer.java",
    "TR6": f"Trino, {_TRINO} JsonDeserializer.java",
    "TR9": f"Trino, {_TRINO} HiveSplitManager.java: a table's columns to a partition's",
    "TR10": f"Trino, {_TRINO} HiveCoercionPolicy.java: what is cast from a partition's type",
    "TR11": f"Trino, {_TRINO} ColumnReaderFactory.java of lib/trino-parquet",
    "TR14": f"Trino, {_TRINO} HiveUtil.java: values of partition keys",
    "TR15": f"Trino, {_TRINO} pull request 16677: types that are not known",
    "TR16": f"Trino, {_TRINO} ColumnReaders.java of lib/trino-orc",
    "X1": "Tried: Spark 3.5.6, its own readers, changed schemas",
    "X2": "Tried: Spark 3.5.6, every type read as every other",
    "X3": "Tried: Hive 2.3.9's SerDes through Spark 3.5.6",
    "X4": "Tried: partitions and types of keys",
    "X6": "Tried: pyiceberg 0.12.0 and deltalake 1.6.6",
    "X7": "Tried: Spark 4.0.1",
    "X8": "Tried: views and partition keys",
    "X9": "Tried: types through Hive 2.3.9's SerDes",
    "X10": "Tried: locations, SerDes, compression and writers",
}
