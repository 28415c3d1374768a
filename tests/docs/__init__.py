"""What README and docs/ say is held to what the code does."""
