"""Whether a code is valid on a day: by the list that is effective then, else by the life spans of codes.

A list decides for its own days. For other days between October 1, 2022 and March 31, 2027 any list of that time decides
with the life spans: a code that did not change has the same status throughout. For all other days nothing is known.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.releases.life_spans import load_life_spans

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date

    from icd10cm.releases.release import Release


class CodeStatus(StrEnum):
    """The status of a code on a day.

    `INCOMPLETE` is a category or a code without its 7th character: codes below it are valid. `ABSENT` is neither valid
    nor the beginning of a valid code.
    """

    VALID = "valid"
    INCOMPLETE = "incomplete"
    ABSENT = "absent"
    UNKNOWN = "unknown"


def decides(release: Release, day: date) -> bool:
    """Return whether a release, with the life spans of codes, decides the status of every code on a day."""
    spans = load_life_spans()
    return release.in_force(day) or (spans.covers(day) and spans.covers(release.effective_from))


def all_valid(codes: AbstractSet[str], day: date, release: Release) -> bool:
    """Return whether a release that is effective on a day holds all codes as valid ones: the usual case."""
    return release.in_force(day) and codes <= release.valid.keys()


def status_on(code: str, day: date, release: Release) -> CodeStatus:
    """Return the status of a code on a day, as far as a release and the life spans of codes decide it."""
    if release.effective_from <= day <= release.effective_to:  # the usual case
        return CodeStatus.VALID if code in release.valid else _listed_status(code, release)
    spans = load_life_spans()
    if not spans.covers(day):
        return CodeStatus.UNKNOWN
    changed = spans.of(code)
    if any(span.holds(day) for span in changed):
        return CodeStatus.VALID
    if not decides(release, day):
        return CodeStatus.UNKNOWN
    if not changed and release.is_valid(code):
        return CodeStatus.VALID
    return CodeStatus.INCOMPLETE if _begins_a_valid_code(code, day, release) else CodeStatus.ABSENT


def unlisted_children(category: str, day: date, release: Release) -> tuple[str, ...]:
    """Return what a later or earlier list has right below a listed category on a day: codes, and families by number.

    "C78.31" and "C78.32" below C78.3, or "O31.4" for O31.40X0 to O31.43X9; their titles are not known.
    """
    if release.in_force(day) or not decides(release, day):
        return ()
    length = len(category) + (1 if "." in category else 2)
    unlisted = (code for code in load_life_spans().below(category, day) if _nearest(code, release) == category)
    return tuple(dict.fromkeys(code[:length] for code in unlisted))


def _nearest(code: str, release: Release) -> str:
    node = release.nearest(code)
    return "" if node is None or release.position(code) is not None else node.code


def _listed_status(code: str, release: Release) -> CodeStatus:
    if release.is_valid(code):
        return CodeStatus.VALID
    return CodeStatus.ABSENT if release.position(code) is None else CodeStatus.INCOMPLETE


def _begins_a_valid_code(code: str, day: date, release: Release) -> bool:
    spans = load_life_spans()
    node = release.node(code)
    listed = () if node is None else (each for at in range(node.index, node.end) for each in release.codes_at(at))
    unchanged = (each for each in listed if each.startswith(code) and not spans.of(each))
    return next(unchanged, "") != "" or bool(spans.below(code, day))
