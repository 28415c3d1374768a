"""What specs say of change itself: accepted breaks, removals, renames, deprecations and their days.

Takes resolved specs and the day of the run; gives violations. Compares no two versions of a spec: that is
`changes`, and what may pass is the gate's to say.
"""
