"""The categories of one disease by its organism, for a code that leaves the organism open: J12 to J17 for J18.9.

Basis: the title of the category ends with "unspecified organism", and its section lists the disease by organism.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import said_in

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

_OPEN = ", unspecified organism"


@kept_with_release
def categories_by_organism(index: int, release: Release) -> tuple[int, ...]:
    """Return the positions of the other categories of the disease in the section of such a code; () for other codes.

    Influenza with pneumonia (J09 to J11) is another disease: its titles name it first.
    """
    category = release.category(index)
    if not category.title.lower().endswith(_OPEN):
        return ()
    disease = said_in(category.title[: -len(_OPEN)])
    sections = release.tabular.sections_at(category.index)
    beside = (each for section in sections for each in release.tabular.categories_in(section) if each is not category)
    return tuple(dict.fromkeys(each.index for each in beside if disease <= said_in(each.title)))
