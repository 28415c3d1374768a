"""Datasphere exports to catalog specs: read, map names, types and business context, write.

The flow, one module a stage: `reading` (bytes to JSON) -> `csn` (JSON to `model`) -> `layout` and
`resolve` (which columns, of which type) -> `types`, `names`, `semantics`, `business` (what they
become) -> `specs` (spec as plain data) -> `yamlout`, `merge`, `write` (spec to file). `importer`
joins the stages; only `reading` and `write` touch files.
"""
