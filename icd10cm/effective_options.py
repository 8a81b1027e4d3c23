"""Keeps codes that are not known to be effective on the date of service out of the options of every rule.

Rules take their options from the list at hand. Where another list is effective on the date of service, an option may be
newer or older than the day. This one filter after the rules serves them all.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.issue import AddCode, RemoveCode, ReplaceCode
from icd10cm.releases.validity import CodeStatus, status_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date

    from icd10cm.issue import CodingIssue, Correction
    from icd10cm.releases.release import Release

# Their question is the code itself, which is wrong whatever can be offered in its place.
_OF_THE_CODE = frozenset(("InvalidCode", "IncompleteCode", "SeventhCharacter"))


def effective_only(issues: Iterable[CodingIssue], day: date, release: Release) -> Iterator[CodingIssue]:
    """Yield the issues with the options that are effective on a day.

    An issue without an effective option stays a question, unless each code that it led to is known not to be effective.
    """
    if release.in_force(day):
        yield from issues
        return
    for issue in issues:
        offered = {code: _status(code, issue, day, release) for code in _offered(issue)}
        if all(status is CodeStatus.VALID for status in offered.values()):
            yield issue
        elif issue.rule in _OF_THE_CODE or any(status is not CodeStatus.ABSENT for status in offered.values()):
            yield _without(issue, offered, release)


def _status(code: str, issue: CodingIssue, day: date, release: Release) -> CodeStatus:
    """Return the status of an offered code; one that the chart has may stay unless it is known not to be effective."""
    status = status_on(code, day, release)
    if code not in issue.codes or issue.rule in _OF_THE_CODE or status is CodeStatus.ABSENT:
        return status
    return status if _was_split(code, status, release) else CodeStatus.VALID


def _was_split(code: str, status: CodeStatus, release: Release) -> bool:
    """Return whether a code of the list is a category on the day of another list."""
    return status is CodeStatus.INCOMPLETE and release.is_valid(code)


def _offered(issue: CodingIssue) -> Iterator[str]:
    """Yield the codes that are offered, no procedure codes."""
    for code in (*issue.choices, *chain.from_iterable(map(_codes_of, issue.options))):
        is_procedure = len(code) > 3 and "." not in code
        if code and not is_procedure:
            yield code


def _codes_of(option: Correction) -> tuple[str, ...]:
    """Return all codes that an option leads to; a removal may keep one that another option brings."""
    match option:
        case AddCode(code=code):
            return (code,)
        case ReplaceCode(code=code, also=also):
            return (code, *also)
        case RemoveCode(keeps=keeps):
            return (keeps,)
    return ()


def _without(issue: CodingIssue, offered: Mapping[str, CodeStatus], release: Release) -> CodingIssue:
    """Return the issue without what is not effective; what applies together goes together.

    A category stays a choice, also a code of the list that was split since. Of an answer that was split nothing can be
    written, and buttons for the other answers alone would lead to them; nor can one of two codes be removed where the
    other is not effective.
    """
    valid = _with_status(CodeStatus.VALID, offered)
    families = _with_status(CodeStatus.INCOMPLETE, offered)
    wrong = offered.keys() - valid
    choices = tuple(code for code in issue.choices if code not in wrong - families)
    options = tuple(option for option in issue.options if wrong.isdisjoint(_codes_of(option)))
    if issue.together and (len(options), len(choices)) != (len(issue.options), len(issue.choices)):
        return replace(issue, options=(), choices=())
    if any(map(release.is_valid, families)) or _of_a_chart_code(issue, wrong):
        options = ()
    return replace(issue, options=options, choices=choices)


def _with_status(status: CodeStatus, offered: Mapping[str, CodeStatus]) -> set[str]:
    return {code for code, own in offered.items() if own is status}


def _of_a_chart_code(issue: CodingIssue, codes: AbstractSet[str]) -> bool:
    """Return whether the issue weighs a code of the chart that is among `codes`."""
    return issue.rule not in _OF_THE_CODE and not codes.isdisjoint(issue.codes)
