"""CSN's queries, expressions and measures: what they are made of, the types they give, their text. Pure."""
