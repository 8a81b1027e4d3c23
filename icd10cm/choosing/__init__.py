"""Which code the facts of one diagnosis lead to: disease, site, side, type, acuity, stage and 7th character.

Knows nothing of rules, nor of how a fact came to its diagnosis. Public: `choose` (`chooser`), `contradicted_place`
(`wrong_place`), `choose_below` (`category_choice`). `disease` and `places` are its parts.
"""
