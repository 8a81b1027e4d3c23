"""`coding-cards review` and what it prints.

Knows nothing of HTTP. Public: `review` (`command`).
"""
