"""The three-way merge of an update: what the program said, says now, and what other writers did meanwhile."""
