"""Figures of any period, from daily figures and from the records of the rest.

Knows nothing of what a card says. Public: `counting`, `daily_figures`, `figures_of_any_time`.
"""
