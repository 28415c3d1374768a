"""From a change to the cases of the verdict table that it is. Pure."""
