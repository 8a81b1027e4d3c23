"""What reviews of encounters found, remembered for some minutes: a chart that comes again is not reviewed again.

Hooks fire again and again on one chart: with each order that is selected, and when the orders are signed. A review
depends on the encounter as it was read and on the release alone. It is found by a keyed hash of that encounter, in the
memory of the process alone and never in a file. With reports or notes an encounter is reviewed each time: of those
nothing outlives the call (`docs/decisions/0021-reviews-remembered.md`).
"""

from __future__ import annotations

from hashlib import blake2b
from secrets import token_bytes
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.msgpack import Encoder

from icd10cm.text.remembered import Remembered

if TYPE_CHECKING:
    from collections.abc import Callable

    from cards.build_deck import Written
    from icd10cm.encounter import CodedEncounter
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

_MOST = 256
_AGE_S = 300.0


class Outcome(Struct, frozen=True):
    """The issues of a review, the rules that had more questions than allowed, and what cards were written of them."""

    issues: tuple[CodingIssue, ...]
    cut: frozenset[str] = frozenset()
    written: Written = field(default_factory=dict)


class RememberedReviews:
    """The reviews of the newest encounters under one set of rules: some hundreds, for ten minutes at most."""

    def __init__(self) -> None:
        self._key = token_bytes(32)
        self._encode = Encoder().encode
        self.forget()

    def forget(self) -> None:
        """Forget all reviews."""
        self._found: Remembered[Outcome] = Remembered(_MOST, _AGE_S)

    def find(self, encounter: CodedEncounter, release: Release, review: Callable[[], Outcome]) -> Outcome:
        """Return what a review of an encounter found; it is reviewed if that is not remembered."""
        if encounter.documents:
            return review()
        digest = blake2b(self._encode(encounter), key=self._key, digest_size=16).digest()
        return self._found.find((digest, release), review)
