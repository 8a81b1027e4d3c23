"""What `release add` and `release fetch` print about a release before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.releases.by_date import arrange, gaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.releases.by_date import Releases
    from icd10cm.releases.intake.candidate import Candidate


def candidate_lines(candidate: Candidate, loaded: Releases) -> Iterator[str]:
    """Yield the files, the effective dates, the number of codes and the remarks of a release that passed its checks."""
    release, chosen = candidate.release, candidate.chosen
    yield f"tabular list: {chosen.tabular}"
    yield f"code list: {chosen.codes or 'none'}"
    yield f"effective: {release.effective_from} to {release.effective_to}"
    yield f"valid codes: {len(release.valid):,}"
    for remark in candidate.remarks:
        yield f"note: {remark}"
    for gap in gaps(arrange((*loaded.all, release))):
        yield f"note: no release is effective from {gap.first} to {gap.last}"
