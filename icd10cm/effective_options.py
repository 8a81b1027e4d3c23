"""Keeps codes that are not known to be effective on the date of service out of the options of every rule.

Rules take their options from the list at hand. Where another list is effective on the date of service, an option may be
newer or older than the day. This one filter after the rules serves them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.issue import AddCode, RemoveCode, ReplaceCode
from icd10cm.releases.validity import CodeStatus, status_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
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
        offered = {code: status_on(code, day, release) for code in _offered(issue)}
        if all(status is CodeStatus.VALID for status in offered.values()):
            yield issue
        elif issue.rule in _OF_THE_CODE or any(status is not CodeStatus.ABSENT for status in offered.values()):
            yield _without(issue, offered, release)


def _offered(issue: CodingIssue) -> Iterator[str]:
    """Yield the codes that are offered; not those that the chart has already, and no procedure codes."""
    for code in (*issue.choices, *filter(None, map(_code_of, issue.options))):
        is_procedure = len(code) > 3 and "." not in code
        if code not in issue.codes and not is_procedure:
            yield code


def _code_of(option: Correction) -> str:
    """Return the code that an option leads to; a removal may keep one that another option brings."""
    match option:
        case AddCode(code=code) | ReplaceCode(code=code):
            return code
        case RemoveCode(keeps=keeps):
            return keeps
    return ""


def _codes_of(option: Correction) -> tuple[str, ...]:
    """Return all codes that an option leads to."""
    return (_code_of(option), *(option.also if isinstance(option, ReplaceCode) else ()))


def _without(issue: CodingIssue, offered: Mapping[str, CodeStatus], release: Release) -> CodingIssue:
    """Return the issue without what is not effective; what applies together goes together.

    A category stays a choice, but not a code of the list that was split since.
    """
    options = tuple(
        option
        for option in issue.options
        if all(offered.get(code, CodeStatus.VALID) is CodeStatus.VALID for code in _codes_of(option))
    )
    choices = tuple(
        code
        for code in issue.choices
        if (status := offered.get(code, CodeStatus.VALID)) is CodeStatus.VALID
        or (status is CodeStatus.INCOMPLETE and not release.is_valid(code))
    )
    if issue.together and (len(options), len(choices)) != (len(issue.options), len(issue.choices)):
        return replace(issue, options=(), choices=())
    return replace(issue, options=options, choices=choices)
