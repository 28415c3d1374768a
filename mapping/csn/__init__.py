"""The reader of CSN, the JSON form of CDS: a document in, a `model.Fragment` out."""
