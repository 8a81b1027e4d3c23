"""The pages that people look at: HTML made on the server, with one style sheet and one script of our own.

Knows nothing that the service's steps do not tell it: the workbench sends its calls through them. Public: `make_pages`
(`blueprint`).
"""
