"""Export, record and people's file to planned writes: a three-way merge. Decides; `store` writes."""
