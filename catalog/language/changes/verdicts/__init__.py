"""What a change means to who reads the table: a verdict of each, looked up in a table of rows.

Takes the change values of the folder above and both tables; gives judgements. Pure.
"""
