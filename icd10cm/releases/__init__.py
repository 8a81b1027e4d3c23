"""A release as the coding logic uses it: loaded, chosen by date, compared, added by an operator.

Knows nothing of encounters. Public: `Release` (`release`), `load_embedded` (`loading`), `Releases` (`by_date`), the
packages `intake` and `difference`.
"""
