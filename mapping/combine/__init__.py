"""From files to one model: each file is read by the reader of its format, then all are put together.

Takes inputs; gives fragments and of them a `model.Model`, with what contradicts itself as findings. Doesn't
look at what definitions mean.
"""
