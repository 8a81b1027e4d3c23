"""Which questions of a chart were dismissed, under their topic of today or an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.dismissals.changed_codes import topics_of_changed_codes
from cards.selection.topics import former_topics, topic_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release


def dismissed_among(
    issues: Iterable[CodingIssue], stored: frozenset[str], coded: Collection[str], release: Release
) -> frozenset[str]:
    """Return the topics of the issues that were dismissed: today, in an earlier release, or of a code since changed.

    `stored` are the topics that were dismissed, `coded` the codes of the chart. Where several questions of a chart had
    one topic, nobody knows which of them was meant: each is asked again.
    """
    if not stored:
        return stored
    issues = tuple(issues)
    asked = frozenset(map(topic_of, issues))
    former: dict[str, set[str]] = {}
    for issue in issues:
        for topic in (*former_topics(issue), *topics_of_changed_codes(issue, stored - asked, coded, release)):
            former.setdefault(topic, set()).add(topic_of(issue))
    held = (topics for topic, topics in former.items() if topic in stored and len(topics) == 1)
    return stored.union(*held)
