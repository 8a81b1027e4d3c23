"""What a text says of a disease beside its place: whether a fracture is open, how many weeks it is.

Knows nothing of codes, places or charts. Public: a module for each detail.
"""
