"""Which of two codes that an Excludes1 note keeps separate may be kept, where neither is a vaguer name of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.exclusions.alternatives import either_may_stay, either_of, has_history, is_history, is_status_of
from icd10cm.exclusions.excludes1_delete import is_denied
from icd10cm.exclusions.pairs.substance_use import is_milder_use

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.issue import RemoveCode
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.rules.excluded_pairs import ExcludedPair
    from icd10cm.tabular.model import Node

_BOTH = 2
_OTHER = "Other "


def answers_to_pair(pair: ExcludedPair, release: Release, *, is_open: bool) -> tuple[RemoveCode, ...]:
    """Return the codes that may be kept, each with the removal of the other one.

    `is_open` is False where the notes send from one of the two to the other.
    """
    if not _has_two_answers(pair, is_open=is_open):
        return ()
    either = either_of(pair.first, pair.second)
    gone = ((pair.second, pair.at_second), (pair.first, pair.at_first))
    answers = zip(either, gone, strict=True)
    return tuple(each for each, (one, lines) in answers if _may_go(one.code, each.keeps, lines, release))


def _has_two_answers(pair: ExcludedPair, *, is_open: bool) -> bool:
    """Return whether either code may be kept: each names the other, or one of the two is a history.

    A note on one side that calls the other code NOS says neither which one is right nor that the two are one. Nor does
    a note that means one of several conditions which have the other code.
    """
    one, other = pair.first.node, pair.second.node
    if one is None or other is None or not either_may_stay(one, other) or _holds_many(one) or _holds_many(other):
        return False
    return has_history(one, other) or (is_open and len(pair.forbidden_at) == _BOTH)


def _holds_many(node: Node) -> bool:
    """Return whether a code is for several other conditions, of which the note may mean another one."""
    return node.title.startswith(_OTHER) and len(node.inclusion_terms) > 1


def _may_go(gone: str, kept: str, at_gone: Sequence[NoteLine], release: Release) -> bool:
    """Return whether a code may be given up: no worse use of a substance, nor a disease for a status.

    Nor is what its note sends elsewhere without:

    "Edema of lung without heart failure" (J81.-) at a heart failure is not the answer where the failure is coded.
    """
    if is_milder_use(kept, gone, release):
        return False
    if is_status_of(kept, gone) and not is_history(kept, release):
        return False
    return not any(is_denied(release.title(gone), line) for line in at_gone)
