"""What definitions mean: resolved types, columns, annotations, relationships. Pure."""
