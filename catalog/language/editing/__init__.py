"""Edits of specs by machine: what people wrote and laid out stays to the byte where nothing is edited.

Takes the text of a spec and edits as values; gives the new text. Reads and writes no file.
"""
