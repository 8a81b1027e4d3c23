"""Which of several codes the texts mean, where one says what the others leave open or deny."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.titles.claims import claims_of

if TYPE_CHECKING:
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.titles.claims import Claims


def stated_among(codes: tuple[str, ...], stated: StatedWords | None, release: Release) -> tuple[str, ...]:
    """Return of the alternatives the one whose further words the texts state ("with neurogenic claudication")."""
    if len(codes) < 2 or stated is None:
        return codes
    claims = {code: claims_of(release.title(code)) for code in codes}
    shared = frozenset[frozenset[str]].intersection(*(frozenset(each.needed) for each in claims.values()))
    meant = [code for code, each in claims.items() if _states_more(each, shared, stated)]
    return (meant[0],) if len(meant) == 1 else codes


def _states_more(claims: Claims, shared: frozenset[frozenset[str]], stated: StatedWords) -> bool:
    """Return whether the texts state all that a title claims beyond what the titles share, and that is something."""
    further = [group for group in claims.needed if group not in shared]
    return bool(further) and all(stated.states(group, claims.said, linked=False) for group in further)
