"""Logs and metrics. Neither holds patient data.

Knows nothing of what is logged. Public: `log` (`logs`), `Metrics` (`metrics`).
"""
