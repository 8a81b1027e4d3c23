"""Dismissals of a code that another answer has changed since: they hold on for the new one.

A topic names the code that the question is about. Who has said "contaminant" of M86.50 is not asked again of M86.561.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from cards.phrases.changes import Change, changes_of
from cards.selection.topics import topic_with
from icd10cm.issue import ReplaceCode
from icd10cm.rules import Severity, rule_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

_CODE = re.compile(r"(?P<category>[A-Z][0-9][0-9A-Z])(?P<rest>[0-9A-Z]{0,4})")
_PLACES = frozenset((Change.SITE, Change.SIDE))
_NOTHING = frozenset((None,))
_OPEN = "unspecified"


def topics_of_changed_codes(
    issue: CodingIssue, stored: frozenset[str], coded: Collection[str], release: Release
) -> Iterator[str]:
    """Yield the stored topics that ask the same about a code which one of the issue's codes has taken the place of.

    A code that cannot be reported is asked about whatever was dismissed before.
    """
    is_alone = len(issue.codes) == 1
    if is_alone and rule_of(issue.rule).severity_of(issue.because) is Severity.UNREPORTABLE:
        return
    for place, code in enumerate(issue.codes):
        for topic, earlier in _topics_at(place, issue, stored):
            if _is_same_question(earlier, code, issue, release) and _became(earlier, coded, release) == {code}:
                yield topic


def _topics_at(place: int, issue: CodingIssue, stored: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the stored topics that differ from an issue's in one of its codes alone, each with that code."""
    before, after = topic_with(issue, place)
    found = ((topic, _code_between(topic, before, after)) for topic in stored)
    return (each for each in found if each[1])


def _code_between(topic: str, before: str, after: str) -> str:
    """Return the code that a topic has between two parts of it: "M86.50"; "" where there is something else."""
    if not (topic.startswith(before) and topic.endswith(after)):
        return ""
    found = _CODE.fullmatch(topic[len(before) : len(topic) - len(after)])
    return "" if found is None else ".".join(filter(None, found.groups()))


def _is_same_question(earlier: str, code: str, issue: CodingIssue, release: Release) -> bool:
    """Return whether two codes say the same of what an issue would change; for an organism, of one infection."""
    changed = changes_of((earlier, code), release)
    offered = (each.code for each in issue.options if isinstance(each, ReplaceCode))
    asked = frozenset[Change]().union(*(changes_of((code, each), release) for each in offered))
    if not asked.isdisjoint(changed):
        return False
    is_of_organism = issue.because in rule_of(issue.rule).from_cultures
    return not is_of_organism or Change.KIND not in changed or _OPEN in release.title(earlier).lower()


def _became(earlier: str, coded: Collection[str], release: Release) -> set[str]:
    """Return the codes of a chart that a code may have been changed to: those of its kind, else of its category.

    None while it is there itself, unless it leaves the place open: a client that only creates leaves it to be removed.
    """
    kin = {each for each in coded if each[:3] == earlier[:3]} - {earlier}
    changes = {each: changes_of((earlier, each), release) for each in kin if _fits(earlier, each, release)}
    alike = {each: found for each, found in changes.items() if Change.KIND not in found}
    if earlier in coded:
        return {each for each, found in alike.items() if found & _PLACES}
    return set(alike or changes)


def _fits(earlier: str, code: str, release: Release) -> bool:
    """Return whether a code names no other place than an earlier one, which may leave it open."""
    own, new = ([*map(frozenset, zip(*release.places_of(each), strict=True))] for each in (earlier, code))
    return all(_is_open(said) or said <= again for said, again in zip_longest(own, new, fillvalue=_NOTHING))


def _is_open(said: frozenset[object]) -> bool:
    return said <= _NOTHING
