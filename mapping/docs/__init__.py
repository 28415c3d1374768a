"""docs/mapping.md, written from the code's own tables by running import on one example each."""
