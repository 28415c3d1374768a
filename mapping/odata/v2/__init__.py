"""OData V2 and V3 metadata, in the shape of V4's: the reader then knows one shape only."""
