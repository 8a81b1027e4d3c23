"""`coding-cards release` and its subcommands.

Knows nothing of hooks. Public: `release` (`group`).
"""
