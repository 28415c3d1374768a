"""What the lab tries, as data: old columns and values, new columns, and what a right reader would give."""
