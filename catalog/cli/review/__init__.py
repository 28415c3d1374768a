"""What a run would do, or did, for people to judge: takes what became of each object, gives lines.

What loses most comes first, equal changes stand together, and nothing that is lost is left out. Pure: asks no
engine, prints nothing.
"""
