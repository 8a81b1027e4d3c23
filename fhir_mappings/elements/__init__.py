"""Reads single FHIR elements tolerantly; an element of a wrong type is noted and left out.

Knows nothing of what a resource means. Public: `Element` and `UnreadLog` (`reading`), `Json` and `Unread` (`unread`),
`References` (`references`).
"""
