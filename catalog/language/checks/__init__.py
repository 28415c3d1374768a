"""The rules that specs have to keep, one module an object of the spec.

Takes resolved specs; gives violations, which become findings with file and line. Never changes a spec.
"""
