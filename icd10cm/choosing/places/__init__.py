"""Where a diagnosis belongs among the codes of its disease: at the documented place, else at the place of its code.

Knows nothing of diseases but the family of codes that it is given. Public: `located` (`located`), `place_in_family`
(`family_place`).
"""
