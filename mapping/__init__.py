"""Datasphere exports to catalog specs: read, map names, types and business context, write.

`importer` is the pipeline in one place: `documents` -> `csn` or `odata` -> `combine` -> `semantics` ->
`specs` -> `reconcile` -> `store`. What stages share is `model`, `types` and `names`; what people want
otherwise is `rules`.
"""
