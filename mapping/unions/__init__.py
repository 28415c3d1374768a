"""Several definitions of one thing as one: entities, elements, types, annotations.

Takes values of the model; gives one that says what all say, and what they contradict each other in. Knows no
files and makes no findings.
"""
