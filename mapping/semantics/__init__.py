"""What definitions mean: resolved types, columns, annotations, relationships.

Takes a `model.Model` and the rules; gives values in the words of specs, with what has no place in one as
findings. Pure.
"""
