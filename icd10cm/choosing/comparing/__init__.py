"""A code held against the facts of its diagnosis: what they support, contradict, leave unstated, and what is lost.

Knows nothing of how a code was found. Public: `fitting` (`fitting`), `compare` and `is_better` (`comparison`),
`stated_facts` (`stated_facts`), `places_fit` (`places`).
"""
