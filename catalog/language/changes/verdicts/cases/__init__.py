"""The verdict table as data: cases with their rows, the codes and the sources."""
