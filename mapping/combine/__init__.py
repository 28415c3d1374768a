"""One model of all files: fragments in, `model.Model` out, with what contradicts itself as findings."""
