"""Turns chart facts, notes and codes into the short phrases that summaries and details are made of.

Knows no rule and no sentence. Public: `facts_of` (`chart_facts`), `Phrases` (`slots`), `fitted` (`fitting`).
"""
