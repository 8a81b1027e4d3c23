"""Which disease the texts state, place aside: of the wordings that fit (`fitting_kinds`) the best one (`best_kind`).

Knows nothing of documented places. Public: `kinds_stated` (`kinds`), `kinds_elsewhere` (`kinds_elsewhere`).
"""
