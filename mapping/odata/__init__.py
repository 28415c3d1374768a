"""The reader of OData metadata (EDMX): a document in, a `model.Fragment` in CSN's words out."""
