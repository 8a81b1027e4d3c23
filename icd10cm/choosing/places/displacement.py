"""Which of two codes of one fracture: the displaced one, unless a text says nondisplaced.

Guideline I.C.19.c: a fracture that is not said to be displaced or nondisplaced is coded as displaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.titles.claims import stem

if TYPE_CHECKING:
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release

_NONDISPLACED = "nondisplaced"
_DISPLACED = "displaced"


def of_usual_displacement(codes: tuple[str, ...], stated: StatedWords | None, release: Release) -> tuple[str, ...]:
    """Return the codes without a nondisplaced fracture beside the same one displaced, where no text says which."""
    if len(codes) == 1 or stated is None or stem(_NONDISPLACED) in stated.words:
        return codes
    titles = {release.title(code).lower() for code in codes}
    return tuple(code for code in codes if not _has_displaced_twin(release.title(code).lower(), titles))


def _has_displaced_twin(title: str, titles: set[str]) -> bool:
    return _NONDISPLACED in title and title.replace(_NONDISPLACED, _DISPLACED) in titles
