"""The workbench: sends a hook call through the service and shows the cards and the trace.

Knows nothing of stored cards. Public: `routes`.
"""
