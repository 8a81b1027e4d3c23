"""The organisms that results and notes name, and their codes in B95-B97; where words name one of them.

Knows nothing of infections, nor of whether an organism is the cause of one. Public: `load_organisms` (`table`),
`organisms_in` (`named`).
"""
